#pragma once

#include "core/token.h"
#include "views/dialogs/house_dialog.h"

class QLineEdit;

namespace tokenhouse {

class SegmentedControl;

/// *Disable tokens* (or APIs): a reason, kept in the event. Only tokens have a code for it.
class DisableDialog : public HouseDialog {
    Q_OBJECT

public:
    enum class What { Tokens, Apis };

    DisableDialog(What what, const QStringList& names, int count, QWidget* parent = nullptr);
    DisableCode code() const;
    QString reason() const;

Q_SIGNALS:
    void submitted();

private:
    void judge();
    SegmentedControl* m_code = nullptr;
    QLabel* m_meaning;
    QLineEdit* m_reason;
};

/// "“a”, “b” and 5 more": how dialogs name what they are about.
QString namesText(const QStringList& names, int count);

} // namespace tokenhouse

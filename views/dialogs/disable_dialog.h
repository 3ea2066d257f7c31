#pragma once

#include "core/token.h"
#include "views/dialogs/bulk_dialog.h"

class QLineEdit;

namespace tokenhouse {

class SegmentedControl;

/// *Disable tokens* (or APIs): a reason, kept in the event. Only tokens have a code for it.
class DisableDialog final : public BulkDialog {
    Q_OBJECT

public:
    DisableDialog(What what, const QStringList& names, int count, QWidget* parent = nullptr);
    DisableCode code() const;
    QString reason() const;
    void setCount(int count) override;

private:
    void judge();
    SegmentedControl* m_code = nullptr;
    QLabel* m_meaning;
    QLineEdit* m_reason;
};

} // namespace tokenhouse

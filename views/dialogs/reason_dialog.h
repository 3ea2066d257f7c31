#pragma once

#include "views/dialogs/house_dialog.h"

class QLineEdit;

namespace tokenhouse {

/// Asks for a reason that is kept with the event, and then does something that needs one.
class ReasonDialog : public HouseDialog {
    Q_OBJECT

public:
    /// `name`: "Hold token"; `verb`: the button's word.
    ReasonDialog(const QString& name, const QString& verb, QWidget* parent = nullptr);
    QString reason() const;

Q_SIGNALS:
    void submitted();

protected:
    QStringList typed() const override { return {reason()}; }

private:
    void judge();
    QLineEdit* m_reason;
};

} // namespace tokenhouse

#pragma once

#include <QObject>

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

/// Lets a button of a dialog that cannot be taken back act at its second press only: the first one asks. Whatever is
/// done in between takes the question back. Owned by the button.
class SecondPress : public QObject {
    Q_OBJECT

public:
    /// `asked` is the button's label while it is asked; its accessible name should be set, to stay the same.
    SecondPress(Button* button, const QString& asked, HouseDialog* dialog);
    /// What the second press does: "This cannot be undone.", "The token is disabled."
    void setConsequence(const QString& lead, const QString& consequence);
    void takeBack();

Q_SIGNALS:
    void confirmed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void press();
    void rest();

    Button* m_button;
    HouseDialog* m_dialog;
    QString m_label;
    QString m_asked;
    QString m_lead;
    QString m_consequence;
    bool m_isAsking = false;
};

} // namespace tokenhouse

#include "views/dialogs/reason_dialog.h"

#include <QLineEdit>

#include "models/text.h"
#include "views/house_style.h"

namespace tokenhouse {

ReasonDialog::ReasonDialog(const QString& name, const QString& verb, QWidget* parent)
    : HouseDialog(name, 520, parent), m_reason(new QLineEdit(this))
{
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Kept with the event, for whoever asks later"));
    m_reason->setMaxLength(2000);
    addField(tr("Reason"), m_reason);
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(verb));
    connect(mainButton(), &Button::chosen, this, &ReasonDialog::submitted);
    connect(m_reason, &QLineEdit::textChanged, this, &ReasonDialog::judge);
    m_reason->setFocus();
    noteUntouched();
    judge();
}

QString ReasonDialog::reason() const
{
    return m_reason->text().trimmed();
}

void ReasonDialog::judge()
{
    const bool isSecret = looksLikeSecret(utf8(m_reason->text()));
    setWrong(m_reason, isSecret);
    setMainReason(isSecret             ? tr("the reason looks like a secret, and reasons are kept for good")
                  : reason().isEmpty() ? tr("the reason is still missing")
                                       : QString());
}

} // namespace tokenhouse

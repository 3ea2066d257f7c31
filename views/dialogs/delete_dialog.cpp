#include "views/dialogs/delete_dialog.h"

#include <QVBoxLayout>

#include "views/dialogs/disable_dialog.h"
#include "views/widgets/label.h"

namespace tokenhouse {

DeleteDialog::DeleteDialog(What what, const QStringList& names, int count, QWidget* parent)
    : HouseDialog(what == What::Tokens ? tr("Delete tokens") : tr("Delete APIs"), 560, parent)
{
    const bool isToken = what == What::Tokens;
    if (count == 1 && !names.isEmpty())
        setHeading(tr("Delete %1?").arg(namesText(names, count)));
    else
        setHeading(isToken ? tr("Delete %Ln tokens?", nullptr, count) : tr("Delete %Ln APIs?", nullptr, count));
    const QString effect =
        isToken ? count == 1 ? tr("Its secret can never be used again.") : tr("Their secrets can never be used again.")
        : count == 1 ? tr("Its route answers 404 from the next call on.")
                     : tr("Their routes answer 404 from the next call on.");
    setSentence(tr("%1 There is no way back. What happened stays in the events.").arg(effect));
    if (count > 1 && !names.isEmpty()) {
        auto* list = new WrappedLabel(namesText(names, count), Role::Text, Theme::body(), this);
        body()->addWidget(list);
        body()->addSpacing(8);
    }
    m_delete = addLeft(tr("Delete"));
    connect(m_delete, &Button::chosen, this, &DeleteDialog::submitted);
    Button* keep = addRight(tr("Keep"));
    connect(keep, &Button::chosen, this, &QDialog::reject);
    setMain(keep);
    setActing(m_delete);
    keep->setFocus();
}

void DeleteDialog::showFailure(const Failure& failure)
{
    HouseDialog::showFailure(failure);
}

} // namespace tokenhouse

#include "views/dialogs/delete_dialog.h"

#include <QVBoxLayout>

#include "views/widgets/label.h"

namespace tokenhouse {

DeleteDialog::DeleteDialog(What what, const QStringList& names, int count, QWidget* parent)
    : BulkDialog(what == What::Tokens ? tr("Delete tokens") : tr("Delete APIs"), 560, what, names, parent)
{
    setCount(count);
    if (count > 1 && !names.isEmpty()) {
        body()->addWidget(new WrappedLabel(namesText(names, count), Role::Text, Theme::body(), this));
        body()->addSpacing(8);
    }
    placePreview();
    Button* remove = addLeft(tr("Delete"));
    connect(remove, &Button::chosen, this, &BulkDialog::submitted);
    Button* keep = addRight(tr("Keep"));
    connect(keep, &Button::chosen, this, &QDialog::reject);
    setMain(keep);
    setActing(remove);
    keep->setFocus();
}

void DeleteDialog::setCount(int count)
{
    if (count == 1 && !names().isEmpty())
        setHeading(tr("Delete %1?").arg(namesText(names(), count)));
    else
        setHeading(isAboutTokens() ? tr("Delete %Ln tokens?", nullptr, count) : tr("Delete %Ln APIs?", nullptr, count));
    const QString effect = isAboutTokens() ? count == 1 ? tr("Its secret can never be used again.")
                                                        : tr("Their secrets can never be used again.")
                           : count == 1 ? tr("Its route answers 404 from the next call on.")
                                           : tr("Their routes answer 404 from the next call on.");
    setSentence(tr("%1 There is no way back. What happened stays in the events.").arg(effect));
}

QString DeleteDialog::changingText(int count) const
{
    return tr("%Ln will be deleted.", nullptr, count);
}

} // namespace tokenhouse

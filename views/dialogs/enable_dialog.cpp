#include "views/dialogs/enable_dialog.h"

namespace tokenhouse {

EnableDialog::EnableDialog(What what, const QStringList& names, int count, QWidget* parent)
    : BulkDialog(what == What::Tokens ? tr("Enable tokens") : tr("Enable APIs"), 560, what, names, parent)
{
    setCount(count);
    placePreview();
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Enable")));
    connect(mainButton(), &Button::chosen, this, &BulkDialog::submitted);
    cancel->setFocus();
}

void EnableDialog::setCount(int count)
{
    setHeading(isAboutTokens() ? tr("Enable %Ln tokens?", nullptr, count) : tr("Enable %Ln APIs?", nullptr, count));
    const QString effect = isAboutTokens() ? tr("Their secrets work again from the next call on.")
                                           : tr("Their routes answer again from the next call on.");
    setSentence(names().isEmpty() ? effect : namesText(names(), count) + QStringLiteral(". ") + effect);
}

} // namespace tokenhouse

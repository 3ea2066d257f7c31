#include "views/dialogs/enable_dialog.h"

#include "views/dialogs/disable_dialog.h"

namespace tokenhouse {

EnableDialog::EnableDialog(What what, const QStringList& names, int count, QWidget* parent)
    : HouseDialog(what == What::Tokens ? tr("Enable tokens") : tr("Enable APIs"), 560, parent)
{
    const bool isToken = what == What::Tokens;
    setHeading(isToken ? tr("Enable %Ln tokens?", nullptr, count) : tr("Enable %Ln APIs?", nullptr, count));
    const QString effect = isToken ? tr("Their secrets work again from the next call on.")
                                   : tr("Their routes answer again from the next call on.");
    setSentence(names.isEmpty() ? effect : namesText(names, count) + QStringLiteral(". ") + effect);
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Enable")));
    connect(mainButton(), &Button::chosen, this, &EnableDialog::submitted);
    cancel->setFocus();
}

} // namespace tokenhouse

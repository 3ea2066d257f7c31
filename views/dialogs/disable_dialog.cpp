#include "views/dialogs/disable_dialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/house_style.h"
#include "views/widgets/label.h"
#include "views/widgets/segmented_control.h"

namespace tokenhouse {

DisableDialog::DisableDialog(What what, const QStringList& names, int count, QWidget* parent)
    : BulkDialog(what == What::Tokens ? tr("Disable tokens") : tr("Disable APIs"), 600, what, names, parent)
{
    setCount(count);
    m_meaning = new WrappedLabel({}, Role::Muted, Theme::small(), this);
    m_meaning->setMinimumHeight(16);
    if (isAboutTokens()) {
        m_code = new SegmentedControl(SegmentedControl::Choice::One, this);
        m_code->setAccessibleName(tr("Why"));
        for (const auto& [code, word] :
             {std::pair{DisableCode::None, tr("Not said")}, std::pair{DisableCode::Leaked, tr("Leaked")},
              std::pair{DisableCode::Unused, tr("Unused")}, std::pair{DisableCode::Left, tr("Owner left")},
              std::pair{DisableCode::Other, tr("Other")}})
            m_code->addSegment(static_cast<int>(code), word);
        m_code->setChecked(static_cast<int>(DisableCode::None));
        addField(tr("Why"), m_code, m_meaning);
        connect(m_code, &SegmentedControl::changed, this, &DisableDialog::judge);
    } else {
        m_meaning->hide();
    }
    m_reason = new QLineEdit(this);
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Kept with the event, for whoever asks later"));
    m_reason->setMaxLength(2000);
    addField(tr("Reason"), m_reason);
    placePreview();
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Disable")));
    connect(mainButton(), &Button::chosen, this, &BulkDialog::submitted);
    connect(m_reason, &QLineEdit::textChanged, this, &DisableDialog::judge);
    m_reason->setFocus();
    judge();
}

void DisableDialog::setCount(int count)
{
    if (count == 1 && !names().isEmpty())
        setHeading(tr("Disable %1").arg(namesText(names(), count)));
    else
        setHeading(isAboutTokens() ? tr("Disable %Ln tokens", nullptr, count) : tr("Disable %Ln APIs", nullptr, count));
    const QString effect = isAboutTokens()
                               ? tr("Calls are refused with 401 from the next one on.")
                               : tr("Calls are answered with 404 from the next one on, as if there were nothing.");
    setSentence(count == 1 || names().isEmpty() ? effect : namesText(names(), count) + QStringLiteral(". ") + effect);
}

DisableCode DisableDialog::code() const
{
    return m_code && m_code->checked() >= 0 ? static_cast<DisableCode>(m_code->checked()) : DisableCode::None;
}

QString DisableDialog::reason() const
{
    return m_reason->text().trimmed();
}

void DisableDialog::judge()
{
    setTextRole(m_meaning, code() == DisableCode::Leaked ? Role::Warning : Role::Muted);
    m_meaning->setText(code() == DisableCode::Leaked
                           ? tr("After “leaked” it can only be enabled again with a new secret.")
                           : tr("It can be enabled again, with the same secret."));
    const bool isSecret = looksLikeSecret(utf8(m_reason->text()));
    setWrong(m_reason, isSecret);
    setOrderReason(isSecret ? tr("the reason looks like a secret, and reasons are kept for good") : QString());
}

} // namespace tokenhouse

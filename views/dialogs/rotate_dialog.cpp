#include "views/dialogs/rotate_dialog.h"

#include <QLabel>
#include <QVBoxLayout>

#include "views/dialogs/secret_choice.h"
#include "views/widgets/label.h"
#include "views/widgets/segmented_control.h"

namespace tokenhouse {

RotateDialog::RotateDialog(const QString& tokenName, QWidget* parent) : HouseDialog(tr("Rotate secret"), 600, parent)
{
    setHeading(tr("Rotate the secret of “%1”").arg(tokenName));
    setSentence(tr("A new secret takes the place of the present one. You see it once."));
    m_secret = new SecretChoice(this);
    addField(tr("New secret"), m_secret);
    m_previous = new SegmentedControl(SegmentedControl::Choice::One, this);
    m_previous->addSegment(Keep, tr("Works until the new one is confirmed"));
    m_previous->addSegment(EndNow, tr("End it now, it leaked"));
    m_previous->setAccessibleName(tr("Present secret"));
    m_meaning = new WrappedLabel({}, Role::Muted, Theme::small(), this);
    addField(tr("Present secret"), m_previous, m_meaning);
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Rotate")));
    connect(mainButton(), &Button::chosen, this, &RotateDialog::submitted);
    connect(m_secret, &SecretChoice::changed, this, &RotateDialog::judge);
    connect(m_previous, &SegmentedControl::changed, this, &RotateDialog::judge);
    m_previous->setChecked(Keep);
    judge();
}

void RotateDialog::setLeaked()
{
    m_isLeaked = true;
    m_previous->setChecked(EndNow);
    m_previous->setEnabled(false);
    judge();
}

bool RotateDialog::generatesSecret() const
{
    return m_secret->generates();
}
SecretBytes RotateDialog::secret() const
{
    return m_secret->secret();
}
bool RotateDialog::endsNow() const
{
    return m_previous->checked() == EndNow;
}

void RotateDialog::judge()
{
    setTextRole(m_meaning, endsNow() ? Role::Warning : Role::Muted);
    m_meaning->setText(
        m_isLeaked  ? tr("It was disabled as leaked, so it ends with the rotation.")
        : endsNow() ? tr("Whoever still calls with the present secret gets 401 at once, and there is no way back.")
                    : tr("If nobody confirms the new one in time, the present one simply stays."));
    setMainReason(m_secret->reason());
}

void RotateDialog::showFailure(const Failure& failure)
{
    HouseDialog::showFailure(failure);
    m_secret->setRefused(failure);
}

void RotateDialog::reject()
{
    if (!isBusy())
        HouseDialog::reject();
}

} // namespace tokenhouse

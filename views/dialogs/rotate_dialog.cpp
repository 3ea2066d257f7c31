#include "views/dialogs/rotate_dialog.h"

#include <QLabel>
#include <QSpinBox>
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
    m_previous->addSegment(Keep, tr("Until confirmed"), tr("Works until the new one is confirmed"));
    m_previous->addSegment(Quarter, tr("15 min"), tr("Works for 15 minutes more"));
    m_previous->addSegment(Hour, tr("1 h"), tr("Works for one hour more"));
    m_previous->addSegment(Day, tr("24 h"), tr("Works for 24 hours more"));
    m_previous->addSegment(Other, tr("Other"), tr("Works for another time"));
    m_previous->addSegment(EndNow, tr("End it, it leaked"), tr("End it now, it leaked"));
    m_previous->setAccessibleName(tr("Present secret"));
    m_meaning = new WrappedLabel({}, Role::Muted, Theme::small(), this);
    addField(tr("Present secret"), m_previous, m_meaning);
    m_hours = new QSpinBox(this);
    m_hours->setRange(1, 30 * 24);
    m_hours->setValue(72);
    m_hours->setSuffix(tr(" h"));
    m_hours->setAccessibleName(tr("Hours that both secrets work"));
    m_hours->setFixedWidth(110);
    m_hours->hide();
    body()->addWidget(m_hours);
    connect(m_hours, &QSpinBox::valueChanged, this, &RotateDialog::judge);
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Rotate")));
    connect(mainButton(), &Button::chosen, this, &RotateDialog::submitted);
    connect(m_secret, &SecretChoice::changed, this, &RotateDialog::judge);
    connect(m_previous, &SegmentedControl::changed, this, &RotateDialog::judge);
    m_previous->setChecked(Keep);
    judge();
}

std::optional<std::chrono::seconds> RotateDialog::overlap() const
{
    switch (m_previous->checked()) {
    case Quarter: return std::chrono::minutes(15);
    case Hour: return std::chrono::hours(1);
    case Day: return std::chrono::hours(24);
    case Other: return std::chrono::hours(m_hours->value());
    case EndNow: return std::chrono::seconds(0);
    default: return std::nullopt;
    }
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
        : overlap()
            ? tr("Both work meanwhile. “Old and new secret” shows who still calls with the present one, and ends it.")
            : tr("It ends once the new one is confirmed. If nobody confirms that in time, it simply stays."));
    m_hours->setVisible(m_previous->checked() == Other);
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

#include "views/dialogs/secret_choice.h"

#include <QVBoxLayout>

#include "views/widgets/requirement_list.h"
#include "views/widgets/secret_edit.h"
#include "views/widgets/segmented_control.h"

namespace tokenhouse {

SecretChoice::SecretChoice(QWidget* parent)
    : QWidget(parent),
      m_choice(new SegmentedControl(SegmentedControl::Choice::One, this)),
      m_edit(new SecretEdit(tr("Secret"), this)),
      m_lines(new RequirementList(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_choice->addSegment(Generate, tr("Generate one"));
    m_choice->addSegment(Own, tr("Use my own"));
    m_choice->setAccessibleName(tr("Secret"));
    m_edit->field()->setMarksForeign(true);
    layout->addWidget(m_choice);
    layout->addWidget(m_edit);
    layout->addWidget(m_lines);
    m_choice->setChecked(Generate);
    connect(m_choice, &SegmentedControl::changed, this, [this] {
        follow();
        if (m_choice->checked() == Own && isVisible())
            m_edit->field()->setFocus(Qt::OtherFocusReason);
        Q_EMIT changed();
    });
    connect(m_edit, &SecretEdit::edited, this, [this] { m_check.setSecret(m_edit->field()->secret().view()); });
    connect(&m_check, &SecretCheckState::changed, this, [this] {
        follow();
        Q_EMIT changed();
    });
    follow();
}

bool SecretChoice::generates() const
{
    return m_choice->checked() == Generate;
}

SecretBytes SecretChoice::secret() const
{
    return generates() ? SecretBytes() : m_edit->field()->secret().duplicate();
}

QString SecretChoice::reason() const
{
    if (generates())
        return {};
    if (m_edit->field()->secret().empty())
        return tr("the secret is still missing");
    return m_check.isGood() ? QString() : tr("the secret is not good enough yet");
}

void SecretChoice::follow()
{
    const bool isOwn = !generates();
    m_edit->setVisible(isOwn);
    m_lines->setVisible(isOwn);
    m_lines->setLines(m_check.lines());
    m_edit->field()->setAccessibleDescription(m_lines->texts().join(QStringLiteral(". ")));
}

} // namespace tokenhouse

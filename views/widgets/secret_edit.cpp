#include "views/widgets/secret_edit.h"

#include <QHBoxLayout>
#include <QLabel>

#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

SecretEdit::SecretEdit(const QString& spokenName, QWidget* parent)
    : FieldFrame(parent),
      m_field(new SecretField(SecretField::Mode::Editable, this)),
      m_count(plainLabel({}, Role::Muted, Theme::body(), this)),
      m_eye(new Button({}, Button::Kind::Quiet, this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(11, 0, 1, 0);
    layout->setSpacing(6);
    layout->addWidget(m_field, 1);
    layout->addWidget(m_count);
    layout->addWidget(m_eye);
    m_field->setFrame(false);
    m_field->setAccessibleName(spokenName);
    m_eye->setFixedSize(28, 28);
    const auto dress = [this] {
        m_eye->setIconName(m_field->isShown() ? QStringLiteral("eye-off") : QStringLiteral("eye"));
        m_eye->setSpokenName(m_field->isShown() ? tr("Hide what was typed") : tr("Show what was typed"));
    };
    dress();
    connect(m_eye, &Button::chosen, this, [this] { m_field->setShown(!m_field->isShown()); });
    connect(m_field, &SecretField::shownChanged, this, dress);
    connect(m_field, &SecretField::edited, this, &SecretEdit::count);
    connect(m_field, &SecretField::edited, this, &SecretEdit::edited);
    setFocusProxy(m_field);
    setCounts(true);
}

void SecretEdit::setCounts(bool counts)
{
    m_count->setVisible(counts);
    count();
}

void SecretEdit::count()
{
    m_count->setText(m_field->secret().empty() ? QString()
                                               : tr("%Ln characters", nullptr, static_cast<int>(m_field->length())));
}

} // namespace tokenhouse

#include "views/dialogs/route_field.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/house_style.h"
#include "views/widgets/button.h"
#include "views/widgets/field_frame.h"
#include "views/widgets/label.h"

namespace tokenhouse {

RouteField::RouteField(QWidget* parent)
    : QWidget(parent),
      m_frame(new FieldFrame(this)),
      m_edit(new QLineEdit(m_frame)),
      m_line(new WrappedLabel({}, Role::Muted, Theme::small(), this)),
      m_conflict(new Button({}, Button::Kind::Link, this)),
      m_example(new WrappedLabel({}, Role::Muted, Theme::small(), this))
{
    m_frame->setLayoutDirection(Qt::LeftToRight);
    auto* inFrame = new QHBoxLayout(m_frame);
    inFrame->setContentsMargins(11, 0, 4, 0);
    inFrame->setSpacing(2);
    inFrame->addWidget(plainLabel(QStringLiteral("/api/custom/"), Role::Muted, Theme::mono(), m_frame));
    inFrame->addWidget(m_edit, 1);
    m_edit->setFrame(false);
    m_edit->setFont(Theme::mono());
    m_edit->setAccessibleName(tr("Route"));
    m_edit->setMaxLength(600);
    m_frame->setFocusProxy(m_edit);
    setFocusProxy(m_edit);
    m_line->setMinimumHeight(16);
    m_conflict->setFont(Theme::small());
    m_conflict->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed); // a long route gives way
    m_conflict->hide();
    m_example->setMinimumHeight(16);

    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_line, 1);
    row->addWidget(m_conflict);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(m_frame);
    layout->addSpacing(1);
    layout->addLayout(row);
    layout->addWidget(m_example);
    connect(m_edit, &QLineEdit::textChanged, &m_check, &RouteCheckState::setRoute);
    connect(&m_check, &RouteCheckState::changed, this, &RouteField::follow);
    connect(m_conflict, &Button::chosen, this, [this] {
        if (m_check.conflict())
            Q_EMIT conflictChosen(exactText(m_check.conflict()->id.text()));
    });
    follow();
}

QString RouteField::text() const
{
    return m_edit->text();
}

void RouteField::setText(const QString& route)
{
    m_edit->setText(route);
}

QString RouteField::reason() const
{
    switch (m_check.state()) {
    case RouteCheckState::State::Empty: return tr("the route is still missing");
    case RouteCheckState::State::Invalid: return tr("the route is not good yet");
    case RouteCheckState::State::Taken: return tr("the route is taken");
    default: return {};
    }
}

void RouteField::follow()
{
    using Stage = RouteCheckState::State;
    const Stage stage = m_check.state();
    const bool isBad = stage == Stage::Invalid || stage == Stage::Taken;
    setWrong(m_frame, isBad);
    setTextRole(m_line, isBad ? Role::Refused : stage == Stage::Free ? Role::Active : Role::Muted);
    m_line->setText(stage == Stage::Invalid ? m_check.faults().join(QLatin1Char(' ')) : m_check.summary());
    const bool hasConflict = stage == Stage::Taken && m_check.conflict();
    m_conflict->setVisible(hasConflict);
    if (hasConflict)
        m_conflict->setPlainText(tr("Show %1").arg(m_check.conflict()->route));
    m_example->setText(m_check.exampleUrlPath().isEmpty() ? QString()
                       : m_check.exampleValues().isEmpty()
                           ? tr("Would match: %1").arg(m_check.exampleUrlPath())
                           : tr("Would match: %1 with %2")
                                 .arg(m_check.exampleUrlPath(), m_check.exampleValues().join(QStringLiteral(", "))));
    m_edit->setAccessibleDescription(m_line->text() + QLatin1Char(' ') + m_example->text());
    Q_EMIT changed();
}

} // namespace tokenhouse

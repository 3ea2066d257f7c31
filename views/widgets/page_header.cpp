#include "views/widgets/page_header.h"

#include <QHBoxLayout>
#include <QLabel>

#include "views/widgets/action_button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

PageHeader::PageHeader(const QString& title, QWidget* parent) : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(14);
    auto* heading = plainLabel(title, Role::Text, Theme::pageTitle(), this);
    heading->setAccessibleName(title);
    m_count = plainLabel({}, Role::Muted, Theme::body(), this);
    layout->addWidget(heading);
    layout->addWidget(m_count);
    layout->addStretch(1);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(8);
    layout->addLayout(m_actions);
    setFixedHeight(measure::control + 2);
}

void PageHeader::setCount(const QString& count)
{
    m_count->setText(count);
}

void PageHeader::addAction(QAction* action)
{
    QWidget::addAction(action);
    auto* button = new ActionButton(action, Button::Kind::Normal, this);
    const int place = m_primary ? m_actions->indexOf(m_primary) : -1;
    m_actions->insertWidget(place, button);
}

void PageHeader::setPrimary(QAction* action)
{
    QWidget::addAction(action);
    delete m_primary;
    m_primary = new ActionButton(action, Button::Kind::Primary, this);
    m_actions->addWidget(m_primary);
}

} // namespace tokenhouse

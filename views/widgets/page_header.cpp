#include "views/widgets/page_header.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>

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
    const int place = m_more ? m_actions->indexOf(m_more) : m_primary ? m_actions->indexOf(m_primary) : -1;
    m_actions->insertWidget(place, button);
}

void PageHeader::setPrimary(QAction* action)
{
    QWidget::addAction(action);
    delete m_primary;
    m_primary = new ActionButton(action, Button::Kind::Primary, this);
    m_actions->addWidget(m_primary);
}

void PageHeader::addMore(QAction* action)
{
    if (!m_more) {
        m_more = new Button({}, Button::Kind::Normal, this);
        m_more->setIconName(QStringLiteral("more"));
        m_more->setSpokenName(tr("More actions"));
        m_more->setFixedWidth(measure::control + 4);
        m_moreMenu = new QMenu(m_more);
        connect(m_more, &Button::chosen, this,
                [this] { m_moreMenu->popup(m_more->mapToGlobal(QPoint(0, m_more->height() + 4))); });
        m_actions->insertWidget(m_primary ? m_actions->indexOf(m_primary) : -1, m_more);
    }
    m_moreMenu->addAction(action);
}

} // namespace tokenhouse

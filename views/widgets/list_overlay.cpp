#include "views/widgets/list_overlay.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

ListOverlay::ListOverlay(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    QFont font = Theme::dialogTitle();
    m_title = plainLabel({}, Role::Text, font, this);
    m_sentence = plainLabel({}, Role::Muted, Theme::body(), this);
    m_title->setAlignment(Qt::AlignCenter);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumWidth(200);
    layout->addWidget(m_title);
    layout->addSpacing(6);
    layout->addWidget(m_sentence);
    layout->addSpacing(14);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    m_other = new Button({}, Button::Kind::Normal, this);
    m_main = new Button({}, Button::Kind::Normal, this); // the page's header has the primary one
    row->addWidget(m_other);
    row->addWidget(m_main);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addStretch(3);
    setGroundRole(this, Role::Surface);
    connect(m_main, &Button::chosen, this, &ListOverlay::mainChosen);
    connect(m_other, &Button::chosen, this, &ListOverlay::otherChosen);
}

void ListOverlay::showText(const QString& title, const QString& sentence, const QString& mainLabel,
                           const QString& otherLabel)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_main->setText(mainLabel);
    m_main->setVisible(!mainLabel.isEmpty());
    m_other->setText(otherLabel);
    m_other->setVisible(!otherLabel.isEmpty());
    show();
    raise();
}

QString ListOverlay::title() const
{
    return m_title->text();
}
QString ListOverlay::sentence() const
{
    return m_sentence->text();
}

} // namespace tokenhouse

#include "views/widgets/card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

Card::Card(const QString& title, const QString& link, QWidget* parent)
    : QWidget(parent),
      m_content(new QWidget(this)),
      m_note(new WrappedLabel({}, Role::Muted, Theme::body(), this)),
      m_link(new Button(link, Button::Kind::Link, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 14);
    layout->setSpacing(8);
    auto* head = new QHBoxLayout;
    auto* label = new ElidedLabel(title, Role::Text, this);
    label->setFont(Theme::strong());
    head->addWidget(label, 1);
    head->addWidget(m_link);
    m_link->setFont(Theme::small());
    m_link->setSpokenName(tr("%1: %2").arg(title, link));
    m_link->setVisible(!link.isEmpty());
    layout->addLayout(head);
    layout->addWidget(m_content, 1);
    layout->addWidget(m_note, 1, Qt::AlignTop);
    m_note->hide();
    m_body = new QVBoxLayout(m_content);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(6);
    connect(m_link, &Button::chosen, this, &Card::linkChosen);
}

void Card::setNote(const QString& note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_content->setVisible(note.isEmpty());
    m_link->setBlocked(note);
}

void Card::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.colour(Role::Line), theme.hairline()));
    painter.setBrush(theme.colour(Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
}

FigureCard::FigureCard(const QString& title, QWidget* parent)
    : Card(title, tr("Show"), parent),
      m_title(title),
      m_count(plainLabel({}, Role::Text, Theme::figure(), this)),
      m_word(new WrappedLabel({}, Role::Muted, Theme::body(), this))
{
    body()->setSpacing(2);
    body()->addWidget(m_count);
    body()->addWidget(m_word);
    body()->addStretch(1);
}

void FigureCard::setFigure(qint64 count, const QString& word, Role tone)
{
    const auto text = QLocale().toString(count);
    m_count->setText(text);
    m_count->setAccessibleName(tr("%1: %2").arg(m_title, text));
    setTextRole(m_count, count > 0 ? tone : Role::Text);
    m_word->setText(word);
    m_word->setVisible(!word.isEmpty());
}

} // namespace tokenhouse

#include "views/widgets/details_pane.h"

#include <tuple>

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/widgets/button.h"
#include "views/widgets/fact_grid.h"
#include "views/widgets/label.h"
#include "views/widgets/selectable_text.h"
#include "views/widgets/state_pill.h"

namespace tokenhouse {

namespace {

void emptyLayout(QLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        } else if (QLayout* inner = item->layout()) {
            emptyLayout(inner);
        }
        delete item;
    }
}

constexpr int noteWidth = 130;
constexpr const char* rowProperty = "tokenhouseRow";

} // namespace

DetailsPane::DetailsPane(QWidget* parent) : QScrollArea(parent)
{
    setAccessibleName(tr("Details"));
    setFixedWidth(measure::details);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    m_content = new QWidget(this);
    setGroundRole(m_content, Role::Window);
    m_layout = new QVBoxLayout(m_content);
    m_layout->setContentsMargins(17, 16, 16, 16);
    m_layout->setSpacing(0);
    QFont font = Theme::body();
    font.setPixelSize(15);
    font.setWeight(QFont::DemiBold);
    m_title = new SelectableText(font, m_content);
    m_subtitle = new WrappedLabel({}, Role::Muted, Theme::body(), m_content);
    m_pill = new StatePill(m_content);
    m_nothing = new WrappedLabel({}, Role::Muted, Theme::body(), m_content);
    m_facts = new FactGrid(m_content);
    connect(m_facts, &FactGrid::copyWanted, this, &DetailsPane::copyWanted);
    connect(m_facts, &FactGrid::linkChosen, this, &DetailsPane::factLinkChosen);
    m_bodyBox = new QWidget(m_content);
    m_body = new QVBoxLayout(m_bodyBox);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(0);
    m_layout->addWidget(m_title);
    m_layout->addSpacing(6);
    m_layout->addWidget(m_subtitle);
    m_layout->addWidget(m_pill);
    m_layout->addWidget(m_nothing);
    m_layout->addSpacing(10);
    m_layout->addWidget(m_facts);
    m_layout->addSpacing(14);
    m_layout->addWidget(m_bodyBox);
    m_layout->addStretch(1);
    setWidget(m_content);
    showNothing({});
}

void DetailsPane::showNothing(const QString& sentence)
{
    m_title->hide();
    m_subtitle->hide();
    m_pill->hide();
    m_bodyBox->hide();
    setFacts({});
    m_nothing->setText(sentence);
    m_nothing->show();
}

void DetailsPane::setTitle(const QString& title, const QString& subtitle)
{
    m_nothing->hide();
    m_title->setText(title);
    m_title->show();
    m_subtitle->setText(subtitle);
    m_subtitle->setVisible(!subtitle.isEmpty());
    m_bodyBox->show();
}

void DetailsPane::setFace(Face face, const QString& word)
{
    m_pill->setFace(face, word);
    m_pill->show();
}

void DetailsPane::hideFace()
{
    m_pill->hide();
}

void DetailsPane::setFacts(const std::vector<DetailFact>& facts)
{
    m_facts->setFacts(facts);
}

Button* DetailsPane::factLink(const QString& key) const
{
    return m_facts->link(key);
}

bool DetailsPane::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Resize)
        m_content->setMaximumWidth(viewport()->width());
    return QScrollArea::viewportEvent(event);
}

void DetailsPane::paintEvent(QPaintEvent* event)
{
    QScrollArea::paintEvent(event);
}

SectionHead::SectionHead(const QString& title, const QString& link, QWidget* parent) : QWidget(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    m_title = plainLabel({}, Role::Muted, Theme::sectionHead(), this);
    m_link = new Button({}, Button::Kind::Link, this);
    m_link->setFont(Theme::small());
    layout->addWidget(m_title);
    layout->addStretch(1);
    layout->addWidget(m_link);
    setTitle(title);
    setLink(link);
    connect(m_link, &Button::chosen, this, &SectionHead::linkChosen);
}

void SectionHead::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setAccessibleName(title);
}

void SectionHead::setLink(const QString& link)
{
    m_link->setText(link);
    m_link->setVisible(!link.isEmpty());
    m_link->setAccessibleName(tr("%1: %2").arg(m_title->text(), link));
}

LinkList::LinkList(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 12);
    m_layout->setSpacing(6);
}

void LinkList::setRows(const QList<LinkRow>& rows, qint64 total, const QString& nothing)
{
    if (std::tie(rows, total, nothing) == std::tie(m_rows, m_total, m_nothing))
        return;
    const bool hadFocus = focusWidget() && focusWidget()->hasFocus();
    const QString focused = hadFocus ? focusWidget()->property(rowProperty).toString() : QString();
    m_rows = rows;
    m_total = total;
    m_nothing = nothing;
    emptyLayout(m_layout);
    if (rows.isEmpty()) {
        auto* label = new WrappedLabel(nothing, Role::Muted, Theme::body(), this);
        m_layout->addWidget(label);
        label->show();
        return;
    }
    for (const LinkRow& row : rows) {
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        auto* link = new Button({}, Button::Kind::Link, this);
        link->setPlainText(row.text);
        link->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        link->setToolTip(tipText(row.text));
        link->setProperty(rowProperty, row.id);
        const QString id = row.id;
        connect(link, &Button::chosen, this, [this, id] { Q_EMIT linkChosen(id); });
        line->addWidget(link);
        line->addStretch(1);
        auto* note = new ElidedLabel(row.note, Role::Muted, this);
        note->setMinimumWidth(qMin(note->sizeHint().width(), noteWidth)); // the link gives way first
        line->addWidget(note);
        m_layout->addLayout(line);
        link->show();
        note->show();
        if (hadFocus && row.id == focused)
            link->setFocus();
    }
    if (total > rows.size()) {
        auto* more =
            new Button(tr("and %Ln more", nullptr, static_cast<int>(total - rows.size())), Button::Kind::Link, this);
        connect(more, &Button::chosen, this, &LinkList::moreChosen);
        m_layout->addWidget(more);
        more->show();
    }
}

} // namespace tokenhouse

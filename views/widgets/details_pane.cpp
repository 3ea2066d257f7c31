#include "views/widgets/details_pane.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/widgets/button.h"
#include "views/widgets/label.h"
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

/// Text that can be selected follows its own direction; here it follows the window's, like all beside it.
void alignToWindow(QLabel* label, Qt::LayoutDirection window)
{
    label->setAlignment((window == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignAbsolute
                        | Qt::AlignTop);
}

/// What a value may take before it breaks into lines.
constexpr int valueWidth = measure::details - 152;

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
    m_title = plainLabel({}, Role::Text, font, m_content);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_subtitle = plainLabel({}, Role::Muted, Theme::body(), m_content);
    m_subtitle->setWordWrap(true);
    m_pill = new StatePill(m_content);
    m_nothing = plainLabel({}, Role::Muted, Theme::body(), m_content);
    m_nothing->setWordWrap(true);
    m_facts = new QGridLayout;
    m_facts->setHorizontalSpacing(8);
    m_facts->setVerticalSpacing(4);
    m_facts->setColumnMinimumWidth(0, 92);
    m_facts->setColumnStretch(1, 1);
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
    m_layout->addLayout(m_facts);
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
    alignToWindow(m_title, layoutDirection());
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
    m_factRows.clear();
    emptyLayout(m_facts);
    int row = 0;
    for (const DetailFact& fact : facts) {
        auto* label = plainLabel(fact.label, Role::Muted, Theme::body(), m_content);
        label->setMinimumHeight(20);
        auto* box = new QWidget(m_content);
        auto* line = new QHBoxLayout(box);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(6);
        box->setMinimumHeight(20);
        // A time with who it was keeps its end, the name, in sight.
        const bool isWide = fact.kind == DetailFact::Kind::When
                            && QFontMetrics(Theme::body()).horizontalAdvance(fact.value) > valueWidth;
        if (fact.kind == DetailFact::Kind::Multiline || isWide) {
            auto* value = plainLabel(fact.value, Role::Text, Theme::body(), box);
            value->setWordWrap(true);
            value->setTextInteractionFlags(Qt::TextSelectableByMouse);
            alignToWindow(value, layoutDirection());
            if (!fact.tip.isEmpty())
                value->setToolTip(tipText(fact.tip));
            line->addWidget(value, 1);
        } else {
            auto* value = new ElidedLabel(fact.value, Role::Text, box);
            if (fact.kind == DetailFact::Kind::Id) {
                value->setFont(Theme::mono());
                value->setElideMode(Qt::ElideMiddle);
            }
            if (!fact.tip.isEmpty())
                value->setToolTip(tipText(fact.tip));
            line->addWidget(value);
            if (fact.kind == DetailFact::Kind::Id) {
                auto* copy = new Button({}, Button::Kind::Quiet, box);
                copy->setIconName(QStringLiteral("copy"));
                copy->setFixedSize(22, 20);
                copy->setSpokenName(tr("Copy %1").arg(fact.label));
                const QString exact = fact.exact.isEmpty() ? fact.value : fact.exact;
                connect(copy, &Button::chosen, this, [this, exact] { Q_EMIT copyWanted(exact); });
                line->addWidget(copy);
            }
            line->addStretch(1);
        }
        m_facts->addWidget(label, row, 0, Qt::AlignTop);
        m_facts->addWidget(box, row, 1);
        // Layouts show what comes late only at the next turn of the loop: that would be a blink.
        label->show();
        box->show();
        m_factRows.append({fact.key, box});
        ++row;
    }
}

Button* DetailsPane::addFactLink(const QString& key, const QString& label, std::function<void()> chosen)
{
    for (const auto& [known, box] : m_factRows) {
        if (known != key)
            continue;
        auto* link = new Button(label, Button::Kind::Link, box);
        connect(link, &Button::chosen, this, [chosen = std::move(chosen)] { chosen(); });
        auto* line = static_cast<QHBoxLayout*>(box->layout());
        line->insertWidget(1, link);
        link->show();
        return link;
    }
    return nullptr;
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
    emptyLayout(m_layout);
    if (rows.isEmpty()) {
        auto* label = plainLabel(nothing, Role::Muted, Theme::body(), this);
        label->setWordWrap(true);
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
        const QString id = row.id;
        connect(link, &Button::chosen, this, [this, id] { Q_EMIT linkChosen(id); });
        line->addWidget(link);
        line->addStretch(1);
        auto* note = plainLabel(row.note, Role::Muted, Theme::body(), this);
        line->addWidget(note);
        m_layout->addLayout(line);
        link->show();
        note->show();
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

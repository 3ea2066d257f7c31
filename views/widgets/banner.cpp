#include "views/widgets/banner.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include "views/icons.h"
#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

namespace {

struct Dress {
    Role ink;
    Role ground;
    const char16_t* icon;
};

Dress dressOf(Banner::Kind kind)
{
    switch (kind) {
    case Banner::Kind::Success: return {Role::Active, Role::ActiveSoft, u"check"};
    case Banner::Kind::Refused: return {Role::Refused, Role::RefusedSoft, u"warning"};
    case Banner::Kind::Proof: return {Role::Active, Role::ActiveSoft, u"shield"};
    case Banner::Kind::Warning: break;
    }
    return {Role::Warning, Role::WarningSoft, u"warning"};
}

/// Rich text breaks at words only: longer runs get places where they may break.
QString breakable(const QString& text)
{
    constexpr int longest = 24;
    QString result;
    int run = 0;
    for (const QChar one : text) {
        const bool continues = one.isLowSurrogate() || one.isMark() || one.unicode() == 0x200D;
        if (run >= longest && !continues) {
            result += QChar(0x200B);
            run = 0;
        }
        run = one.isSpace() ? 0 : run + 1;
        result += one;
    }
    return result;
}

} // namespace

Banner::Banner(Kind kind, QWidget* parent)
    : QFrame(parent),
      m_kind(kind),
      m_icon(new QLabel(this)),
      m_text(new QLabel(this)),
      m_note(plainLabel({}, Role::Warning, Theme::body(), this)),
      m_link(new Button({}, Button::Kind::Link, this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 9, 14, 9);
    layout->setSpacing(12);
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_icon->setFixedSize(measure::icon, measure::icon);
    layout->addWidget(m_icon, 0, Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_note);
    layout->addWidget(m_link);
    m_note->hide();
    m_link->hide();
    connect(m_link, &Button::chosen, this, &Banner::linkChosen);
    dress();
}

void Banner::setKind(Kind kind)
{
    m_kind = kind;
    dress();
}

void Banner::setText(const QString& lead, const QString& rest)
{
    if (lead == m_lead && rest == m_rest)
        return;
    m_lead = lead;
    m_rest = rest;
    QString html;
    if (!lead.isEmpty())
        html = QStringLiteral("<span style=\"font-weight:600\">%1</span> ").arg(breakable(lead).toHtmlEscaped());
    m_text->setText(html + breakable(rest).toHtmlEscaped());
    setAccessibleName(text());
    m_text->setAccessibleName(text());
    if (isVisible()) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

QString Banner::text() const
{
    return m_rest.isEmpty() ? m_lead : m_lead.isEmpty() ? m_rest : m_lead + QLatin1Char(' ') + m_rest;
}

void Banner::setNote(const QString& note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void Banner::setLink(const QString& label)
{
    m_link->setText(label);
    m_link->setVisible(!label.isEmpty());
}

void Banner::dress()
{
    const Dress dress = dressOf(m_kind);
    m_icon->setPixmap(icons::icon(QString::fromUtf16(dress.icon), dress.ink)
                          .pixmap(QSize(measure::icon, measure::icon), devicePixelRatioF()));
    setTextRole(m_text, dress.ink);
    setTextRole(m_note, dress.ink);
    update();
}

void Banner::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isStrong = theme.scheme() == Scheme::HighContrast;
    painter.setPen(isStrong ? QPen(theme.colour(Role::Text), 2) : QPen(Qt::NoPen));
    painter.setBrush(theme.colour(dressOf(m_kind).ground));
    painter.drawRoundedRect(rect(), measure::radius, measure::radius);
}

void Banner::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && m_link)
        m_icon->setPixmap(icons::icon(QString::fromUtf16(dressOf(m_kind).icon), dressOf(m_kind).ink)
                              .pixmap(QSize(measure::icon, measure::icon), devicePixelRatioF()));
    QFrame::changeEvent(event);
}

} // namespace tokenhouse

#include "views/widgets/tabular_text.h"

#include <algorithm>
#include <cmath>

#include <QFontMetrics>
#include <QGlyphRun>
#include <QPainter>

namespace tokenhouse {

namespace {

/// Letters that stand side by side, whatever is next to them.
bool standsAlone(QChar one)
{
    constexpr char16_t firstCombining = 0x0300;
    constexpr char16_t lastCombining = 0x036F;
    constexpr char16_t firstShaped = 0x0483; // Cyrillic's combining marks, then writing from the right
    constexpr char16_t narrowSpace = 0x202F;
    constexpr char16_t ellipsis = 0x2026;
    const char16_t unit = one.unicode();
    return unit == narrowSpace || unit == ellipsis
           || (unit < firstShaped && (unit < firstCombining || unit > lastCombining));
}

} // namespace

TabularText::TabularText(const QFont& font) : m_font(font), m_raw(QRawFont::fromFont(font))
{
    for (const auto digit : glyphs(QStringLiteral("0")).value_or(Glyphs{}).indexes)
        m_cell = m_raw.advancesForGlyphIndexes({digit}).at(0).x();
}

std::optional<TabularText::Glyphs> TabularText::glyphs(const QString& text) const
{
    if (!std::ranges::all_of(text, standsAlone))
        return std::nullopt;
    Glyphs found;
    found.indexes = m_raw.glyphIndexesForString(text);
    if (found.indexes.size() != text.size() || found.indexes.contains(0u))
        return std::nullopt;
    const auto advances = m_raw.advancesForGlyphIndexes(found.indexes);
    found.places.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const qreal own = advances.at(i).x();
        const qreal cell = text.at(i).isDigit() && m_cell > 0 ? m_cell : own;
        found.places.append({found.width + std::floor((cell - own) / 2), 0});
        found.width += cell;
    }
    return found;
}

int TabularText::width(const QString& text) const
{
    if (const auto placed = glyphs(text))
        return static_cast<int>(std::ceil(placed->width));
    return QFontMetrics(m_font).horizontalAdvance(text);
}

void TabularText::draw(QPainter* painter, const QRect& rect, Qt::Alignment alignment, const QString& text) const
{
    const QFontMetrics metrics(m_font);
    const auto placed = glyphs(text);
    if (!placed || placed->width > rect.width()) {
        painter->save();
        painter->setFont(m_font);
        // The text's own direction: a Latin date keeps its order in a window that runs from the right.
        painter->setLayoutDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
        painter->drawText(rect, static_cast<int>(alignment), metrics.elidedText(text, Qt::ElideRight, rect.width()));
        painter->restore();
        return;
    }
    const int left = alignment.testFlag(Qt::AlignRight) ? rect.right() + 1 - static_cast<int>(std::ceil(placed->width))
                                                        : rect.left();
    const int base = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) / 2;
    QGlyphRun run;
    run.setRawFont(m_raw);
    run.setGlyphIndexes(placed->indexes);
    run.setPositions(placed->places);
    painter->drawGlyphRun(QPointF(left, base), run);
}

} // namespace tokenhouse

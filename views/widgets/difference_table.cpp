#include "views/widgets/difference_table.h"

#include <QPainter>
#include <QPainterPath>

#include "views/theme.h"
#include "views/widgets/wrapped_text.h"

namespace tokenhouse {

namespace {
constexpr int headHeight = 28;
} // namespace

DifferenceTable::DifferenceTable(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("What changed"));
}

QString DifferenceTable::beforeText(const FieldDifference& difference) const
{
    return difference.hasBefore && !difference.before.isEmpty() ? difference.before : tr("none");
}

QString DifferenceTable::afterText(const FieldDifference& difference) const
{
    return difference.hasAfter && !difference.after.isEmpty() ? difference.after : tr("none");
}

void DifferenceTable::setDifferences(const std::vector<FieldDifference>& differences)
{
    m_differences = differences;
    QStringList spoken;
    for (const FieldDifference& one : differences)
        spoken.append(tr("%1: before %2, after %3").arg(one.field, beforeText(one), afterText(one)));
    setAccessibleDescription(spoken.join(QStringLiteral(". ")));
    updateGeometry();
    update();
}

int DifferenceTable::rowHeight(const FieldDifference& difference, int width) const
{
    const int cell = width / 3 - 2 * padding;
    int tall = 0;
    for (const QString& text : {difference.field, beforeText(difference), afterText(difference)})
        tall = qMax(tall, wrappedHeight(Theme::small(), text, cell));
    return qMin(tall, 160) + 12;
}

int DifferenceTable::heightForWidth(int width) const
{
    int height = headHeight + 2;
    for (const FieldDifference& one : m_differences)
        height += rowHeight(one, width);
    return height;
}

void DifferenceTable::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(Theme::small());
    const int cell = width() / 3;
    const auto place = [this](QRect where) { return QStyle::visualRect(layoutDirection(), rect(), where); };
    const auto align = static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignTop));
    QPainterPath outline;
    outline.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    painter.setClipPath(outline);
    painter.fillRect(rect(), theme.colour(Role::Surface));
    painter.setPen(theme.colour(Role::Muted));
    int column = 0;
    for (const QString& head : {tr("field"), tr("before"), tr("after")})
        painter.drawText(place(QRect(cell * column++ + padding, 6, cell - 2 * padding, headHeight)), align, head);
    int y = headHeight + 1;
    for (const FieldDifference& one : m_differences) {
        const int tall = rowHeight(one, width());
        painter.fillRect(place(QRect(cell, y, cell, tall)), theme.colour(Role::RefusedSoft));
        painter.fillRect(place(QRect(2 * cell, y, width() - 2 * cell, tall)), theme.colour(Role::ActiveSoft));
        painter.fillRect(QRect(0, y, width(), 1), theme.colour(Role::Line));
        painter.setPen(theme.colour(Role::Text));
        column = 0;
        for (const QString& text : {one.field, beforeText(one), afterText(one)})
            drawWrapped(&painter, place(QRect(cell * column++ + padding, y + 6, cell - 2 * padding, tall - 10)),
                        layoutDirection(), text);
        y += tall;
    }
    painter.setClipping(false);
    painter.setPen(theme.colour(Role::Line));
    painter.drawPath(outline);
}

} // namespace tokenhouse

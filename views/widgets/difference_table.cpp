#include "views/widgets/difference_table.h"

#include <algorithm>

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include "models/text.h"
#include "views/theme.h"
#include "views/widgets/wrapped_text.h"

namespace tokenhouse {

namespace {
constexpr int headHeight = 28;
constexpr int linesMaximum = 6;

/// As much as fits into some lines of this width.
QString cut(const QString& text, int width)
{
    const QFont font = Theme::small();
    const int most = QFontMetrics(font).lineSpacing() * linesMaximum + 2;
    if (wrappedHeight(font, text, width) <= most)
        return text;
    qsizetype fits = 0;
    qsizetype tooMuch = qMin<qsizetype>(text.size(), 2000);
    while (fits + 1 < tooMuch) {
        const auto middle = (fits + tooMuch) / 2;
        if (wrappedHeight(font, text.left(middle) + QChar(0x2026), width) <= most)
            fits = middle;
        else
            tooMuch = middle;
    }
    return text.left(fits) + QChar(0x2026);
}
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

DifferenceTable::Shape DifferenceTable::shape() const
{
    const auto none = [this](bool FieldDifference::*has) {
        return std::none_of(m_differences.begin(), m_differences.end(), [has](const auto& one) { return one.*has; });
    };
    return none(&FieldDifference::hasBefore)  ? Shape::OnlyAfter
           : none(&FieldDifference::hasAfter) ? Shape::OnlyBefore
                                              : Shape::Both;
}

QStringList DifferenceTable::heads() const
{
    switch (shape()) {
    case Shape::OnlyAfter: return {tr("field"), tr("value")};
    case Shape::OnlyBefore: return {tr("field"), tr("before")};
    case Shape::Both: break;
    }
    return {tr("field"), tr("before"), tr("after")};
}

QStringList DifferenceTable::texts(const FieldDifference& difference) const
{
    switch (shape()) {
    case Shape::OnlyAfter: return {difference.field, afterText(difference)};
    case Shape::OnlyBefore: return {difference.field, beforeText(difference)};
    case Shape::Both: break;
    }
    return {difference.field, beforeText(difference), afterText(difference)};
}

QRect DifferenceTable::cell(qsizetype column, int width) const
{
    const int third = width / 3;
    const int left = static_cast<int>(column) * third;
    const bool isLast = column + 1 == heads().size();
    return {left, 0, isLast ? width - left : third, 0};
}

int DifferenceTable::rowHeight(const FieldDifference& difference, int width) const
{
    int tall = 0;
    const auto row = texts(difference);
    for (qsizetype column = 0; column < row.size(); ++column) {
        const int room = cell(column, width).width() - 2 * padding;
        tall = qMax(tall, wrappedHeight(Theme::small(), cut(row[column], room), room));
    }
    return tall + 12;
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
    const auto place = [this](QRect where) { return QStyle::visualRect(layoutDirection(), rect(), where); };
    const auto align = static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignTop));
    QPainterPath outline;
    outline.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    painter.setClipPath(outline);
    painter.fillRect(rect(), theme.colour(Role::Surface));
    painter.setPen(theme.colour(Role::Muted));
    const auto columns = heads();
    for (qsizetype column = 0; column < columns.size(); ++column) {
        const QRect at = cell(column, width());
        painter.drawText(place(QRect(at.left() + padding, 6, at.width() - 2 * padding, headHeight)), align,
                         columns[column]);
    }
    int y = headHeight + 1;
    for (const FieldDifference& one : m_differences) {
        const int tall = rowHeight(one, width());
        if (shape() == Shape::Both) {
            const QRect before = cell(1, width());
            const QRect after = cell(2, width());
            painter.fillRect(place(QRect(before.left(), y, before.width(), tall)), theme.colour(Role::RefusedSoft));
            painter.fillRect(place(QRect(after.left(), y, after.width(), tall)), theme.colour(Role::ActiveSoft));
        }
        painter.fillRect(QRect(0, y, width(), 1), theme.colour(Role::Line));
        const auto row = texts(one);
        for (qsizetype column = 0; column < row.size(); ++column) {
            const QRect at = cell(column, width());
            const int room = at.width() - 2 * padding;
            painter.setPen(theme.colour(shape() != Shape::Both && column == 0 ? Role::Muted : Role::Text));
            drawWrapped(&painter, place(QRect(at.left() + padding, y + 6, room, tall - 10)), layoutDirection(),
                        cut(row[column], room));
        }
        y += tall;
    }
    painter.setClipping(false);
    painter.setPen(theme.colour(Role::Line));
    painter.drawPath(outline);
}

bool DifferenceTable::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    int y = headHeight + 1;
    for (const FieldDifference& one : m_differences) {
        const int tall = rowHeight(one, width());
        const auto row = texts(one);
        for (qsizetype column = 0; column < row.size(); ++column) {
            const QRect at = cell(column, width());
            const QRect where = QStyle::visualRect(layoutDirection(), rect(), QRect(at.left(), y, at.width(), tall));
            if (where.contains(help->pos()) && cut(row[column], at.width() - 2 * padding) != row[column]) {
                QToolTip::showText(help->globalPos(), tipText(row[column]), this, where);
                return true;
            }
        }
        y += tall;
    }
    QToolTip::hideText();
    event->ignore();
    return true;
}

} // namespace tokenhouse

#include "views/widgets/row_delegate.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>

#include "models/events_model.h"
#include "models/token_face.h"
#include "views/icons.h"
#include "views/theme.h"
#include "views/widgets/frozen_column.h"
#include "views/widgets/state_pill.h"

namespace tokenhouse {

namespace {

/// The frozen column has no focus of its own: it shows that of the table it belongs to.
bool hasFocus(const QTableView& table)
{
    const auto* host = qobject_cast<const QTableView*>(table.parentWidget());
    return table.hasFocus() || (table.focusPolicy() == Qt::NoFocus && host && host->hasFocus());
}

/// The first section that is shown, from `visual` on in steps of `step`.
int outermost(const QHeaderView& header, int visual, int step)
{
    while (visual >= 0 && visual < header.count() && header.isSectionHidden(header.logicalIndex(visual)))
        visual += step;
    return visual;
}

} // namespace

QString eventIcon(const QString& kind)
{
    if (kind == QLatin1String("token.held") || kind == QLatin1String("token.released")
        || kind.startsWith(QLatin1String("audit")))
        return QStringLiteral("shield");
    if (kind.endsWith(QLatin1String("refused")) || kind.endsWith(QLatin1String("failed"))
        || kind == QLatin1String("secret.identified"))
        return QStringLiteral("warning");
    if (kind.startsWith(QLatin1String("session.")))
        return kind.endsWith(QLatin1String("ended")) ? QStringLiteral("sign-out") : QStringLiteral("users");
    if (kind == QLatin1String("data.exported"))
        return QStringLiteral("export");
    for (const auto& [ending, icon] : {std::pair{QLatin1String(".created"), QStringLiteral("plus")},
                                       std::pair{QLatin1String(".updated"), QStringLiteral("edit")},
                                       std::pair{QLatin1String(".rotated"), QStringLiteral("rotate")},
                                       std::pair{QLatin1String(".disabled"), QStringLiteral("disable")},
                                       std::pair{QLatin1String(".enabled"), QStringLiteral("enable")},
                                       std::pair{QLatin1String(".deleted"), QStringLiteral("trash")},
                                       std::pair{QLatin1String(".claimed"), QStringLiteral("check")},
                                       std::pair{QLatin1String(".discarded"), QStringLiteral("close")}}) {
        if (kind.endsWith(ending))
            return icon;
    }
    return QStringLiteral("info");
}

namespace {

/// Stands for what is on its way, of some width or other.
void paintPlaceholder(QPainter* painter, const Theme& theme, const QRect& room, const QModelIndex& index)
{
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.colour(Role::NeutralSoft));
    const int width = qMin(room.width(), 36 + (index.row() * 37 + index.column() * 53) % 60);
    painter->drawRoundedRect(QRectF(room.left(), room.center().y() - 4, width, 8), 4, 4);
    painter->setRenderHint(QPainter::Antialiasing, false);
}

/// What happened: a small drawing and the word; red only for what was refused or removed.
void paintEvent(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index, const QRect& room)
{
    const Theme& theme = Theme::of(option.widget);
    const QString kind = index.data(EventKindRole).toString();
    const QString text = index.data(Qt::DisplayRole).toString();
    const bool isRed = index.data(RefusedRole).toBool();
    const bool isProof = eventIcon(kind) == QLatin1String("shield");
    const QColor ink = theme.colour(isRed ? Role::Refused : isProof ? Role::Held : Role::Text);
    const QRect icon = QStyle::visualRect(option.direction, room, QRect(room.left(), room.center().y() - 6, 14, 14));
    icons::paint(painter, icon, eventIcon(kind), isRed || isProof ? ink : theme.colour(Role::Muted));
    painter->setPen(ink);
    const QRect words = QStyle::visualRect(option.direction, room, room.adjusted(21, 0, 0, 0));
    painter->drawText(words,
                      static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)),
                      option.fontMetrics.elidedText(text, Qt::ElideRight, words.width()));
}

/// The current row of the table with the keyboard, each cell its part of it.
void paintRing(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const Theme& theme = Theme::of(option.widget);
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    if (!table || table->currentIndex().row() != index.row() || !hasFocus(*table))
        return;
    // One ring around the whole row: the row is what one acts on, a box within it would look like an editor.
    const QHeaderView* header = table->horizontalHeader();
    const int width = theme.focusWidth();
    const QColor ink = theme.colour(Role::Accent);
    const QRect cell = option.rect.adjusted(0, 0, 0, -1);
    painter->fillRect(QRect(cell.left(), cell.top(), cell.width(), width), ink);
    painter->fillRect(QRect(cell.left(), cell.bottom() + 1 - width, cell.width(), width), ink);
    const bool fromRight = option.direction == Qt::RightToLeft;
    const int visual = header->visualIndex(index.column());
    if (visual == outermost(*header, 0, 1))
        painter->fillRect(QRect(fromRight ? cell.right() + 1 - width : cell.left(), cell.top(), width, cell.height()),
                          ink);
    // Over a table that is scrolled sideways the row goes on behind the frozen column.
    const bool isFrozen = qobject_cast<const FrozenColumn*>(table) != nullptr;
    if (!isFrozen && visual == outermost(*header, header->count() - 1, -1))
        painter->fillRect(QRect(fromRight ? cell.left() : cell.right() + 1 - width, cell.top(), width, cell.height()),
                          ink);
}

} // namespace

QSize RowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {80, m_compact ? measure::rowCompact : measure::row};
}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::of(option.widget);
    painter->save();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    if (isSelected)
        painter->fillRect(option.rect, theme.colour(Role::Selection));
    else if (index.data(ChangedRole).toBool())
        painter->fillRect(option.rect, theme.colour(Role::AccentSoft));
    else if (index.row() == m_hoveredRow)
        painter->fillRect(option.rect, theme.colour(Role::Window));
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      theme.colour(Role::Line));

    const QRect room = QStyle::visualRect(option.direction, option.rect,
                                          option.rect.adjusted(measure::cellStart, 0, -measure::cellEnd, -1));
    if (index.data(LoadedRole).toBool())
        paintContent(painter, option, index, room);
    else
        paintPlaceholder(painter, theme, room, index);
    paintRing(painter, option, index);
    painter->restore();
}

void RowDelegate::paintContent(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                               const QRect& room) const
{
    const Theme& theme = Theme::of(option.widget);
    const auto kind = static_cast<ColumnKind>(index.data(KindRole).toInt());
    const QString text = index.data(Qt::DisplayRole).toString();
    const bool isOff = index.data(OffRole).toBool();
    const QString eventKind = index.data(EventKindRole).toString();
    Qt::Alignment align = kind == ColumnKind::Number ? Qt::AlignRight : Qt::AlignLeft;
    align = QStyle::visualAlignment(option.direction, align | Qt::AlignVCenter);
    painter->setFont(Theme::body());
    painter->setPen(theme.colour(isOff ? Role::Muted : Role::Text));
    if (kind == ColumnKind::State) {
        paintPill(painter, room, option.direction, static_cast<Face>(index.data(FaceRole).toInt()), text);
    } else if (kind == ColumnKind::Id) {
        painter->setFont(Theme::mono());
        painter->drawText(room, static_cast<int>(align),
                          painter->fontMetrics().elidedText(text, Qt::ElideMiddle, room.width()));
    } else if (kind == ColumnKind::Number || kind == ColumnKind::When) {
        const QRect place =
            kind == ColumnKind::Number ? QStyle::visualRect(option.direction, room, room.adjusted(0, 0, -6, 0)) : room;
        m_tabular.draw(painter, place, align, text);
    } else if (!eventKind.isEmpty() && index.column() == EventsModel::What) {
        paintEvent(painter, option, index, room);
    } else {
        if (index.column() == m_linkColumn)
            painter->setPen(theme.colour(index.data(LinkRole).toString().isEmpty() ? Role::Text : Role::Accent));
        else if (!eventKind.isEmpty() && index.column() == EventsModel::Changed)
            painter->setPen(theme.colour(Role::Muted));
        // Each text has its own direction: what was cut off is missing at its end.
        painter->setLayoutDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
        // Most fit, which is found without the shaping that cutting needs.
        const bool fits = m_tabular.width(text) < room.width();
        const auto lost = index.column() == m_routeColumn ? Qt::ElideMiddle : Qt::ElideRight;
        painter->drawText(room, static_cast<int>(align),
                          fits ? text : painter->fontMetrics().elidedText(text, lost, room.width()));
    }
}

} // namespace tokenhouse

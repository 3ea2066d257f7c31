#include "views/widgets/timeline.h"

#include <QPainter>

#include "models/failure_text.h"
#include "models/history_model.h"
#include "views/theme.h"
#include "views/widgets/wrapped_text.h"

namespace tokenhouse {

namespace {
constexpr int indent = 21;
constexpr int between = 9;
} // namespace

Timeline::Timeline(HistoryModel& model, QWidget* parent) : QWidget(parent), m_model(model)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("History"));
    connect(&m_model, &QAbstractItemModel::modelReset, this, &Timeline::follow);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &Timeline::follow);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &Timeline::follow);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &Timeline::follow);
    connect(&m_model, &HistoryModel::stateChanged, this, &Timeline::follow);
    follow();
}

void Timeline::follow()
{
    QStringList lines;
    for (int row = 0; row < qMin(m_model.rowCount(), shown); ++row) {
        const QModelIndex index = m_model.index(row);
        lines.append(tr("%1, %2, %3")
                         .arg(index.data().toString(), index.data(HistoryModel::ByRole).toString(),
                              index.data(HistoryModel::WhenRole).toString()));
    }
    setAccessibleDescription(lines.isEmpty() ? note() : lines.join(QStringLiteral(". ")));
    updateGeometry();
    update();
}

QString Timeline::note() const
{
    switch (m_model.state()) {
    case HistoryModel::State::Loading: return tr("Loading…");
    case HistoryModel::State::Empty: return tr("Nothing is recorded.");
    case HistoryModel::State::Failed:
        return m_model.failure() ? failureText(*m_model.failure()).what : tr("The history could not be read.");
    default: return {};
    }
}

QSize Timeline::sizeHint() const
{
    return {200, heightForWidth(qMax(width(), 240))};
}

int Timeline::heightForWidth(int width) const
{
    const QFontMetrics metrics(Theme::body());
    if (m_model.rowCount() == 0)
        return wrappedHeight(Theme::body(), note(), width) + 4;
    int height = 0;
    for (int row = 0; row < qMin(m_model.rowCount(), shown); ++row) {
        const QString text = m_model.index(row).data().toString();
        height += wrappedHeight(Theme::body(), text, width - indent);
        height += metrics.height() + between;
    }
    return height;
}

void Timeline::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(Theme::body());
    const QFontMetrics metrics = painter.fontMetrics();
    const auto align = static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignTop));
    const int count = qMin(m_model.rowCount(), shown);
    if (count == 0) {
        painter.setPen(theme.colour(Role::Muted));
        painter.drawText(rect(), align | Qt::TextWordWrap, note());
        return;
    }
    const auto place = [this](QRect where) { return QStyle::visualRect(layoutDirection(), rect(), where); };
    painter.fillRect(place(QRect(5, 6, 2, height() - 10)), theme.colour(Role::Line));
    int y = 0;
    for (int row = 0; row < count; ++row) {
        const QModelIndex index = m_model.index(row);
        const QString text = index.data().toString();
        const QRect wanted(indent, y, width() - indent, 10000);
        const int tall = wrappedHeight(Theme::body(), text, wanted.width());
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.colour(Role::Neutral));
        painter.drawEllipse(QRectF(place(QRect(2, y + metrics.height() / 2 - 4, 8, 8))));
        painter.setPen(theme.colour(Role::Text));
        drawWrapped(&painter, place(QRect(indent, y, wanted.width(), tall)), layoutDirection(), text);
        y += tall;
        painter.setPen(theme.colour(Role::Muted));
        // The time stays whole: a long name gives way.
        const QString when = index.data(HistoryModel::WhenRole).toString();
        const int room = wanted.width() - metrics.horizontalAdvance(tr("%1 · %2").arg(QString(), when));
        const QString by = tr("%1 · %2").arg(
            metrics.elidedText(index.data(HistoryModel::ByRole).toString(), Qt::ElideRight, room), when);
        painter.drawText(place(QRect(indent, y, wanted.width(), metrics.height())), align,
                         metrics.elidedText(by, Qt::ElideRight, wanted.width()));
        y += metrics.height() + between;
    }
}

} // namespace tokenhouse

#include "models/paged_model.h"

#include <algorithm>
#include <climits>
#include <utility>

#include "models/monotonic.h"
#include "models/text.h"

namespace tokenhouse {
namespace {

constexpr std::size_t wantedKept = 8; // pages that scrolled by are not asked for any more
constexpr std::size_t askedAtOnce = 4;

} // namespace

PagedModel::PagedModel(TimeText& times, QObject* parent) : QAbstractTableModel(parent), m_times(times)
{
    m_wantTimer.setSingleShot(true);
    m_refreshTimer.setSingleShot(true);
    m_changedTimer.setSingleShot(true);
    connect(&m_wantTimer, &QTimer::timeout, this, &PagedModel::askWanted);
    connect(&m_refreshTimer, &QTimer::timeout, this, &PagedModel::startRefresh);
    connect(&m_changedTimer, &QTimer::timeout, this, &PagedModel::expireChanged);
    connect(&m_times, &TimeText::changed, this, &PagedModel::emitTimesChanged);
}

PagedModel::~PagedModel() = default;

QStringList PagedModel::widestTexts(int column) const
{
    return m_columns[static_cast<std::size_t>(column)].kind == ColumnKind::When ? m_times.widestShort() : QStringList();
}

int PagedModel::columnOf(const QString& key) const
{
    const auto found = std::ranges::find(m_columns, key, &ColumnInfo::key);
    return found == m_columns.end() ? -1 : static_cast<int>(found - m_columns.begin());
}

QString PagedModel::filter() const
{
    return exactText(m_filter);
}

void PagedModel::setDefaultSort(const QString& key, Qt::SortOrder order)
{
    m_sortColumn = columnOf(key);
    m_sortOrder = order;
}

// ---- questions

void PagedModel::setFilter(const QString& text)
{
    auto filter = utf8(text);
    if (filter == m_filter) {
        return;
    }
    m_filter = std::move(filter);
    Q_EMIT filterChanged();
    askFirst();
}

void PagedModel::sort(int column, Qt::SortOrder order)
{
    const bool sortable =
        column < 0
        || (column < static_cast<int>(m_columns.size()) && !m_columns[static_cast<std::size_t>(column)].order.empty());
    if (!sortable || (column == m_sortColumn && order == m_sortOrder)) {
        return;
    }
    m_sortColumn = column;
    m_sortOrder = order;
    Q_EMIT sortChanged();
    askFirst();
}

QString PagedModel::order() const
{
    if (m_sortColumn < 0) {
        return {};
    }
    const auto key = exactText(m_columns[static_cast<std::size_t>(m_sortColumn)].order);
    return m_sortOrder == Qt::DescendingOrder ? key + QStringLiteral(" desc") : key;
}

void PagedModel::setOrder(const QString& order)
{
    const auto words = order.split(u' ', Qt::SkipEmptyParts);
    const bool isDescending = words.size() == 2 && words[1] == QLatin1String("desc");
    if (words.size() != 1 && !isDescending) {
        return;
    }
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (exactText(m_columns[i].order) == words[0]) {
            sort(static_cast<int>(i), isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
            return;
        }
    }
}

ListRequest PagedModel::requestFor(int page, bool count) const
{
    ListRequest request;
    request.filter = m_filter;
    if (m_sortColumn >= 0) {
        request.orderBy = m_columns[static_cast<std::size_t>(m_sortColumn)].order;
        if (m_sortOrder == Qt::DescendingOrder) {
            request.orderBy += " desc";
        }
    }
    request.offset = std::int64_t{page} * pageRows;
    request.pageSize = pageRows;
    request.count = count;
    return request;
}

void PagedModel::forgetQuestions()
{
    ++m_generation;
    m_asked.clear();
    m_wanted.clear();
    m_failedPages.clear();
    m_refreshPending.clear();
    m_refreshAgain = false;
    m_refreshTimer.stop();
    clearFresh();
}

void PagedModel::sourceChanged()
{
    forgetQuestions();
    beginResetModel();
    clearPages();
    m_used.clear();
    m_total = 0;
    m_loadedAt.reset();
    endResetModel();
    Q_EMIT totalChanged(m_total);
    askFirst();
}

void PagedModel::askFirst()
{
    forgetQuestions();
    m_failure.reset();
    m_firstNeeded = true;
    if (!hasSource() || m_staleSince) {
        updateState();
        return;
    }
    m_firstNeeded = false;
    m_firstPending = true;
    m_asked.insert(0);
    updateState();
    ask(requestFor(0, true), 0, m_generation, false);
}

void PagedModel::reload()
{
    askFirst();
}

void PagedModel::retry()
{
    if (m_total == 0 || m_firstNeeded) {
        reload();
        return;
    }
    const auto failed = std::exchange(m_failedPages, {});
    m_failure.reset();
    for (const int page : failed) {
        want(page);
    }
    updateState();
    refresh();
}

void PagedModel::setAway(std::optional<Time> since)
{
    if (since) {
        if (!m_staleSince) {
            m_firstNeeded = m_firstNeeded || m_firstPending;
            m_firstPending = false;
            forgetQuestions();
        }
        m_staleSince = since;
        updateState();
        return;
    }
    if (!std::exchange(m_staleSince, std::nullopt)) {
        return;
    }
    m_failure.reset();
    if (m_firstNeeded || !m_loadedAt) {
        askFirst();
        return;
    }
    updateState();
    m_refreshStarted = 0;
    refresh();
}

void PagedModel::want(int page) const
{
    if (m_firstPending || m_staleSince || !hasSource() || m_asked.contains(page) || m_failedPages.contains(page)) {
        return;
    }
    std::erase(m_wanted, page);
    m_wanted.push_back(page);
    if (m_wanted.size() > wantedKept) {
        m_wanted.erase(m_wanted.begin());
    }
    if (!m_wantTimer.isActive()) {
        m_wantTimer.start(0);
    }
}

void PagedModel::askWanted()
{
    while (!m_wanted.empty() && m_asked.size() < askedAtOnce) {
        const int page = m_wanted.back();
        m_wanted.pop_back();
        if (hasPage(page) || m_asked.contains(page)) {
            continue;
        }
        m_asked.insert(page);
        ask(requestFor(page, false), page, m_generation, false);
    }
}

void PagedModel::rowReplaced(int row, bool differs)
{
    if (differs) {
        markChanged(row);
    }
    emitRow(row);
}

// ---- pages at hand

void PagedModel::setVisibleRows(int first, int last)
{
    m_visibleFirst = std::clamp(first, -1, rowCount() - 1);
    m_visibleLast = std::clamp(last, m_visibleFirst, std::max(m_visibleFirst, rowCount() - 1));
    if (m_visibleFirst < 0) {
        return;
    }
    const int below = (m_visibleLast + pageRows / 3) / pageRows;
    if (std::int64_t{below} * pageRows < m_total && !hasPage(below)) {
        want(below);
    }
    for (const int page : pagesInView()) {
        if (!hasPage(page)) {
            want(page);
        }
    }
}

void PagedModel::touch(int page) const
{
    if (!m_used.empty() && m_used.back() == page) {
        return;
    }
    std::erase(m_used, page);
    m_used.push_back(page);
}

void PagedModel::trim()
{
    if (m_used.size() <= pagesKept) {
        return;
    }
    const auto held = heldPages();
    while (m_used.size() > pagesKept) {
        auto oldest = std::ranges::find_if(m_used, [&](int page) { return !held.contains(page); });
        dropPage(*oldest); // fewer are held than kept
        m_used.erase(oldest);
    }
}

void PagedModel::dropOthers(const std::set<int>& kept)
{
    std::erase_if(m_used, [&](int page) {
        if (kept.contains(page)) {
            return false;
        }
        dropPage(page);
        return true;
    });
}

int PagedModel::rowOf(const QString& id) const
{
    for (auto newest = m_used.size(); newest-- > 0;) {
        const int page = m_used[newest];
        const int first = page * pageRows;
        for (int row = first; row < first + pageSize(page); ++row) {
            if (rowId(row) == id) {
                return row;
            }
        }
    }
    return -1;
}

QString PagedModel::idAt(int row) const
{
    return row >= 0 && isLoaded(row) ? rowId(row) : QString();
}

bool PagedModel::isLoaded(int row) const
{
    return row >= 0 && row % pageRows < pageSize(row / pageRows);
}

RowRanges PagedModel::rowsAtHand() const
{
    RowRanges rows;
    for (const int page : std::set<int>(m_used.begin(), m_used.end())) {
        if (pageSize(page) > 0) {
            rows.emplace_back(page * pageRows, page * pageRows + pageSize(page) - 1);
        }
    }
    return rows;
}

// ---- changed for a while

void PagedModel::markNamed()
{
    const auto named = std::exchange(m_named, {});
    eachRowOf(named, [this](int row) { markChanged(row); });
}

void PagedModel::markChanged(int row)
{
    m_changed.mark(rowId(row), monotonic());
    if (!m_changedTimer.isActive()) {
        m_changedTimer.start(changedFor);
    }
    emitRow(row, {ChangedRole});
}

/// One pass over the rows at hand, however many ids there are.
void PagedModel::eachRowOf(const QSet<QString>& ids, const std::function<void(int row)>& take)
{
    if (ids.isEmpty()) {
        return;
    }
    for (const auto& [first, last] : rowsAtHand()) {
        for (int row = first; row <= last; ++row) {
            if (ids.contains(rowId(row))) {
                take(row);
            }
        }
    }
}

void PagedModel::expireChanged()
{
    const auto at = monotonic();
    const auto expired = m_changed.expire(at);
    eachRowOf({expired.begin(), expired.end()}, [this](int row) { emitRow(row, {ChangedRole}); });
    if (const auto next = m_changed.next(); next > 0) {
        m_changedTimer.start(static_cast<int>(next - at));
    }
}

void PagedModel::emitRow(int row, const QList<int>& roles)
{
    if (row >= 0 && row < rowCount()) {
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1), roles);
    }
}

void PagedModel::emitTimesChanged()
{
    if (rowCount() == 0) {
        return;
    }
    for (const int page : pagesInView()) {
        const int last = page * pageRows + pageSize(page) - 1;
        for (int column = 0; last >= page * pageRows && column < columnCount(); ++column) {
            const auto kind = m_columns[static_cast<std::size_t>(column)].kind;
            if ((kind == ColumnKind::When || kind == ColumnKind::State) && last < rowCount()) {
                Q_EMIT dataChanged(index(page * pageRows, column), index(last, column),
                                   {Qt::DisplayRole, Qt::ToolTipRole});
            }
        }
    }
}

// ---- as Qt sees it

void PagedModel::updateState()
{
    auto state = State::Ready;
    if (!hasSource()) {
        state = State::Idle;
    } else if (m_staleSince) {
        state = State::Stale;
    } else if (m_firstPending) {
        state = State::Loading;
    } else if (m_firstNeeded) {
        state = State::Failed;
    } else if (m_total == 0) {
        state = m_filter.empty() ? State::Empty : State::EmptyByFilter;
    }
    if (state != m_state || state == State::Failed || state == State::Stale) {
        m_state = state;
        Q_EMIT stateChanged();
    }
}

int PagedModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::min<std::int64_t>(m_total, INT_MAX));
}

int PagedModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant PagedModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const auto& column = m_columns[static_cast<std::size_t>(index.column())];
    if (role == KindRole) {
        return static_cast<int>(column.kind);
    }
    if (role == Qt::TextAlignmentRole) {
        const auto side = column.kind == ColumnKind::Number ? Qt::AlignRight : Qt::AlignLeft;
        return static_cast<int>(side | Qt::AlignVCenter);
    }
    if (!isLoaded(index.row())) {
        want(index.row() / pageRows);
        if (role == LoadedRole || role == OffRole || role == ChangedRole) {
            return false;
        }
        return role == IdRole || role == Qt::DisplayRole ? QVariant(QString()) : QVariant();
    }
    touch(index.row() / pageRows);
    switch (role) {
    case LoadedRole: return true;
    case IdRole: return rowId(index.row());
    case ChangedRole: return m_changed.contains(rowId(index.row()));
    default: return cell(index.row(), index.column(), role);
    }
}

QVariant PagedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= static_cast<int>(m_columns.size())) {
        return {};
    }
    const auto& column = m_columns[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: return column.title;
    case Qt::TextAlignmentRole:
        return static_cast<int>((column.kind == ColumnKind::Number ? Qt::AlignRight : Qt::AlignLeft)
                                | Qt::AlignVCenter);
    case Qt::InitialSortOrderRole:
        return static_cast<int>(column.kind == ColumnKind::When ? Qt::DescendingOrder : Qt::AscendingOrder);
    case KindRole: return static_cast<int>(column.kind);
    default: return {};
    }
}

QHash<int, QByteArray> PagedModel::roleNames() const
{
    auto names = QAbstractTableModel::roleNames();
    names.insert({{LoadedRole, "loaded"},
                  {IdRole, "id"},
                  {KindRole, "kind"},
                  {FaceRole, "face"},
                  {OffRole, "off"},
                  {TimeRole, "time"},
                  {NumberRole, "number"},
                  {ChangedRole, "changed"},
                  {EventKindRole, "eventKind"},
                  {RefusedRole, "refused"},
                  {LinkRole, "link"},
                  {ExactRole, "exact"}});
    return names;
}

} // namespace tokenhouse

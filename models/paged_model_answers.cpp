#include <algorithm>
#include <climits>
#include <utility>

#include "models/monotonic.h"
#include "models/paged_model.h"

namespace tokenhouse {
namespace {

constexpr qint64 refreshPatience = 30'000;

} // namespace

// ---- answers

void PagedModel::answered(int page, std::uint64_t generation, bool quiet, std::optional<std::int64_t> total,
                          std::optional<Failure> failure)
{
    Q_ASSERT(generation == m_generation);
    Q_UNUSED(generation)
    if (failure && failure->fault == Fault::Forbidden) {
        giveUp(std::move(*failure)); // the right to read it is gone, and so is all that was read
        return;
    }
    if (quiet) {
        if (m_refreshPending.erase(page) == 0) {
            dropFresh(page);
            return;
        }
        if (failure) {
            m_refreshFailed = failure->fault;
            m_failure = std::move(failure);
        }
        if (total) {
            m_refreshTotal = total;
        }
        if (m_refreshPending.empty()) {
            finishRefresh();
        }
        return;
    }
    m_asked.erase(page);
    if (m_firstPending) {
        takeFirst(page, total, std::move(failure));
    } else {
        takePage(page, total, std::move(failure));
    }
}

void PagedModel::takeFirst(int page, std::optional<std::int64_t> total, std::optional<Failure> failure)
{
    if (failure && failure->fault != Fault::Unreachable) {
        giveUp(std::move(*failure));
        return;
    }
    m_firstPending = false;
    const auto before = m_total;
    if (failure) {
        m_firstNeeded = true;
        m_failure = std::move(failure);
    } else {
        beginResetModel();
        clearPages();
        m_total = total.value_or(freshSize(page));
        keepFresh(page);
        m_used = {page};
        m_loadedAt = m_times.now();
        endResetModel();
    }
    m_visibleFirst = m_visibleLast = -1;
    if (m_total != before) {
        Q_EMIT totalChanged(m_total);
    }
    markNamed();
    updateState();
    if (!m_failure && std::exchange(m_refreshAgain, false)) {
        refresh();
    }
}

void PagedModel::giveUp(Failure failure)
{
    forgetQuestions();
    m_firstPending = false;
    m_firstNeeded = true;
    m_failure = std::move(failure);
    m_named.clear();
    beginResetModel();
    clearPages();
    m_used.clear();
    const auto before = std::exchange(m_total, 0);
    endResetModel();
    m_visibleFirst = m_visibleLast = -1;
    if (before != 0) {
        Q_EMIT totalChanged(m_total);
    }
    updateState();
}

void PagedModel::takePage(int page, std::optional<std::int64_t> total, std::optional<Failure> failure)
{
    if (failure) {
        m_failedPages.insert(page);
        m_failure = std::move(failure);
        Q_EMIT stateChanged();
        askWanted();
        return;
    }
    const auto expected = std::clamp<std::int64_t>(m_total - std::int64_t{page} * pageRows, 0, pageRows);
    const bool shifted = freshSize(page) != expected || (total && *total != m_total);
    keepFresh(page);
    touch(page);
    trim();
    m_loadedAt = m_times.now();
    const int first = page * pageRows;
    const int last = static_cast<int>(std::min<std::int64_t>(first + pageRows, rowCount())) - 1;
    if (last >= first) {
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
    }
    if (shifted) {
        refresh();
    }
    askWanted();
}

// ---- the quiet refresh

void PagedModel::noteChanged(const QList<QString>& ids)
{
    // Nothing was shown yet that could have changed.
    if (!hasSource() || m_firstNeeded) {
        return;
    }
    for (const auto& id : ids) {
        m_named.insert(id);
    }
    refresh();
}

void PagedModel::refresh()
{
    if (!hasSource() || m_staleSince || m_firstNeeded) {
        return;
    }
    const auto age = monotonic() - m_refreshStarted;
    if (m_firstPending || (!m_refreshPending.empty() && age < refreshPatience)) {
        m_refreshAgain = true;
        return;
    }
    if (!m_refreshTimer.isActive()) {
        m_refreshTimer.start(static_cast<int>(std::max<qint64>(0, refreshGap.count() - age)));
    }
}

std::set<int> PagedModel::pagesInView() const
{
    std::set<int> pages;
    if (m_visibleFirst >= 0) {
        for (int page = m_visibleFirst / pageRows; page <= m_visibleLast / pageRows; ++page) {
            pages.insert(page);
        }
    } else {
        for (auto page = m_used.rbegin(); page != m_used.rend() && pages.size() < 3; ++page) {
            pages.insert(*page);
        }
    }
    return pages;
}

std::set<int> PagedModel::heldPages() const
{
    std::set<int> pages;
    for (const auto& [first, last] : m_held ? m_held() : RowRanges()) {
        for (int page = first / pageRows; page <= last / pageRows && pages.size() < heldPagesMost; ++page) {
            if (hasPage(page)) {
                pages.insert(page);
            }
        }
    }
    return pages;
}

void PagedModel::startRefresh()
{
    if (!hasSource() || m_staleSince || m_firstPending) {
        return;
    }
    auto pages = pagesInView();
    if (!pages.empty() && std::int64_t{*pages.rbegin() + 1} * pageRows < m_total) {
        pages.insert(*pages.rbegin() + 1); // what moved just below the view is still followed
    }
    pages.merge(heldPages());
    for (const auto& persistent : persistentIndexList()) { // the current row, and the one on top
        if (pages.size() <= heldPagesMost && hasPage(persistent.row() / pageRows)) {
            pages.insert(persistent.row() / pageRows);
        }
    }
    std::erase_if(pages, [this](int page) { return std::int64_t{page} * pageRows >= m_total; });
    if (pages.empty()) {
        pages.insert(0);
    }
    m_refreshStarted = monotonic();
    ++m_refreshes;
    m_refreshAgain = false;
    m_refreshFailed.reset();
    m_refreshTotal.reset();
    m_refreshPages = pages;
    m_refreshPending = pages;
    bool count = true;
    const auto generation = m_generation;
    for (const int page : pages) {
        if (generation != m_generation) {
            return; // an answer within the question changed everything
        }
        ask(requestFor(page, std::exchange(count, false)), page, m_generation, true);
    }
}

void PagedModel::finishRefresh()
{
    if (m_refreshFailed) {
        clearFresh();
        if (m_refreshFailed != Fault::NoSession) { // whose end has the window ask again once somebody signed in
            m_refreshTimer.start(refreshRetry);    // what was told is still not shown
        }
        Q_EMIT stateChanged();
        return;
    }
    m_failure.reset();
    m_failedPages.clear();
    const auto newTotal = std::max<std::int64_t>(0, m_refreshTotal.value_or(m_total));
    const auto before = m_total;
    m_loadedAt = m_times.now();
    if (rowsStayed(newTotal)) {
        replaceInPlace();
    } else {
        followMoved(newTotal);
    }
    clearFresh();
    markNamed();
    if (m_total != before) {
        Q_EMIT totalChanged(m_total);
    }
    updateState();
    Q_EMIT refreshed();
    if (std::exchange(m_refreshAgain, false)) {
        refresh();
    }
}

bool PagedModel::rowsStayed(std::int64_t newTotal) const
{
    if (newTotal != m_total) {
        return false;
    }
    return std::ranges::all_of(m_refreshPages, [this](int page) {
        if (!hasPage(page)) {
            return true; // nobody has seen its rows
        }
        bool same = freshSize(page) == pageSize(page);
        for (int position = 0; same && position < freshSize(page); ++position) {
            same = freshId(page, position) == rowId(page * pageRows + position);
        }
        return same;
    });
}

void PagedModel::replaceInPlace()
{
    dropOthers(m_refreshPages);
    for (const int page : m_refreshPages) {
        if (!hasPage(page)) {
            keepFresh(page);
            touch(page);
            Q_EMIT dataChanged(index(page * pageRows, 0),
                               index(std::min((page + 1) * pageRows, rowCount()) - 1, columnCount() - 1));
            continue;
        }
        std::vector<int> rows;
        for (int position = 0; position < freshSize(page); ++position) {
            if (!sameRow(page * pageRows + position, page, position)) {
                rows.push_back(page * pageRows + position);
            }
        }
        keepFresh(page);
        for (const int row : rows) {
            markChanged(row);
            emitRow(row);
        }
    }
}

void PagedModel::followMoved(std::int64_t newTotal)
{
    const auto held = m_held ? m_held() : RowRanges();
    const bool isWhole = held.size() == 1 && held.front() == std::pair(0, rowCount() - 1);
    const auto isHeld = [&held](int row) {
        return std::ranges::any_of(held,
                                   [row](const auto& range) { return row >= range.first && row <= range.second; });
    };
    if (newTotal > m_total && m_total < INT_MAX) {
        const auto last = static_cast<int>(std::min<std::int64_t>(newTotal, INT_MAX)) - 1;
        beginInsertRows({}, rowCount(), last);
        m_total = newTotal;
        endInsertRows();
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    QHash<QString, int> oldRows;
    for (const int page : m_used) {
        for (int row = page * pageRows; row < page * pageRows + pageSize(page); ++row) {
            oldRows.insert(rowId(row), row);
        }
    }
    QHash<QString, int> newRows;
    QSet<QString> changed;
    for (const int page : m_refreshPages) {
        for (int position = 0; position < freshSize(page); ++position) {
            const auto id = freshId(page, position);
            newRows.insert(id, page * pageRows + position);
            const auto old = oldRows.constFind(id);
            if (old != oldRows.constEnd() && !sameRow(*old, page, position)) {
                changed.insert(id);
            }
        }
    }
    const auto persistent = persistentIndexList();
    QModelIndexList moved;
    moved.reserve(persistent.size());
    for (const auto& old : persistent) {
        const auto id = rowId(old.row());
        // A row that was never here has no identity to follow. It stays a place in the list, but not as part of a
        // selection: another object may stand there now. Of a whole list all places are selected, whoever has them.
        const bool isPlace = isWhole || (id.isEmpty() && !isHeld(old.row()));
        const int row = newRows.value(id, isPlace ? old.row() : -1);
        moved.push_back(row >= 0 && row < newTotal ? index(row, old.column()) : QModelIndex());
    }
    clearPages();
    m_used.clear();
    for (const int page : m_refreshPages) {
        if (freshSize(page) > 0) {
            keepFresh(page);
            m_used.push_back(page);
        }
    }
    changePersistentIndexList(persistent, moved);
    Q_EMIT layoutChanged({}, VerticalSortHint);
    if (newTotal < m_total) {
        beginRemoveRows({}, static_cast<int>(newTotal), rowCount() - 1);
        m_total = newTotal;
        endRemoveRows();
    }
    eachRowOf(changed, [this](int row) { markChanged(row); });
}

} // namespace tokenhouse

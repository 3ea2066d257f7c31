#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QSet>
#include <QTimer>

#include "core/list_page.h"
#include "core/result.h"
#include "core/time.h"
#include "models/recent_changes.h"
#include "models/time_text.h"

namespace tokenhouse {

/// Roles that the table models answer beside DisplayRole, ToolTipRole, TextAlignmentRole and the accessible texts.
/// They give facts; how a fact looks is the delegate's matter.
enum ItemRole {
    LoadedRole = Qt::UserRole + 1, ///< bool; false = a placeholder, its page is on its way
    IdRole,                        ///< QString, the object's id (an event's sequence); empty while not loaded
    KindRole,                      ///< int(ColumnKind) of the cell's column
    FaceRole,                      ///< int(Face), tokens and definitions, every column
    OffRole,                       ///< bool; the object cannot be used: its row is greyed
    TimeRole,                      ///< QDateTime (UTC) of a time column, invalid when absent
    NumberRole,                    ///< qint64 of a number column
    ChangedRole,                   ///< bool; changed within the last 2 s
    EventKindRole,                 ///< QString "token.disabled", events only
    RefusedRole,                   ///< bool; an event that tells of a refusal or a removal
    LinkRole,                      ///< QString id of the object an event is about, empty when it has none
    ExactRole, ///< QString, the cell's whole text as it may be copied (ids unelided, times RFC 3339)
};

/// What a column holds, for alignment, eliding and faces.
enum class ColumnKind { Name, Text, State, Id, Number, When };

struct ColumnInfo {
    QString key;       ///< never translated: for settings and tests, "lastModified"
    QString title;     ///< translated
    std::string order; ///< the server's order key; empty = cannot be sorted
    ColumnKind kind = ColumnKind::Text;
    bool visible = true; ///< until the user picks columns
    int width = 120;     ///< a first width in pixels at 13 px text
    int yields = 0;      ///< from 1: left out in this order where the name would get too narrow; the details say it too
};

/// First and last of each run of rows, apart from each other, from the top.
using RowRanges = std::vector<std::pair<int, int>>;

/// A table over a list of the server: it knows the total, keeps a bounded number of pages and asks for what the view
/// shows, so that a million rows cost what a screenful costs. GUI thread.
///
/// - data() of a row that is not here answers a placeholder (LoadedRole false) and asks for its page from the event
/// loop.
/// - setFilter and sort ask the server. The rows shown before stay until the first page of the new list is here (state
///   Loading), then the model is reset. Answers to an older question are dropped.
/// - refresh() is quiet: the visible pages are fetched again; rows are updated in place; where rows moved, persistent
///   indexes (so: selection and current row) follow their objects by id within the pages at hand, and become invalid
///   when the object is not among them. refreshed() follows; a view that wants to keep its scroll position takes a
///   persistent index of its top row before and looks where it is after.
/// - Where the server says that it may not be read (Forbidden), whatever was asked, the rows go and state() is Failed
///   until reload().
/// - While the server is away (setAway) the rows at hand stay readable, nothing is asked, and state() is Stale.
class PagedModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum class State {
        Idle,          ///< no source yet
        Loading,       ///< the first page of this list is on its way (older rows may still be shown)
        Ready,         ///< there are rows
        Empty,         ///< there is nothing at all
        EmptyByFilter, ///< there is nothing that the filter lets through
        Failed,        ///< see failure(); retry() asks again
        Stale,         ///< the server is away since staleSince(); the rows are of then
    };
    Q_ENUM(State)

    static constexpr int pageRows = 100;
    static constexpr int pagesKept = 48;
    static constexpr std::chrono::milliseconds changedFor = RecentChanges::keptFor;
    static constexpr std::chrono::milliseconds refreshGap{400};
    static constexpr std::chrono::milliseconds refreshRetry{3000}; ///< after a quiet refresh that failed
    static constexpr std::size_t heldPagesMost = 32;

    const std::vector<ColumnInfo>& columns() const { return m_columns; }
    int columnOf(const QString& key) const; ///< -1 when there is none
    /// Texts as wide as a time column's get; empty for other columns, whose cells may be elided.
    virtual QStringList widestTexts(int column) const;

    State state() const { return m_state; }
    const std::optional<Failure>& failure() const { return m_failure; } ///< of the last question that failed
    std::optional<Time> staleSince() const { return m_staleSince; }
    std::int64_t total() const { return m_total; } ///< of the filtered list; rowCount() is the same, at most INT_MAX

    QString filter() const;
    void setFilter(const QString& text);
    int sortColumn() const { return m_sortColumn; } ///< -1 = the server's order
    Qt::SortOrder sortOrder() const { return m_sortOrder; }
    void sort(int column, Qt::SortOrder order) override;
    /// The order as the server's word, "lastModified desc"; setOrder() takes one of a single column, and leaves the
    /// order as it is for any other.
    QString order() const;
    void setOrder(const QString& order);

    /// Asks everything anew: a new generation, old rows stay until the first page is here.
    void reload();
    /// Asks again what failed. Same as reload() when nothing is shown, else the pages that failed.
    void retry();
    /// Fetches the visible pages again without a trace; at most once in refreshGap, calls in between are joined.
    void refresh();
    /// How many quiet refreshes have begun, the one that refreshed() tells of among them.
    std::uint64_t refreshes() const { return m_refreshes; }
    /// Objects that a live event named: refresh(), and their rows are marked changed once they are here.
    void noteChanged(const QList<QString>& ids);
    /// The rows between are shown now. Views call it on scroll and resize; without it the last used pages count.
    void setVisibleRows(int first, int last);
    /// Tells the rows that are selected: they are kept at hand and followed wherever they move, up to heldPagesMost
    /// pages of them. Past those, a selected row that moved out of sight is selected no more.
    void setHeld(std::function<RowRanges()> held) { m_held = std::move(held); }
    /// The server went (since) or came back (nullopt: refreshes).
    void setAway(std::optional<Time> since);

    int rowOf(const QString& id) const; ///< -1 when it is not among the pages at hand
    QString idAt(int row) const;        ///< empty when the row is not at hand
    bool isLoaded(int row) const;
    /// First and last row of each page at hand, from the top.
    RowRanges rowsAtHand() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void stateChanged();
    void totalChanged(qint64 total);
    void filterChanged();
    void sortChanged();
    void refreshed();

protected:
    PagedModel(TimeText& times, QObject* parent);
    ~PagedModel() override;

    void setColumns(std::vector<ColumnInfo> columns) { m_columns = std::move(columns); }
    void setDefaultSort(const QString& key, Qt::SortOrder order);
    TimeText& times() const { return m_times; }
    /// A cell of a row that is at hand. Called for every role but LoadedRole, IdRole, KindRole and ChangedRole.
    virtual QVariant cell(int row, int column, int role) const = 0;

    // What the typed part does for this one.
    virtual bool hasSource() const = 0;
    virtual void ask(const ListRequest& request, int page, std::uint64_t generation, bool quiet) = 0;
    virtual bool hasPage(int page) const = 0;
    virtual void clearPages() = 0;
    virtual void dropPage(int page) = 0;
    virtual int pageSize(int page) const = 0; ///< rows at hand of a page
    virtual QString rowId(int row) const = 0; ///< of a row at hand
    virtual void keepFresh(int page) = 0;     ///< puts the fresh rows of this page into the cache
    virtual bool sameRow(int row, int page, int position) const = 0; ///< row at hand = row of a fresh answer
    virtual QString freshId(int page, int position) const = 0;
    virtual int freshSize(int page) const = 0; ///< -1 when there is no fresh answer of the page
    virtual void dropFresh(int page) = 0;
    virtual void clearFresh() = 0;

    void sourceChanged();
    /// A row at hand was replaced by a newer version of the same object.
    void rowReplaced(int row, bool differs);
    /// An answer came: its rows wait as the fresh ones of the page; or a failure.
    void answered(int page, std::uint64_t generation, bool quiet, std::optional<std::int64_t> total,
                  std::optional<Failure> failure);
    bool isCurrent(std::uint64_t generation) const { return generation == m_generation; }

private:
    void want(int page) const;
    void askWanted();
    void askFirst();
    void takeFirst(int page, std::optional<std::int64_t> total, std::optional<Failure> failure);
    void takePage(int page, std::optional<std::int64_t> total, std::optional<Failure> failure);
    /// Nothing of this list is shown or asked for until somebody asks anew.
    void giveUp(Failure failure);
    void startRefresh();
    void finishRefresh();
    bool rowsStayed(std::int64_t newTotal) const;
    void replaceInPlace();
    void followMoved(std::int64_t newTotal);
    std::set<int> pagesInView() const;
    std::set<int> heldPages() const;
    void touch(int page) const;
    void trim();
    void dropOthers(const std::set<int>& kept);
    void forgetQuestions();
    void updateState();
    void markChanged(int row);
    void eachRowOf(const QSet<QString>& ids, const std::function<void(int row)>& take);
    void markNamed();
    void expireChanged();
    void emitTimesChanged();
    void emitRow(int row, const QList<int>& roles = {});
    ListRequest requestFor(int page, bool count) const;

    TimeText& m_times;
    std::vector<ColumnInfo> m_columns;
    State m_state = State::Idle;
    std::optional<Failure> m_failure;
    std::optional<Time> m_staleSince;
    std::optional<Time> m_loadedAt;
    std::string m_filter;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::int64_t m_total = 0;
    std::uint64_t m_generation = 0;
    bool m_firstPending = false; ///< the first page of this list is not here; rows shown are of an older one
    bool m_firstNeeded = false;  ///< it failed, or could not be asked for
    int m_visibleFirst = -1;
    int m_visibleLast = -1;
    std::function<RowRanges()> m_held;
    mutable std::vector<int> m_used;   ///< pages at hand, least recently used first
    mutable std::vector<int> m_wanted; ///< newest last
    mutable QTimer m_wantTimer;
    std::set<int> m_asked;
    std::set<int> m_failedPages;
    QTimer m_refreshTimer;
    qint64 m_refreshStarted = 0; ///< monotonic ms
    std::uint64_t m_refreshes = 0;
    bool m_refreshAgain = false;
    std::optional<Fault> m_refreshFailed;
    std::set<int> m_refreshPending; ///< pages of the running quiet refresh without an answer
    std::set<int> m_refreshPages;
    std::optional<std::int64_t> m_refreshTotal;
    QSet<QString> m_named; ///< ids of live events, marked when their rows come
    RecentChanges m_changed;
    QTimer m_changedTimer;
};

} // namespace tokenhouse

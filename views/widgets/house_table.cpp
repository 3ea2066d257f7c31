#include "views/widgets/house_table.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>

#include "models/failure_text.h"
#include "models/selection_facts.h"
#include "views/theme.h"
#include "views/widgets/frozen_column.h"
#include "views/widgets/list_overlay.h"
#include "views/widgets/row_delegate.h"
#include "views/widgets/table_columns.h"

namespace tokenhouse {

HouseTable::HouseTable(PagedModel& model, TableWords words, QWidget* parent)
    : QTableView(parent),
      m_model(model),
      m_words(std::move(words)),
      m_idleTitle(tr("Not connected")),
      m_idleSentence(tr("Once a server answers, what it keeps is listed here.")),
      m_delegate(new RowDelegate(this)),
      m_overlay(new ListOverlay(parent ? parent : this)) // beside it: screen readers meet cells only within a table
{
    setAccessibleName(m_words.name);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    setItemDelegate(m_delegate);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(measure::rowCompact);
    verticalHeader()->setDefaultSectionSize(measure::row);
    setModel(&m_model);

    horizontalHeader()->setAccessibleName(tr("%1, columns").arg(m_words.name));
    m_columns = new TableColumns(*this, m_model);
    connect(m_columns, &TableColumns::changed, this, &HouseTable::columnsChanged);
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, &HouseTable::sortBy);
    const auto& columns = m_model.columns();
    for (std::size_t i = 0; i < columns.size() && !m_frozen; ++i) {
        if (columns[i].kind == ColumnKind::Name) {
            m_frozen = new FrozenColumn(*this, static_cast<int>(i));
            connect(m_frozen, &FrozenColumn::headerClicked, this, &HouseTable::sortBy);
            m_overlay->raise();
        }
    }
    connect(&m_model, &PagedModel::sortChanged, this, [this] {
        horizontalHeader()->setSortIndicator(m_model.sortColumn(), m_model.sortOrder());
        if (m_frozen)
            m_frozen->follow();
    });
    connect(&m_model, &PagedModel::stateChanged, this, &HouseTable::followState);
    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_keptId = currentId(); });
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        if (!m_keptId.isEmpty())
            selectId(m_keptId);
        // A new question is answered from its first row on; what changes by itself never resets.
        verticalScrollBar()->setValue(0);
        tellVisible();
        followState();
    });
    connect(&m_model, &PagedModel::refreshed, this, [this] {
        // Rows above the first one in view may have come or gone: what was on top stays on top.
        if (m_top.isValid() && verticalScrollBar()->value() > 0 && m_top.row() != rowAt(0))
            scrollTo(m_top, QAbstractItemView::PositionAtTop);
        tellVisible();
    });
    connect(this, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        const QString id = m_model.idAt(index.row());
        if (!id.isEmpty())
            Q_EMIT rowActivated(id);
    });
    connect(m_overlay, &ListOverlay::mainChosen, this, [this] {
        if (m_model.state() == PagedModel::State::Failed)
            m_model.retry();
        else if (m_model.state() == PagedModel::State::EmptyByFilter)
            Q_EMIT clearFilterWanted();
        else if (m_model.state() == PagedModel::State::Idle)
            Q_EMIT signInWanted();
        else
            Q_EMIT emptyActionChosen();
    });
    m_model.setHeld([this] { return rowsOf(selectionModel()->selection()); });
    followState();
}

HouseTable::~HouseTable()
{
    if (model() == &m_model) // or it went first, and Qt has put an empty one in its place
        m_model.setHeld({});
}

void HouseTable::sortBy(int section)
{
    const auto& info = m_model.columns()[static_cast<std::size_t>(section)];
    if (info.order.empty() || m_model.state() == PagedModel::State::Stale)
        return; // the server sorts
    const bool again = section == m_model.sortColumn();
    // Times and numbers are looked at from the newest and greatest first.
    const bool fromTop = info.kind == ColumnKind::When || info.kind == ColumnKind::Number;
    const Qt::SortOrder first = fromTop ? Qt::DescendingOrder : Qt::AscendingOrder;
    const Qt::SortOrder flipped = m_model.sortOrder() == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    m_model.sort(section, again ? flipped : first);
}

QString HouseTable::currentId() const
{
    return currentIndex().isValid() ? m_model.idAt(currentIndex().row()) : QString();
}

QStringList HouseTable::selectedIds() const
{
    QStringList result;
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            const QString id = m_model.idAt(row);
            if (!id.isEmpty())
                result.append(id);
        }
    }
    return result;
}

int HouseTable::selectedCount() const
{
    int count = 0;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        count += range.height();
    return count;
}

void HouseTable::selectId(const QString& id)
{
    const int row = m_model.rowOf(id);
    if (row >= 0)
        selectionModel()->setCurrentIndex(m_model.index(row, 0),
                                          QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void HouseTable::setIdleWords(const QString& title, const QString& sentence, const QString& action)
{
    m_idleTitle = title;
    m_idleSentence = sentence;
    m_idleAction = action;
    if (m_model.state() == PagedModel::State::Idle)
        followState();
}

void HouseTable::setCompact(bool compact)
{
    m_delegate->setCompact(compact);
    verticalHeader()->setDefaultSectionSize(compact ? measure::rowCompact : measure::row);
    if (m_frozen)
        m_frozen->follow();
    tellVisible();
}

void HouseTable::tellVisible()
{
    // Counted, not asked for: while the model is being reset the header does not know yet where rows end.
    const int rows = viewport()->height() / qMax(verticalHeader()->defaultSectionSize(), 1) + 1;
    const int first = rowAt(0);
    m_model.setVisibleRows(qMax(first, 0), qMax(first, 0) + rows);
    if (first >= 0)
        m_top = m_model.index(first, 0);
}

void HouseTable::hover(int row)
{
    const int before = m_delegate->hoveredRow();
    if (row == before)
        return;
    m_delegate->setHoveredRow(row);
    for (const int changed : {before, row}) {
        if (changed >= 0)
            viewport()->update(0, rowViewportPosition(changed), viewport()->width(), rowHeight(changed));
    }
    if (m_frozen)
        m_frozen->viewport()->update();
}

bool HouseTable::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::MouseMove)
        hover(rowAt(static_cast<QMouseEvent*>(event)->position().toPoint().y()));
    else if (event->type() == QEvent::Leave)
        hover(-1);
    return QTableView::viewportEvent(event);
}

void HouseTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    if (dy == 0)
        return;
    if (m_delegate->hoveredRow() >= 0)
        hover(rowAt(viewport()->mapFromGlobal(QCursor::pos()).y()));
    tellVisible();
}

void HouseTable::placeOverlay()
{
    const int top = horizontalHeader()->height();
    const QRect room(0, top, width(), height() - top);
    m_overlay->setGeometry(m_overlay->parentWidget() == this ? room : room.translated(pos()));
}

void HouseTable::moveEvent(QMoveEvent* event)
{
    QTableView::moveEvent(event);
    placeOverlay();
}

void HouseTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    m_columns->fit();
    placeOverlay();
    if (m_frozen)
        m_frozen->follow();
    tellVisible();
}

void HouseTable::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (!currentId().isEmpty())
            Q_EMIT rowActivated(currentId());
        return;
    }
    if ((event->key() == Qt::Key_Home || event->key() == Qt::Key_End) && event->modifiers() == Qt::NoModifier
        && m_model.rowCount() > 0) {
        const int row = event->key() == Qt::Key_Home ? 0 : m_model.rowCount() - 1;
        setCurrentIndex(m_model.index(row, qMax(currentIndex().column(), 0)));
        return;
    }
    QTableView::keyPressEvent(event);
}

void HouseTable::focusInEvent(QFocusEvent* event)
{
    QTableView::focusInEvent(event);
    // The ring, the details and the actions speak of one row.
    if (currentIndex().isValid() && !selectionModel()->hasSelection())
        selectionModel()->select(currentIndex(), QItemSelectionModel::Select | QItemSelectionModel::Rows);
}

void HouseTable::mousePressEvent(QMouseEvent* event)
{
    m_pressedState = stateAt(event);
    QTableView::mousePressEvent(event);
    if (!indexAt(event->position().toPoint()).isValid())
        selectionModel()->clear();
}

/// A cell that holds a state, under a plain click.
QModelIndex HouseTable::stateAt(const QMouseEvent* event) const
{
    const auto index = indexAt(event->position().toPoint());
    const bool isState = index.isValid() && index.data(KindRole).toInt() == static_cast<int>(ColumnKind::State);
    const bool isPlain = event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier;
    return isState && isPlain && m_model.isLoaded(index.row()) ? index : QModelIndex();
}

void HouseTable::mouseReleaseEvent(QMouseEvent* event)
{
    QTableView::mouseReleaseEvent(event);
    const auto index = stateAt(event);
    if (index.isValid() && m_pressedState == index && selectedCount() == 1)
        Q_EMIT stateMenuWanted(viewport()->mapToGlobal(visualRect(index).bottomLeft()));
    m_pressedState = QModelIndex();
}

void HouseTable::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_rowMenu && currentIndex().isValid())
        m_rowMenu->popup(event->reason() == QContextMenuEvent::Keyboard
                             ? viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft())
                             : event->globalPos());
}

void HouseTable::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTableView::selectionChanged(selected, deselected);
    Q_EMIT selectionChangedByUser();
}

void HouseTable::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update(); // the ring goes around the whole row
    Q_EMIT currentIdChanged(current.isValid() ? m_model.idAt(current.row()) : QString());
}

void HouseTable::followState()
{
    using Stage = PagedModel::State;
    const bool hasRows = m_model.rowCount() > 0;
    switch (m_model.state()) {
    case Stage::Idle: m_overlay->showText(m_idleTitle, m_idleSentence, m_idleAction); return;
    case Stage::Loading:
        if (!hasRows)
            m_overlay->showText(tr("Loading…"), tr("The server is looking it up."));
        else
            m_overlay->hide();
        return;
    case Stage::Empty: m_overlay->showText(m_words.emptyTitle, m_words.emptySentence, m_words.emptyAction); return;
    case Stage::EmptyByFilter:
        m_overlay->showText(m_words.filteredTitle, m_words.filteredSentence, tr("Clear the filter"));
        return;
    case Stage::Failed:
        if (hasRows) {
            m_overlay->hide();
        } else {
            const FailureText text = m_model.failure() ? readingFailureText(*m_model.failure()) : FailureText();
            m_overlay->showText(tr("The list could not be read"),
                                text.next.isEmpty() ? text.what : text.what + QLatin1Char('\n') + text.next,
                                tr("Try again"));
        }
        return;
    case Stage::Stale:
        if (!hasRows) {
            m_overlay->showText(tr("The server does not answer"),
                                tr("Nothing was read before it went. It is tried again by itself."));
            return;
        }
        break;
    case Stage::Ready: break;
    }
    m_overlay->hide();
}

} // namespace tokenhouse

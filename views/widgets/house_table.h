#pragma once

#include <QPersistentModelIndex>
#include <QTableView>

#include "models/paged_model.h"
#include "views/widgets/table_columns.h"

class QMenu;

namespace tokenhouse {

class FrozenColumn;
class ListOverlay;
class RowDelegate;

/// What the table says when it has nothing to show.
struct TableWords {
    QString name; ///< accessible: "Tokens"
    QString emptyTitle;
    QString emptySentence;
    QString emptyAction;   ///< empty = none
    QString filteredTitle; ///< nothing that the filter lets through
    QString filteredSentence;
};

/// The table of a page over a paged model: it tells the model what is in view, keeps selection and scroll position
/// through refreshes, sorts on the server by the header, and
/// has a word for every state. The model must outlive it.
class HouseTable : public QTableView {
    Q_OBJECT

public:
    HouseTable(PagedModel& model, TableWords words, QWidget* parent = nullptr);
    ~HouseTable() override;

    RowDelegate* rowDelegate() const { return m_delegate; }
    ListOverlay* overlay() const { return m_overlay; }
    QString currentId() const;
    QStringList selectedIds() const; ///< of rows at hand
    int selectedCount() const;       ///< of all rows, also those that are not at hand
    /// Selects the row when it is at hand.
    void selectId(const QString& id);
    void setCompact(bool compact);
    /// What the user made of widths, order and visibility, for the settings; empty while that is nothing.
    QByteArray columnState() const { return m_columns->state(); }
    void restoreColumnState(const QByteArray& state) { m_columns->restore(state); }
    /// What stands here while there is no server to ask; with `action`, signInWanted() is offered under that name.
    void setIdleWords(const QString& title, const QString& sentence, const QString& action);
    /// The menu of a row, shown at the mouse or by the menu key. Not owned.
    void setRowMenu(QMenu* menu) { m_rowMenu = menu; }

Q_SIGNALS:
    void currentIdChanged(const QString& id);
    void selectionChangedByUser();
    void rowActivated(const QString& id);
    void emptyActionChosen();
    void signInWanted();
    void clearFilterWanted();
    void columnsChanged();
    /// The state of the selected row was clicked: what can be done about it? Below `place`, in global coordinates.
    void stateMenuWanted(const QPoint& place);

protected:
    bool viewportEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void moveEvent(QMoveEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void followState();
    void tellVisible();
    void hover(int row);
    void placeOverlay();
    void sortBy(int section);
    QModelIndex stateAt(const QMouseEvent* event) const;

    PagedModel& m_model;
    TableWords m_words;
    QString m_idleTitle;
    QString m_idleSentence;
    QString m_idleAction;
    RowDelegate* m_delegate;
    ListOverlay* m_overlay;
    TableColumns* m_columns;
    FrozenColumn* m_frozen = nullptr;
    QMenu* m_rowMenu = nullptr;
    QPersistentModelIndex m_top;
    QString m_keptId;
    QPersistentModelIndex m_pressedState; ///< the mouse went down on it, alone
};

} // namespace tokenhouse

#pragma once

#include <vector>

#include <QByteArray>
#include <QObject>

#include "models/paged_model.h"

class QHeaderView;
class QTableView;

namespace tokenhouse {

/// The columns of a table: they follow the room that there is until the user picks, moves or sizes one; from then on
/// they are the user's, until reset by the header's menu.
class TableColumns : public QObject {
    Q_OBJECT

public:
    /// Sets up the table's header. The table owns it; the model is the table's and outlives it.
    TableColumns(QTableView& table, PagedModel& model);

    /// What the user made of widths, order and visibility; empty while that is nothing.
    QByteArray state() const;
    void restore(const QByteArray& state);
    /// To be called when the table got another width.
    void fit();

Q_SIGNALS:
    void changed(); ///< by the user

private:
    void showMenu(const QPoint& position);
    /// The first width, with room for the widest time.
    int widthOf(int section) const;
    void arranged();
    void reset();

    QTableView& m_table;
    QHeaderView& m_header;
    PagedModel& m_model;
    std::vector<int> m_widths; ///< first widths
    bool m_isArranged = false; ///< by the user, now or before
    bool m_isFitting = false;  ///< what changes is not the user's doing
};

} // namespace tokenhouse

#pragma once

#include <QTableView>

namespace tokenhouse {

/// The first column of a table, laid over it while the rest is scrolled sideways. Shares model, selection and delegate
/// with the table that owns it; the keyboard's focus stays with that one.
class FrozenColumn : public QTableView {
    Q_OBJECT

public:
    FrozenColumn(QTableView& table, int column);
    /// Shows, hides and places itself anew; called when the table was scrolled, resized or its columns changed.
    void follow();

Q_SIGNALS:
    void headerClicked(int column);

protected:
    void wheelEvent(QWheelEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void takeModel();

    QTableView& m_table;
    int m_column;
};

} // namespace tokenhouse

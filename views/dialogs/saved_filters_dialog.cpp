#include "views/dialogs/saved_filters_dialog.h"

#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

#include "models/text.h"

namespace tokenhouse {

SavedFiltersDialog::SavedFiltersDialog(const SavedFiltersState& saved, const QString& page, QWidget* parent)
    : HouseDialog(tr("Saved filters"), 640, parent), m_saved(saved), m_page(page), m_table(new QTableWidget(this))
{
    m_table->setAccessibleName(tr("Saved filters"));
    m_table->setColumnCount(3);
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Filter"), tr("Whose")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->setColumnWidth(0, 190);
    m_table->setColumnWidth(2, 90);
    m_table->setMinimumHeight(240);
    body()->addWidget(m_table);
    m_remove = addLeft(tr("Remove"));
    Button* close = addRight(tr("Close"));
    connect(close, &Button::chosen, this, &QDialog::accept);
    setMain(close);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &SavedFiltersDialog::judge);
    connect(&m_saved, &SavedFiltersState::changed, this, &SavedFiltersDialog::fill);
    connect(m_remove, &Button::chosen, this, [this] {
        const int row = m_table->currentRow();
        const auto own = SavedFiltersState::of(m_saved.own(), m_page);
        const auto shared = SavedFiltersState::of(m_saved.shared(), m_page);
        const auto at = static_cast<std::size_t>(row);
        if (row >= 0 && at < own.size())
            Q_EMIT removeWanted(own[at], false);
        else if (row >= 0 && at - own.size() < shared.size())
            Q_EMIT removeWanted(shared[at - own.size()], true);
    });
    fill();
}

void SavedFiltersDialog::fill()
{
    const auto own = SavedFiltersState::of(m_saved.own(), m_page);
    const auto shared = SavedFiltersState::of(m_saved.shared(), m_page);
    m_table->setRowCount(static_cast<int>(own.size() + shared.size()));
    int row = 0;
    for (const auto* list : {&own, &shared}) {
        for (const auto& filter : *list) {
            const QStringList cells{safeText(filter.name), safeText(filter.filter),
                                    list == &own ? tr("your own") : tr("shared")};
            for (int column = 0; column < cells.size(); ++column) {
                auto* item = new QTableWidgetItem(cells[column]);
                item->setToolTip(tipText(cells[column]));
                m_table->setItem(row, column, item);
            }
            ++row;
        }
    }
    if (row > 0 && m_table->currentRow() < 0)
        m_table->selectRow(0);
    judge();
}

void SavedFiltersDialog::judge()
{
    const int row = m_table->currentRow();
    const auto own = static_cast<int>(SavedFiltersState::of(m_saved.own(), m_page).size());
    m_remove->setBlocked(row < 0     ? tr("Select a filter first.")
                         : row < own ? m_saved.ownReason()
                                     : m_saved.sharedReason());
}

} // namespace tokenhouse

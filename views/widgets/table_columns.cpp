#include "views/widgets/table_columns.h"

#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTableView>

#include "views/theme.h"
#include "views/widgets/column_fit.h"
#include "views/widgets/tabular_text.h"

namespace tokenhouse {

TableColumns::TableColumns(QTableView& table, PagedModel& model)
    : QObject(&table), m_table(table), m_header(*table.horizontalHeader()), m_model(model)
{
    m_header.setSectionsMovable(true);
    m_header.setHighlightSections(false);
    m_header.setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_header.setMinimumSectionSize(44);
    m_header.setFixedHeight(31);
    m_header.setContextMenuPolicy(Qt::CustomContextMenu);
    const auto& columns = m_model.columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const int section = static_cast<int>(i);
        m_widths.push_back(widthOf(section));
        m_header.resizeSection(section, m_widths.back());
        m_header.setSectionHidden(section, !columns[i].visible);
    }
    m_header.setSortIndicator(m_model.sortColumn(), m_model.sortOrder());
    m_header.setSortIndicatorShown(true);
    m_header.setSectionsClickable(true);
    connect(&m_header, &QHeaderView::customContextMenuRequested, this, &TableColumns::showMenu);
    connect(&m_header, &QHeaderView::sectionMoved, this, &TableColumns::arranged);
    connect(&m_header, &QHeaderView::sectionResized, this, [this] {
        if (m_header.underMouse())
            arranged();
    });
}

QByteArray TableColumns::state() const
{
    return m_isArranged ? m_header.saveState() : QByteArray();
}

void TableColumns::restore(const QByteArray& state)
{
    const QScopedValueRollback fitting(m_isFitting, true);
    if (!m_header.restoreState(state))
        return;
    m_isArranged = true;
    m_header.setSortIndicator(m_model.sortColumn(), m_model.sortOrder());
}

void TableColumns::fit()
{
    if (m_isArranged)
        return;
    const QScopedValueRollback fitting(m_isFitting, true);
    const auto fitted = fitColumns(m_model.columns(), m_widths, m_table.viewport()->width());
    for (std::size_t i = 0; i < fitted.size(); ++i) {
        const int section = static_cast<int>(i);
        m_header.setSectionHidden(section, !fitted[i].isShown);
        if (fitted[i].isShown)
            m_header.resizeSection(section, fitted[i].width);
    }
}

void TableColumns::showMenu(const QPoint& position)
{
    auto* menu = new QMenu(&m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto& columns = m_model.columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const int section = static_cast<int>(i);
        QAction* action = menu->addAction(columns[i].title);
        action->setCheckable(true);
        action->setChecked(!m_header.isSectionHidden(section));
        action->setEnabled(columns[i].kind != ColumnKind::Name);
        connect(action, &QAction::toggled, this, [this, section](bool on) {
            m_header.setSectionHidden(section, !on);
            arranged();
        });
    }
    menu->addSeparator();
    menu->addAction(tr("As at first"), this, &TableColumns::reset)->setEnabled(m_isArranged);
    menu->popup(m_header.mapToGlobal(position));
}

int TableColumns::widthOf(int section) const
{
    int width = m_model.columns()[static_cast<std::size_t>(section)].width;
    const TabularText face(Theme::body());
    for (const QString& text : m_model.widestTexts(section))
        width = qMax(width, face.width(text) + measure::cellStart + measure::cellEnd);
    return width;
}

void TableColumns::arranged()
{
    if (m_isFitting)
        return;
    m_isArranged = true;
    Q_EMIT changed();
}

void TableColumns::reset()
{
    {
        const QScopedValueRollback fitting(m_isFitting, true);
        for (int section = 0; section < m_header.count(); ++section)
            m_header.moveSection(m_header.visualIndex(section), section);
    }
    m_isArranged = false;
    fit();
    Q_EMIT changed();
}

} // namespace tokenhouse

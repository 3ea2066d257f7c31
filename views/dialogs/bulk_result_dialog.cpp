#include "views/dialogs/bulk_result_dialog.h"

#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

#include "models/text.h"

namespace tokenhouse {

BulkResultDialog::BulkResultDialog(const QString& heading, const QString& sentence, const QString& objects,
                                   QWidget* parent)
    : HouseDialog(tr("Result"), 640, parent)
{
    setHeading(heading);
    setSentence(sentence);
    m_table = new QTableWidget(0, 2, this);
    m_table->setAccessibleName(tr("What was left as it is"));
    m_table->setHorizontalHeaderLabels({objects, tr("Why not")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(measure::row);
    m_table->horizontalHeader()->setProperty("tokenhouseSurface", true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setColumnWidth(0, 190);
    m_table->hide();
    body()->addWidget(m_table);
    body()->addSpacing(12);
    m_operation = new Banner(Banner::Kind::Success, this);
    m_operation->hide();
    body()->addWidget(m_operation);
    body()->addSpacing(6);
    setMain(addRight(tr("Close")));
    connect(mainButton(), &Button::chosen, this, &QDialog::accept);
    connect(m_operation, &Banner::linkChosen, this, [this] { Q_EMIT operationChosen(m_operationId); });
    connect(m_table, &QTableWidget::itemActivated, this, [this](const QTableWidgetItem* item) {
        Q_EMIT itemChosen(m_table->item(item->row(), 0)->data(Qt::UserRole).toString());
    });
    mainButton()->setFocus();
}

void BulkResultDialog::setRefusals(const QList<BulkRefusal>& refusals)
{
    const int count = static_cast<int>(refusals.size());
    m_table->setRowCount(count);
    const QColor link = Theme::of(this).colour(Role::Accent);
    for (int row = 0; row < count; ++row) {
        const BulkRefusal& one = refusals[row];
        auto* name = new QTableWidgetItem(one.name); // the table owns its items
        name->setData(Qt::UserRole, one.id);
        name->setForeground(link);
        auto* why = new QTableWidgetItem(one.why);
        why->setToolTip(tipText(one.why));
        m_table->setItem(row, 0, name);
        m_table->setItem(row, 1, why);
    }
    m_table->setFixedHeight(32 + qMin(count, 8) * measure::row + 2);
    m_table->setVisible(count > 0);
}

void BulkResultDialog::setOperation(const QString& operationId)
{
    m_operationId = operationId;
    m_operation->setText({}, tr("All of it is one operation in the events: %1").arg(operationId.left(8)));
    m_operation->setLink(tr("Show it"));
    m_operation->show();
}

} // namespace tokenhouse

#include "views/dialogs/bulk_result_dialog.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/widgets/wrapped_text.h"

namespace tokenhouse {

namespace {

constexpr int nameWidth = 190;
constexpr int dialogWidth = 640;
constexpr int reasonWidth = dialogWidth - 2 * measure::dialogPadding - nameWidth - 2; // and the frame
constexpr int above = 7;                                                              ///< from a row's line to its text
constexpr int tableMaximum = 320;

/// A name as a link, elided; a reason in full, over as many lines as it takes.
class RefusalDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static int heightOf(const QString& reason)
    {
        return qMax<int>(measure::row, wrappedHeight(Theme::body(), reason, textWidth(reasonWidth)) + 2 * above + 1);
    }

protected:
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.widget);
        const QString text = index.data().toString();
        const bool isName = index.column() == 0;
        painter->save();
        painter->setFont(Theme::body());
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, theme.colour(Role::Selection));
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                          theme.colour(Role::Line));
        painter->setPen(theme.colour(isName ? Role::Accent : Role::Text));
        const QRect room = QStyle::visualRect(
            option.direction, option.rect, option.rect.adjusted(measure::cellStart, above, -measure::cellEnd, -above));
        drawWrapped(painter, room, option.direction,
                    isName ? painter->fontMetrics().elidedText(text, Qt::ElideRight, room.width()) : text);
        painter->restore();
    }

private:
    static int textWidth(int column) { return column - measure::cellStart - measure::cellEnd; }
};

} // namespace

BulkResultDialog::BulkResultDialog(const QString& heading, const QString& sentence, const QString& objects,
                                   QWidget* parent)
    : HouseDialog(tr("Result"), dialogWidth, parent)
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
    m_table->setColumnWidth(0, nameWidth);
    m_table->setItemDelegate(new RefusalDelegate(m_table));
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->hide();
    body()->addWidget(m_table);
    m_operation = new Banner(Banner::Kind::Success, this);
    m_operation->hide();
    body()->addSpacing(8);
    body()->addWidget(m_operation);
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
    m_rows.clear();
    m_table->setRowCount(count);
    QHash<QString, int> heights; // of thousands there are few reasons
    int tall = 32 + 2;
    for (int row = 0; row < count; ++row) {
        const BulkRefusal& one = refusals[row];
        auto* name = new QTableWidgetItem(one.name); // the table owns its items
        name->setData(Qt::UserRole, one.id);
        name->setToolTip(tipText(one.name));
        m_table->setItem(row, 0, name);
        m_rows.insert(one.id, row);
        m_table->setItem(row, 1, new QTableWidgetItem(one.why));
        auto known = heights.find(one.why);
        if (known == heights.end())
            known = heights.insert(one.why, RefusalDelegate::heightOf(one.why));
        m_table->setRowHeight(row, *known);
        tall = qMin(tall + *known, tableMaximum);
    }
    m_table->setFixedHeight(tall);
    m_table->setVisible(count > 0);
}

void BulkResultDialog::setName(const QString& id, const QString& name)
{
    const auto row = m_rows.constFind(id);
    if (row == m_rows.constEnd())
        return;
    m_table->item(*row, 0)->setText(name);
    m_table->item(*row, 0)->setToolTip(tipText(name));
}

void BulkResultDialog::setOperation(const QString& operationId)
{
    m_operationId = operationId;
    m_operation->setText({}, tr("All of it is one operation in the events: %1").arg(operationId.left(8)));
    m_operation->setLink(tr("Show it"));
    m_operation->show();
}

} // namespace tokenhouse

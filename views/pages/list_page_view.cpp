#include "views/pages/list_page_view.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/theme.h"
#include "views/widgets/banner.h"
#include "views/widgets/button.h"
#include "views/widgets/details_pane.h"
#include "views/widgets/page_header.h"

namespace tokenhouse {

namespace {

/// A hairline between the parts of a page.
class Hairline : public QWidget {
public:
    Hairline(Qt::Orientation orientation, QWidget* parent) : QWidget(parent)
    {
        if (orientation == Qt::Horizontal)
            setFixedHeight(1);
        else
            setFixedWidth(1);
    }

protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), Theme::of(this).colour(Role::Line)); }
};

} // namespace

ListPageView::ListPageView(const QString& title, PagedModel& model, FilterState& filter, FilterWords filterWords,
                           TableWords tableWords, const TimeText& times, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_header(new PageHeader(title, this)),
      m_filter(new FilterBar(filter, std::move(filterWords), times, this)),
      m_banner(new Banner(Banner::Kind::Warning, this)),
      m_table(new HouseTable(model, std::move(tableWords), this)),
      m_details(new DetailsPane(this))
{
    setAccessibleName(title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(measure::pageMargin, 13, measure::pageMargin, 10);
    top->setSpacing(10);
    top->addWidget(m_header);
    top->addWidget(m_filter);
    top->addWidget(m_banner);
    m_banner->hide();
    layout->addLayout(top);
    layout->addWidget(new Hairline(Qt::Horizontal, this));
    auto* split = new QHBoxLayout;
    split->setContentsMargins(0, 0, 0, 0);
    split->setSpacing(0);
    split->addWidget(m_table, 1);
    m_detailsLine = new Hairline(Qt::Vertical, this);
    split->addWidget(m_detailsLine);
    split->addWidget(m_details);
    layout->addLayout(split, 1);
    setGroundRole(this, Role::Window);

    m_toggle = new Button({}, Button::Kind::Quiet, this);
    m_toggle->setIconName(QStringLiteral("pane"));
    m_toggle->setCheckable(true);
    m_toggle->setSpokenName(tr("Details"));
    m_filter->addButton(m_toggle);
    connect(m_toggle, &Button::chosen, this, [this] { Q_EMIT detailsToggled(m_toggle->isChecked()); });
    setDetailsShown(true);

    connect(m_table, &HouseTable::currentIdChanged, this, &ListPageView::follow);
    connect(m_table, &HouseTable::selectionChangedByUser, this, &ListPageView::selectionChanged);
    connect(m_table, &HouseTable::rowActivated, this, &ListPageView::activated);
    connect(m_table, &HouseTable::emptyActionChosen, this, &ListPageView::createWanted);
    connect(m_table, &HouseTable::clearFilterWanted, &filter, &FilterState::clear);
    connect(m_details, &DetailsPane::copyWanted, this, &ListPageView::copyWanted);
    connect(&m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& from, const QModelIndex& until) {
                const QModelIndex current = m_table->currentIndex();
                if (current.isValid() && current.row() >= from.row() && current.row() <= until.row())
                    follow();
            });
    connect(&m_model, &QAbstractItemModel::modelReset, this, &ListPageView::follow);
    connect(&m_model, &PagedModel::refreshed, this, &ListPageView::follow);
    connect(&m_model, &PagedModel::totalChanged, this, &ListPageView::followCount);
    connect(&m_model, &PagedModel::stateChanged, this, &ListPageView::followCount);
    connect(this, &ListPageView::selectionChanged, this, &ListPageView::followCount);
}

void ListPageView::setGrandTotal(std::optional<qint64> total)
{
    m_grandTotal = total;
    followCount();
}

void ListPageView::setDetailsShown(bool shown)
{
    const auto* focused = m_details->focusWidget();
    if (!shown && focused && focused->hasFocus())
        m_table->setFocus(Qt::OtherFocusReason);
    m_details->setVisible(shown);
    m_detailsLine->setVisible(shown);
    m_toggle->setChecked(shown);
    m_toggle->setToolTip(tipText(shown ? tr("Hide the details (F9)") : tr("Show the details (F9)")));
}
bool ListPageView::areDetailsShown() const
{
    return !m_details->isHidden();
}

void ListPageView::follow()
{
    const QString id = m_table->currentId();
    fillDetails(id);
    if (id != m_shownId) {
        m_shownId = id;
        m_details->ensureVisible(0, 0);
        Q_EMIT currentChanged(id);
    }
}

QString ListPageView::countText() const
{
    const QLocale locale;
    const int selected = m_table->selectedCount();
    const qint64 total = m_model.total();
    if (selected > 1)
        return tr("%1 selected of %2").arg(locale.toString(selected), locale.toString(total));
    if (m_grandTotal && *m_grandTotal != total && !m_model.filter().isEmpty())
        return tr("%1 of %2").arg(locale.toString(total), locale.toString(*m_grandTotal));
    return locale.toString(total);
}

void ListPageView::followCount()
{
    const auto state = m_model.state();
    const bool isKnown = state != PagedModel::State::Idle
                         && (state != PagedModel::State::Loading || m_model.rowCount() > 0)
                         && (state != PagedModel::State::Failed || m_model.rowCount() > 0)
                         && (state != PagedModel::State::Stale || m_model.rowCount() > 0);
    m_header->setCount(isKnown ? countText() : QString());
}

} // namespace tokenhouse

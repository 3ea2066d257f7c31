#pragma once

#include <QWidget>

#include "views/widgets/filter_bar.h"
#include "views/widgets/house_table.h"

class QVBoxLayout;

namespace tokenhouse {

class Banner;
class Button;
class DetailsPane;
class PageHeader;

/// What the three list pages share: header, filter, banner, table, details beside it. The states it is given must
/// outlive it.
class ListPageView : public QWidget {
    Q_OBJECT

public:
    ListPageView(const QString& title, PagedModel& model, FilterState& filter, FilterWords filterWords,
                 TableWords tableWords, const TimeText& times, QWidget* parent = nullptr);

    PageHeader* header() const { return m_header; }
    FilterBar* filterBar() const { return m_filter; }
    HouseTable* table() const { return m_table; }
    DetailsPane* details() const { return m_details; }
    /// Over the table: the server is gone, the chain was checked … Hidden until it is given text.
    Banner* banner() const { return m_banner; }
    /// How many there are without the filter: "2 486 of 12 904"; absent = not known.
    void setGrandTotal(std::optional<qint64> total);
    /// Fills the details anew from the current row; for a page that comes to the front.
    void refreshDetails() { follow(); }
    /// The pane gives its room to the table; what is asked for with detailsToggled() is done by this.
    void setDetailsShown(bool shown);
    bool areDetailsShown() const;
    /// The selection is a link to an object: shows it as soon as it is at hand.
    void select(const QString& id) { m_table->selectId(id); }

Q_SIGNALS:
    /// The current row is another object, or its facts changed: fill the details anew. Empty = none.
    void currentChanged(const QString& id);
    void selectionChanged();
    void activated(const QString& id);
    void createWanted(); ///< from the empty list
    void copyWanted(const QString& text);
    void detailsToggled(bool shown); ///< by its button: who remembers it for all pages?

protected:
    PagedModel& model() const { return m_model; }
    /// Called when the current object or what is known of it changed.
    virtual void fillDetails(const QString& id) = 0;
    virtual QString countText() const;

private:
    void follow();
    void followCount();

    PagedModel& m_model;
    PageHeader* m_header;
    FilterBar* m_filter;
    Banner* m_banner;
    HouseTable* m_table;
    DetailsPane* m_details;
    QWidget* m_detailsLine;
    Button* m_toggle;
    std::optional<qint64> m_grandTotal;
    QString m_shownId;
};

} // namespace tokenhouse

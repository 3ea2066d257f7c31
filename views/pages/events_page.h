#pragma once

#include "models/events_model.h"
#include "views/pages/list_page_view.h"
#include "views/widgets/details_pane.h"

namespace tokenhouse {

class DifferenceTable;
class FactGrid;

/// Events: who changed what, when; beside it the fields before and after, and the event's place in the chain.
class EventsPage : public ListPageView {
    Q_OBJECT

public:
    EventsPage(EventsModel& model, FilterState& filter, const TimeText& times, QWidget* parent = nullptr);

Q_SIGNALS:
    void objectChosen(const QString& objectType, const QString& objectId);
    void userChosen(const QString& user); ///< everything that this user did
    void copyJsonWanted(const QString& sequence);

protected:
    void fillDetails(const QString& id) override;

private:
    void followLink(const QString& key);

    EventsModel& m_events;
    const TimeText& m_times;
    SectionHead* m_changedHead;
    DifferenceTable* m_differences;
    SectionHead* m_proofHead;
    FactGrid* m_proof;
    QString m_id;
    Button* m_copyJson;
};

} // namespace tokenhouse

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
    /// What tokens are, or were, called, by their ids; as asked for by tokenNamesWanted().
    void setTokenNames(const QHash<QString, QString>& names);

Q_SIGNALS:
    void objectChosen(const QString& objectType, const QString& objectId);
    void userChosen(const QString& user); ///< everything that this user did
    void copyJsonWanted(const QString& sequence);
    void tokenNamesWanted(const std::vector<tokenhouse::Uuid>& ids); ///< once for each event that is shown

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
    QHash<QString, QString> m_tokenNames; ///< of the event that is shown
    Button* m_copyJson;
};

} // namespace tokenhouse

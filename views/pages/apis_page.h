#pragma once

#include "models/definitions_model.h"
#include "models/history_model.h"
#include "views/pages/list_page_view.h"
#include "views/widgets/details_pane.h"

namespace tokenhouse {

class Timeline;

/// APIs: routes, what they do, which tokens may call them.
class ApisPage : public ListPageView {
    Q_OBJECT

public:
    ApisPage(DefinitionsModel& model, FilterState& filter, HistoryModel& history, const TimeText& times,
             QWidget* parent = nullptr);
    /// The first of the current API's tokens by name, and how many there are.
    void setTokens(const QString& definitionId, const QList<LinkRow>& tokens, qint64 total,
                   const QString& forbidden = {});

Q_SIGNALS:
    void tokensWanted(const QString& definitionId); ///< answer with setTokens
    void tokenChosen(const QString& tokenId);
    void allTokensChosen(const QString& definitionId);
    void allEventsChosen(const QString& definitionId);

protected:
    void fillDetails(const QString& id) override;

private:
    DefinitionsModel& m_definitions;
    const TimeText& m_times;
    QString m_id;
    std::int64_t m_revision = 0;
    SectionHead* m_tokensHead;
    LinkList* m_tokens;
    SectionHead* m_historyHead;
    Timeline* m_timeline;
};

} // namespace tokenhouse

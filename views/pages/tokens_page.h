#pragma once

#include "models/history_model.h"
#include "models/tokens_model.h"
#include "views/pages/list_page_view.h"
#include "views/widgets/details_pane.h"

namespace tokenhouse {

class Timeline;

/// Tokens: what there is, what state it is in, who made and changed it; beside it what the current one may call.
class TokensPage : public ListPageView {
    Q_OBJECT

public:
    TokensPage(TokensModel& model, FilterState& filter, HistoryModel& history, const TimeText& times,
               QWidget* parent = nullptr);

    /// The first APIs that list the current token, and how many there are; `forbidden` says why they cannot be seen.
    void setApis(const QString& tokenId, const QList<LinkRow>& apis, qint64 total, const QString& forbidden = {});
    /// "Rotate…" behind the secret: blocked for this reason, empty = free.
    void setRotateBlocked(const QString& reason);

Q_SIGNALS:
    void apisWanted(const QString& tokenId); ///< answer with setApis
    void apiChosen(const QString& definitionId);
    void allApisChosen(const QString& tokenId);
    void allEventsChosen(const QString& tokenId);
    void rotateWanted(const QString& tokenId);
    void rotationWanted(const QString& tokenId); ///< old and new secret side by side

protected:
    void fillDetails(const QString& id) override;

private:
    TokensModel& m_tokens;
    const TimeText& m_times;
    QString m_id;
    std::int64_t m_revision = 0;
    QString m_rotateBlocked;
    SectionHead* m_apisHead;
    LinkList* m_apis;
    SectionHead* m_historyHead;
    Timeline* m_timeline;
};

/// The words for states in filter menus and chips: value of the filter language, word for people.
std::vector<std::pair<QString, QString>> tokenStateWords();

} // namespace tokenhouse

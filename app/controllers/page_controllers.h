#pragma once

#include "app/controllers/list_controller.h"
#include "models/events_model.h"
#include "models/history_model.h"
#include "views/pages/apis_page.h"
#include "views/pages/events_page.h"
#include "views/pages/tokens_page.h"

namespace tokenhouse {

/// The Tokens page with its details: which APIs list the current token, and its history.
class TokensController : public ListController {
    Q_OBJECT

public:
    TokensController(CommandContext& context, FilterState& filter, QObject* parent);
    TokensPage* page() const { return m_page; }

Q_SIGNALS:
    void eventsWanted(const QString& filter);
    void rotateWanted();
    void rotationWanted();

protected:
    void ask() override;
    void forget() override;
    void count(std::function<void(std::optional<qint64>)> answer) override;
    bool concerns(const LiveEvent& event) const override;
    void onChanges(const std::vector<LiveEvent>& events) override;

private:
    void showApis(const QString& tokenId);

    HistoryModel m_history;
    TokensPage* m_page; ///< owned by the window's stack
};

/// The APIs page with its details: the allowed tokens, and the API's history.
class ApisController : public ListController {
    Q_OBJECT

public:
    ApisController(CommandContext& context, FilterState& filter, QObject* parent);
    ApisPage* page() const { return m_page; }

Q_SIGNALS:
    void eventsWanted(const QString& filter);
    void tokensWanted(const QString& filter);

protected:
    void ask() override;
    void forget() override;
    void count(std::function<void(std::optional<qint64>)> answer) override;
    bool concerns(const LiveEvent& event) const override;
    void onChanges(const std::vector<LiveEvent>& events) override;

private:
    void showTokens(const QString& definitionId);

    HistoryModel m_history;
    ApisPage* m_page;
};

/// The Events page.
class EventsController : public ListController {
    Q_OBJECT

public:
    EventsController(CommandContext& context, EventsModel& model, FilterState& filter, QObject* parent);
    EventsPage* page() const { return m_page; }

protected:
    void ask() override;
    void forget() override;
    void count(std::function<void(std::optional<qint64>)> answer) override;
    bool concerns(const LiveEvent& event) const override;

private:
    template <class Job>
    void openIfThere(ObjectKind kind, const Uuid& id);
    void nameTokens(const std::vector<Uuid>& ids);
    void nameDeleted(const std::vector<Uuid>& ids);

    EventsModel& m_events;
    EventsPage* m_page;
};

} // namespace tokenhouse

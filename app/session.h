#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/definition.h"
#include "core/token.h"
#include "models/connection_state.h"
#include "models/page_source.h"
#include "models/situation_state.h"
#include "network/connection.h"
#include "network/event_stream.h"
#include "network/server_jobs.h"
#include "network/session_jobs.h"

namespace tokenhouse {

/// One signed-in stay at one server: the connection, what the user may do, the live stream, and how it stands. It
/// outlives a lost server (the stream comes back by itself) and a restarted local one (which has another address).
/// GUI thread.
class Session : public QObject {
    Q_OBJECT

public:
    Session(TimeText& times, QObject* parent = nullptr);
    ~Session() override;

    /// Goes on over another connection, which carries a session already; at first or after a restart. Pages ask anew.
    void attach(std::unique_ptr<Connection> connection);
    bool isAttached() const { return m_connection != nullptr && !m_hasLeft; }
    /// Only once attached. After leave() it still takes jobs of dialogs that are open, which then fail.
    Connection& connection() const { return *m_connection; }

    SituationState& situation() { return m_situation; }
    ConnectionState& state() { return m_state; }
    const SessionFacts& facts() const { return m_facts; }
    const ServerStatus& status() const { return m_status; }
    QString userName() const { return QString::fromStdString(m_facts.user); }
    QString groupsText() const;

    std::shared_ptr<PageSource<Token>> tokens();
    std::shared_ptr<PageSource<Definition>> definitions();
    std::shared_ptr<PageSource<Event>> events();

    void retryNow();
    /// Ends the session on the server and here, and leaves; signedOut() follows.
    void signOut();
    /// The server behind it went away on purpose or crashed; a new attach() will follow.
    void suspend();
    /// One goes elsewhere: nothing of this server is shown or counts any more.
    void leave();
    /// Why the server is away; absent while it is not.
    const std::optional<Failure>& failure() const { return m_failure; }

Q_SIGNALS:
    void left();
    void certificateRefused(const tokenhouse::CertificateFacts& facts); ///< on the way back to a server that was away
    void attached();     ///< sources answer from a server that may be another one: ask anew
    void factsChanged(); ///< user, groups, permissions or the server's status
    void away(tokenhouse::Time since);
    void back();
    void changes(const std::vector<tokenhouse::LiveEvent>& events);
    /// Unless by the user, what was shown stays, as of the time of away().
    void signedOut(bool byUser);

private:
    void askFacts();
    void askStatus();
    void lose(std::chrono::milliseconds retryIn, std::optional<Failure> failure = {});
    void end(bool byUser);

    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<EventStream> m_stream; ///< over m_connection, so declared after it
    SituationState m_situation;
    ConnectionState m_state;
    SessionFacts m_facts;
    ServerStatus m_status;
    std::optional<Time> m_awaySince;
    std::optional<Failure> m_failure;
    bool m_hasLeft = false;
};

} // namespace tokenhouse

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/permission.h"
#include "core/secret.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// Who a session token stands for, at this moment.
struct SessionView {
    Uuid id;
    Uuid userId;
    std::string user;
    std::vector<std::string> groups;
    Permissions permissions;
    std::string client;
    std::string address;
    Time createdAt{};
    Time expiresAt{};
};

enum class SessionChange { Rights, Ended };

struct SessionTimes {
    std::chrono::seconds idle{30 * 60};
    std::chrono::seconds absolute{12 * 60 * 60};
};

/// The sessions and users in memory, fed by the store's commits, so that an ended session, a changed right or a removed
/// user counts for the very next call. Thread-safe.
class Sessions {
public:
    using Listener = std::function<void(const Uuid& session, SessionChange change)>;

    Sessions(Store& store, SessionTimes times);
    /// Called on the writer's thread (or the one that ends a session); must not block.
    void setListener(Listener listener);
    /// Takes users and sessions from the store; after apply() was added as a sink, before the first change.
    Result<void> load();
    void apply(const Commit& commit);

    struct Started {
        SecretBytes token; ///< 43 characters base64url of 256 random bits
        SessionView session;
    };
    /// Writes the session and its event.
    Result<Started> start(const StoredUser& user, const std::string& client, const std::string& address,
                          const std::string& correlationId);
    /// The session of `tokenhoused local`: without end, never in the store, with a token that the parent made.
    Result<Uuid> startLocal(const StoredUser& user, std::string_view token, const std::string& address);
    /// `by`, `reason`: for the event session.ended. NotFound when there is no such session.
    Result<void> end(const Uuid& session, const SessionView* by, const std::string& reason,
                     const std::string& correlationId);

    /// Null when the token is unknown or its session past its end. `active`: the call counts as activity.
    std::optional<SessionView> find(std::string_view token, bool active = true);
    std::optional<SessionView> findById(const Uuid& session) const;
    std::vector<SessionView> list() const;

    std::optional<StoredUser> user(const Uuid& id) const;
    std::optional<StoredUser> userByName(std::string_view name) const;
    std::vector<StoredUser> users() const;

    /// Ends what is past its time; called every few seconds.
    void expire();

private:
    struct Entry {
        StoredSession stored;
        std::chrono::steady_clock::time_point lastActive;
        std::chrono::steady_clock::time_point end; ///< the latest, whatever becomes of the system's clock
        bool isLocal = false;
    };
    SessionView view(const Entry& entry, const StoredUser& user) const;
    static bool isPastEnd(const Entry& entry);
    bool isOver(const Entry& entry) const;
    Event eventOf(const std::string& kind, const Entry& entry, const std::string& reason,
                  const std::string& correlationId) const;
    void put(const StoredSession& session);
    void remove(const Uuid& session);

    Store& m_store;
    SessionTimes m_times;
    Listener m_listener;
    mutable std::mutex m_mutex;
    std::unordered_map<Uuid, Entry> m_sessions;
    std::unordered_map<std::string, Uuid> m_byDigest;
    std::unordered_map<Uuid, StoredUser> m_users;
    std::unordered_map<std::string, Uuid> m_byName; ///< by text key
};

} // namespace tokenhouse::server

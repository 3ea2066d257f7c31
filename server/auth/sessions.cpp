#include "server/auth/sessions.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "core/text.h"

namespace tokenhouse::server {

namespace {

std::string keyOf(const Digest& digest)
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

} // namespace

Sessions::Sessions(Store& store, SessionTimes times) : m_store(store), m_times(times) {}

void Sessions::setListener(Listener listener)
{
    const std::lock_guard lock(m_mutex);
    m_listener = std::move(listener);
}

Result<void> Sessions::load()
{
    auto users = m_store.users();
    if (!users)
        return tl::unexpected(std::move(users.error()));
    auto sessions = m_store.sessions();
    if (!sessions)
        return tl::unexpected(std::move(sessions.error()));
    const std::lock_guard lock(m_mutex);
    for (const auto& user : *users) {
        m_byName[textKey(user.user.name)] = user.user.id;
        m_users[user.user.id] = user;
    }
    for (const auto& session : *sessions)
        put(session);
    return {};
}

void Sessions::put(const StoredSession& session)
{
    m_byDigest[keyOf(session.digest)] = session.id;
    const auto present = std::chrono::steady_clock::now();
    const std::chrono::milliseconds longest = m_times.absolute;
    m_sessions[session.id] = {session, present, present + std::min(session.expiresAt - now(), longest), false};
}

void Sessions::remove(const Uuid& session)
{
    const auto found = m_sessions.find(session);
    if (found == m_sessions.end())
        return;
    m_byDigest.erase(keyOf(found->second.stored.digest));
    m_sessions.erase(found);
}

void Sessions::apply(const Commit& commit)
{
    std::vector<std::pair<Uuid, SessionChange>> changes;
    Listener listener;
    {
        const std::lock_guard lock(m_mutex);
        listener = m_listener;
        for (const auto& session : commit.sessions)
            put(session);
        for (const auto& id : commit.deletedSessions) {
            remove(id);
            changes.emplace_back(id, SessionChange::Ended);
        }
        for (const auto& user : commit.users) {
            const auto before = m_users.find(user.user.id);
            const auto changed = before != m_users.end()
                                 && (before->second.user.permissions() != user.user.permissions()
                                     || before->second.user.groups != user.user.groups);
            m_byName[textKey(user.user.name)] = user.user.id;
            m_users[user.user.id] = user;
            for (const auto& [id, entry] : m_sessions) {
                if (changed && entry.stored.userId == user.user.id)
                    changes.emplace_back(id, user.user.isDisabled ? SessionChange::Ended : SessionChange::Rights);
            }
        }
        for (const auto& id : commit.deletedUsers) {
            std::erase_if(m_byName, [&](const auto& one) { return one.second == id; });
            m_users.erase(id);
            std::vector<Uuid> gone;
            for (const auto& [session, entry] : m_sessions) {
                if (entry.stored.userId == id)
                    gone.push_back(session);
            }
            for (const auto& session : gone) {
                remove(session);
                changes.emplace_back(session, SessionChange::Ended);
            }
        }
    }
    if (!listener)
        return;
    for (const auto& [session, change] : changes)
        listener(session, change);
}

Event Sessions::eventOf(const std::string& kind, const Entry& entry, const std::string& reason,
                        const std::string& correlationId) const
{
    Event event;
    event.kind = kind;
    event.objectType = "session";
    event.objectId = entry.stored.id.text();
    event.objectName = entry.stored.userName;
    event.user = entry.stored.userName;
    event.userId = entry.stored.userId.text();
    event.sessionId = entry.stored.id.text();
    event.client = entry.stored.client;
    event.address = entry.stored.address;
    event.correlationId = correlationId;
    event.reason = reason;
    return event;
}

Result<Sessions::Started> Sessions::start(const StoredUser& user, const std::string& client, const std::string& address,
                                          const std::string& correlationId)
{
    std::array<unsigned char, 32> random{};
    randombytes_buf(random.data(), random.size());
    std::array<char, 44> text{};
    sodium_bin2base64(text.data(), text.size(), random.data(), random.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random.data(), random.size());
    Started started{SecretBytes(std::string_view(text.data(), 43)), {}};
    sodium_memzero(text.data(), text.size());

    Entry entry;
    entry.stored.id = Uuid::make();
    entry.stored.digest = sha256(started.token.view());
    entry.stored.userId = user.user.id;
    entry.stored.userName = user.user.name;
    entry.stored.client = client;
    entry.stored.address = address;
    auto written = m_store.change([&](Transaction& transaction) -> Result<void> {
        // The user may have been removed, or given another password, since it was read.
        const auto current = transaction.user(user.user.id);
        if (!current || current->user.isDisabled || current->passwordHash != user.passwordHash)
            return fail(Fault::NoSession, "The user name or the password is wrong.");
        entry.stored.createdAt = transaction.now();
        entry.stored.expiresAt =
            transaction.now() + std::chrono::duration_cast<std::chrono::milliseconds>(m_times.absolute);
        transaction.putSession(entry.stored);
        transaction.append(eventOf("session.started", entry, {}, correlationId));
        return {};
    });
    if (!written)
        return tl::unexpected(std::move(written.error()));
    started.session = view(entry, user);
    return started;
}

Result<Uuid> Sessions::startLocal(const StoredUser& user, std::string_view token, const std::string& address)
{
    Entry entry;
    entry.isLocal = true;
    entry.lastActive = std::chrono::steady_clock::now();
    entry.stored.id = Uuid::make();
    entry.stored.digest = sha256(token);
    entry.stored.userId = user.user.id;
    entry.stored.userName = user.user.name;
    entry.stored.client = "local workspace";
    entry.stored.address = address;
    auto written = m_store.change([&](Transaction& transaction) -> Result<void> {
        entry.stored.createdAt = transaction.now();
        entry.stored.expiresAt = transaction.now() + std::chrono::hours(24 * 365);
        transaction.append(eventOf("session.started", entry, {}, {}));
        return {};
    });
    if (!written)
        return tl::unexpected(std::move(written.error()));
    const std::lock_guard lock(m_mutex);
    m_byDigest[keyOf(entry.stored.digest)] = entry.stored.id;
    m_sessions[entry.stored.id] = entry;
    return entry.stored.id;
}

Result<void> Sessions::end(const Uuid& session, const SessionView* by, const std::string& reason,
                           const std::string& correlationId)
{
    Entry entry;
    Listener listener;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_sessions.find(session);
        if (found == m_sessions.end())
            return fail(Fault::NotFound, "There is no such session.");
        entry = found->second;
        listener = m_listener;
        if (entry.isLocal)
            remove(session); // it is kept here only, so here it is decided who ends it
    }
    auto event = eventOf("session.ended", entry, reason, correlationId);
    if (by != nullptr) {
        event.user = by->user;
        event.userId = by->userId.text();
        event.sessionId = by->id.text();
        event.client = by->client;
        event.address = by->address;
    } else {
        event.user = "system";
        event.userId.clear();
        event.sessionId.clear();
        event.client.clear();
        event.address.clear();
    }
    auto written = m_store.change([&](Transaction& transaction) -> Result<void> {
        if (!entry.isLocal) {
            const auto kept = transaction.sessionsOf(entry.stored.userId);
            if (std::ranges::find(kept, session, &StoredSession::id) == kept.end())
                return fail(Fault::NotFound, "There is no such session."); // somebody else ended it meanwhile
            transaction.deleteSession(session);
        }
        transaction.append(event);
        return {};
    });
    if (!entry.isLocal)
        return written;
    if (!written) {
        const std::lock_guard lock(m_mutex);
        m_byDigest[keyOf(entry.stored.digest)] = session;
        m_sessions[session] = entry;
    } else if (listener) {
        listener(session, SessionChange::Ended);
    }
    return written;
}

SessionView Sessions::view(const Entry& entry, const StoredUser& user) const
{
    SessionView result;
    result.id = entry.stored.id;
    result.userId = user.user.id;
    result.user = user.user.name;
    result.groups = user.user.groups;
    result.permissions = user.user.permissions();
    result.client = entry.stored.client;
    result.address = entry.stored.address;
    result.createdAt = entry.stored.createdAt;
    result.expiresAt = entry.stored.expiresAt;
    return result;
}

bool Sessions::isPastEnd(const Entry& entry)
{
    return entry.stored.expiresAt <= now() || entry.end <= std::chrono::steady_clock::now();
}

bool Sessions::isOver(const Entry& entry) const
{
    if (entry.isLocal)
        return false;
    return isPastEnd(entry) || std::chrono::steady_clock::now() - entry.lastActive > m_times.idle;
}

std::optional<SessionView> Sessions::find(std::string_view token, bool active)
{
    if (token.size() < 43 || token.size() > 64)
        return std::nullopt;
    const auto digest = keyOf(sha256(token));
    const std::lock_guard lock(m_mutex);
    const auto id = m_byDigest.find(digest);
    if (id == m_byDigest.end())
        return std::nullopt;
    auto& entry = m_sessions.at(id->second);
    const auto user = m_users.find(entry.stored.userId);
    if (isOver(entry) || user == m_users.end() || user->second.user.isDisabled)
        return std::nullopt;
    if (active)
        entry.lastActive = std::chrono::steady_clock::now();
    return view(entry, user->second);
}

std::optional<SessionView> Sessions::findById(const Uuid& session) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_sessions.find(session);
    if (found == m_sessions.end() || isOver(found->second))
        return std::nullopt;
    const auto user = m_users.find(found->second.stored.userId);
    if (user == m_users.end() || user->second.user.isDisabled)
        return std::nullopt;
    return view(found->second, user->second);
}

std::vector<SessionView> Sessions::list() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<SessionView> result;
    for (const auto& [id, entry] : m_sessions) {
        const auto user = m_users.find(entry.stored.userId);
        if (user != m_users.end() && !isOver(entry))
            result.push_back(view(entry, user->second));
    }
    std::ranges::sort(result, {}, [](const SessionView& one) { return std::pair(one.createdAt, one.id); });
    return result;
}

std::optional<StoredUser> Sessions::user(const Uuid& id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_users.find(id);
    return found == m_users.end() ? std::nullopt : std::optional(found->second);
}

std::optional<StoredUser> Sessions::userByName(std::string_view name) const
{
    const auto key = textKey(name);
    const std::lock_guard lock(m_mutex);
    const auto id = m_byName.find(key);
    if (id == m_byName.end())
        return std::nullopt;
    const auto found = m_users.find(id->second);
    return found == m_users.end() ? std::nullopt : std::optional(found->second);
}

std::vector<StoredUser> Sessions::users() const
{
    std::vector<StoredUser> result;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, user] : m_users)
            result.push_back(user);
    }
    std::ranges::sort(
        result, [](const StoredUser& a, const StoredUser& b) { return textKey(a.user.name) < textKey(b.user.name); });
    return result;
}

void Sessions::expire()
{
    std::vector<std::pair<Uuid, std::string>> over;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, entry] : m_sessions) {
            if (isOver(entry))
                over.emplace_back(id, isPastEnd(entry) ? "reached its end" : "was idle for too long");
        }
    }
    for (const auto& [id, reason] : over) {
        // One that could not be written now is tried again, and refused meanwhile in any case.
        const auto ended = end(id, nullptr, reason, {});
        if (!ended && ended.error().fault != Fault::NotFound)
            break;
    }
}

} // namespace tokenhouse::server

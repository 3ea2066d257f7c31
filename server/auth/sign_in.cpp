#include "server/auth/sign_in.h"

#include <vector>

#include "core/text.h"

namespace tokenhouse::server {

namespace {

constexpr auto summedOver = std::chrono::minutes(1);
constexpr std::size_t repeatsMaximum = 10'000;
constexpr std::size_t nameBytes = 800; ///< no user's name is longer

Failure wrong()
{
    return {Fault::NoSession, "The user name or the password is wrong.", {}, {}};
}

/// No user has a longer name: all such tries are one, so that names of any length cost no memory.
std::string throttleKey(const std::string& user)
{
    return user.size() <= nameBytes ? textKey(user) : std::string();
}

Event ownEvent(const SessionView& session, const SignInAttempt& attempt, const char* kind, const char* type,
               const Uuid& object, const char* reason)
{
    Event event;
    event.kind = kind;
    event.objectType = type;
    event.objectId = object.text();
    event.objectName = event.user = session.user;
    event.userId = session.userId.text();
    event.sessionId = session.id.text();
    event.client = attempt.client;
    event.address = attempt.address;
    event.correlationId = attempt.correlationId;
    event.reason = reason;
    return event;
}

} // namespace

SignIn::SignIn(Store& store, Sessions& sessions, Passwords& passwords)
    : m_store(store), m_sessions(sessions), m_passwords(passwords)
{}

Result<bool> SignIn::judge(const SignInAttempt& attempt, const std::optional<StoredUser>& user,
                           std::string_view password)
{
    const auto key = throttleKey(attempt.user);
    const auto place = throttleAddress(attempt.address);
    const auto wait = m_throttle.attempt(key, place, Throttle::Clock::now());
    if (wait.count() > 0) {
        refused(attempt, user, Refusal::Throttled);
        return fail(Fault::Throttled,
                    "Too many failed sign-ins from here. Try again in " + std::to_string(wait.count()) + " s.",
                    {{"retryAfter", wait.count()}});
    }
    const auto usable = user && !user->user.isDisabled;
    auto verified = m_passwords.verify(usable ? user->passwordHash : std::string(), password);
    if (!verified)
        m_throttle.withdrawn(key, place);
    else if (!*verified)
        refused(attempt, user, Refusal::Judged);
    return verified;
}

void SignIn::forgive(const SignInAttempt& attempt)
{
    m_throttle.succeeded(throttleKey(attempt.user), throttleAddress(attempt.address));
}

Result<Sessions::Started> SignIn::attempt(const SignInAttempt& attempt, std::string_view password)
{
    const auto user = m_sessions.userByName(attempt.user);
    const auto verified = judge(attempt, user, password);
    if (!verified)
        return tl::unexpected(verified.error());
    if (!*verified)
        return tl::unexpected(wrong());
    auto started = m_sessions.start(*user, attempt.client, attempt.address, attempt.correlationId);
    if (started)
        forgive(attempt);
    return started;
}

Result<void> SignIn::changePassword(const SessionView& session, const SignInAttempt& attempt, std::string_view present,
                                    std::string_view next)
{
    const auto traceOf = [&](const char* member, std::string message) {
        return Trace{Reason::InvalidPassword, session.userId.text(), std::move(message), {{"member", member}}};
    };
    auto broken = checkPassword(next, session.user);
    for (auto& trace : broken)
        trace = traceOf("newPassword", std::move(trace.message));
    if (broken.empty() && next == present)
        broken.push_back(traceOf("newPassword", "The new password is the present one."));
    if (!broken.empty())
        return refuse(std::move(broken));
    const auto user = m_sessions.user(session.userId);
    const auto verified = judge(attempt, user, present);
    if (!verified)
        return tl::unexpected(verified.error());
    if (!*verified)
        return refuse({traceOf("currentPassword", "The present password is wrong.")});
    const auto hash = m_passwords.hash(next);
    if (!hash)
        return tl::unexpected(hash.error());
    auto written = m_store.change([&](Transaction& transaction) -> Result<void> {
        auto current = transaction.user(session.userId);
        if (!current || current->user.isDisabled || current->passwordHash != user->passwordHash)
            return refuse({traceOf("currentPassword", "The password was changed by somebody else meanwhile.")});
        current->passwordHash = *hash;
        ++current->user.revision;
        transaction.putUser(*current);
        for (const auto& other : transaction.sessionsOf(session.userId)) {
            if (other.id == session.id)
                continue;
            transaction.deleteSession(other.id);
            transaction.append(ownEvent(session, attempt, "session.ended", "session", other.id, "password changed"));
        }
        auto event = ownEvent(session, attempt, "user.updated", "user", session.userId, "");
        event.changes.push_back({"password", nullptr, "changed"});
        transaction.append(std::move(event));
        return {};
    });
    if (written)
        forgive(attempt);
    return written;
}

/// The first refusal of a name is written at once, whether there is such a user or not: waiting for the disk on one
/// side only would tell them apart. What is throttled was not judged and waits for its sum.
void SignIn::refused(const SignInAttempt& attempt, const std::optional<StoredUser>& user, Refusal refusal)
{
    const auto isJudged = refusal == Refusal::Judged;
    const auto name = user ? user->user.name : std::string("unknown");
    Repeats first;
    {
        const std::lock_guard lock(m_mutex);
        const auto isRoom = m_repeats.size() < repeatsMaximum;
        const auto isOwn = isRoom && attempt.user.size() <= nameBytes && (user || isJudged);
        const std::pair key(isOwn ? textKey(attempt.user) : name, isRoom ? attempt.address : std::string());
        const auto [place, isNew] = m_repeats.try_emplace(key);
        auto& repeats = place->second;
        repeats.last = attempt;
        repeats.last.user = name;
        repeats.last.address = key.second;
        repeats.userId = user ? user->user.id.text() : std::string();
        if (isNew)
            repeats.since = std::chrono::steady_clock::now();
        if (!isNew || !isJudged) {
            ++repeats.count;
            return;
        }
        first = repeats;
    }
    write(first, 1);
}

void SignIn::write(const Repeats& repeats, std::int64_t attempts)
{
    Event event;
    event.kind = "session.refused";
    event.objectType = "session";
    event.user = repeats.last.user;
    event.userId = repeats.userId;
    event.client = repeats.last.client;
    event.address = repeats.last.address;
    event.correlationId = repeats.last.correlationId;
    event.changes.push_back({"attempts", nullptr, attempts});
    // A full disk must not turn a refusal into an admission or a crash; the next sum tells again.
    const auto written = m_store.change([&](Transaction& transaction) -> Result<void> {
        transaction.append(event);
        return {};
    });
    if (!written && attempts > 0) {
        const std::lock_guard lock(m_mutex);
        auto& again = m_repeats[{textKey(repeats.last.user), repeats.last.address}];
        if (again.count == 0)
            again = repeats;
        again.count += attempts;
    }
}

void SignIn::flush(bool all)
{
    std::vector<Repeats> due;
    {
        const std::lock_guard lock(m_mutex);
        const auto at = std::chrono::steady_clock::now();
        for (auto one = m_repeats.begin(); one != m_repeats.end();) {
            if (!all && one->second.since + summedOver > at) {
                ++one;
                continue;
            }
            if (one->second.count > 0)
                due.push_back(one->second);
            one = m_repeats.erase(one);
        }
    }
    for (auto& repeats : due) {
        const auto count = repeats.count;
        repeats.count = 0;
        write(repeats, count);
    }
}

} // namespace tokenhouse::server

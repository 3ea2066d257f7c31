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

} // namespace

SignIn::SignIn(Store& store, Sessions& sessions, Passwords& passwords)
    : m_store(store), m_sessions(sessions), m_passwords(passwords)
{}

Result<Sessions::Started> SignIn::attempt(const SignInAttempt& attempt, std::string_view password)
{
    // No user has a longer name: all such tries are one, so that names of any length cost no memory.
    const auto key = attempt.user.size() <= nameBytes ? textKey(attempt.user) : std::string();
    const auto place = throttleAddress(attempt.address);
    const auto user = m_sessions.userByName(attempt.user);
    const auto wait = m_throttle.attempt(key, place, Throttle::Clock::now());
    if (wait.count() > 0) {
        refused(attempt, user, Refusal::Throttled);
        return fail(Fault::Throttled,
                    "Too many failed sign-ins from here. Try again in " + std::to_string(wait.count()) + " s.",
                    {{"retryAfter", wait.count()}});
    }
    const auto usable = user && !user->user.isDisabled;
    const auto verified = m_passwords.verify(usable ? user->passwordHash : std::string(), password);
    if (!verified) {
        m_throttle.withdrawn(key, place);
        return tl::unexpected(verified.error());
    }
    if (!*verified) {
        refused(attempt, user, Refusal::Judged);
        return tl::unexpected(wrong());
    }
    auto started = m_sessions.start(*user, attempt.client, attempt.address, attempt.correlationId);
    if (started)
        m_throttle.succeeded(key, place);
    return started;
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

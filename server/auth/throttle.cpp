#include "server/auth/throttle.h"

#include <algorithm>

#include "core/cidr.h"

namespace tokenhouse::server {

namespace {

constexpr std::size_t entriesMaximum = 20'000;
constexpr auto remembered = std::chrono::minutes(30); // of failures, after the last one

} // namespace

void Throttle::count(Entry& entry, int free, std::chrono::seconds longest, Clock::time_point at)
{
    ++entry.failures;
    entry.last = at;
    const auto over = entry.failures - free;
    if (over >= 0)
        entry.notBefore = at + std::min(longest, std::chrono::seconds(std::int64_t{1} << std::min(over, 12)));
}

/// Until when its next try must wait; what is long past is forgotten.
Throttle::Clock::time_point Throttle::waitOf(Entries& entries, const std::string& key, Clock::time_point at)
{
    const auto found = entries.find(key);
    if (found == entries.end())
        return {};
    if (found->second.last + remembered < at) {
        entries.erase(found);
        return {};
    }
    return found->second.notBefore;
}

void Throttle::uncount(Entries& entries, const std::string& key)
{
    const auto found = entries.find(key);
    if (found == entries.end())
        return;
    found->second.notBefore = {};
    if (--found->second.failures <= 0)
        entries.erase(found);
}

/// Keeps the memory bounded: first what is past, then everything, which only ever makes guessing faster for a moment.
void Throttle::forget(Entries& entries, Clock::time_point at)
{
    if (entries.size() < entriesMaximum)
        return;
    std::erase_if(entries, [at](const auto& one) { return one.second.last + remembered < at; });
    if (entries.size() >= entriesMaximum)
        std::erase_if(entries, [](const auto& one) { return one.second.failures <= 1; });
    if (entries.size() >= entriesMaximum)
        entries.clear();
}

std::chrono::seconds Throttle::attempt(const std::string& userKey, const std::string& address, Clock::time_point at)
{
    const std::lock_guard lock(m_mutex);
    forget(m_users, at);
    forget(m_addresses, at);
    const auto user = userKey + '\n' + address;
    // Only a try that counts is remembered, so that who has to wait cannot fill the memory with names.
    const auto until = std::max(waitOf(m_users, user, at), waitOf(m_addresses, address, at));
    if (until > at)
        return std::chrono::ceil<std::chrono::seconds>(until - at);
    count(m_users[user], freePerUser, longestPerUser, at);
    count(m_addresses[address], freePerAddress, longestPerAddress, at);
    return std::chrono::seconds(0);
}

void Throttle::succeeded(const std::string& userKey, const std::string& address)
{
    const std::lock_guard lock(m_mutex);
    m_users.erase(userKey + '\n' + address);
    // Other users' failures from there stay: one account of one's own must not wash guesses at others away.
    uncount(m_addresses, address);
}

void Throttle::withdrawn(const std::string& userKey, const std::string& address)
{
    const std::lock_guard lock(m_mutex);
    uncount(m_users, userKey + '\n' + address);
    uncount(m_addresses, address);
}

std::size_t Throttle::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_users.size() + m_addresses.size();
}

std::string throttleAddress(const std::string& address)
{
    const auto bytes = parseAddress(address);
    if (!bytes || address.find(':') == std::string::npos)
        return address;
    return std::string(reinterpret_cast<const char*>(bytes->data()), 8);
}

} // namespace tokenhouse::server

#include "server/endpoint/token_table.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace tokenhouse::server {

namespace {

constexpr auto never = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t smallest = 1024;

std::uint32_t fingerprintOf(const std::uint8_t* key)
{
    std::uint32_t value = 0;
    std::memcpy(&value, key, sizeof value);
    return value;
}

std::size_t homeOf(const Uuid& id, std::size_t mask)
{
    return (std::hash<Uuid>{}(id) >> 20) & mask;
}

std::uint64_t slotOf(std::uint32_t fingerprint, std::uint32_t index)
{
    return std::uint64_t{fingerprint} << 32 | (index + 1u);
}

/// Whether an entry that belongs at `home` and lies at `from` may move into the gap at `gap`.
bool mayFill(std::size_t gap, std::size_t from, std::size_t home, std::size_t mask)
{
    return ((from - home) & mask) >= ((from - gap) & mask);
}

std::size_t sizeFor(std::size_t entries)
{
    std::size_t size = smallest;
    while (size * 3 / 4 < entries) {
        size *= 2;
    }
    return size;
}

template <class Table, class Entry>
void insertAt(Table& table, std::size_t home, Entry entry)
{
    const auto mask = table.size() - 1;
    for (auto at = home & mask;; at = (at + 1) & mask) {
        if (table[at] == 0) {
            table[at] = entry;
            return;
        }
    }
}

} // namespace

TokenTable::TokenTable() : m_stripes(std::make_unique<Stripe[]>(stripes))
{
    m_indexes.digests.resize(smallest);
    m_indexes.ids.resize(smallest);
}

TokenTable::Key TokenTable::keyOf(const Digest& digest)
{
    Key key;
    std::memcpy(key.data(), digest.data(), key.size());
    return key;
}

bool TokenTable::holds(const Record& record, const Key& key, std::int64_t& until) const
{
    until = never;
    if (record.hasKey && record.key == key) {
        return true;
    }
    if (record.extra) {
        for (const auto& other : record.extra->secrets) {
            if (other.key == key) {
                until = toMillis(other.until);
                return true;
            }
        }
    }
    return false;
}

bool TokenTable::isAccepted(const Record& record, std::int64_t millis)
{
    return record.isUsable && millis < record.expires;
}

bool TokenTable::isAllowedFrom(const Record& record, std::string_view peer)
{
    if (!record.extra || record.extra->addresses.empty()) {
        return true;
    }
    const auto address = parseAddress(peer);
    return address
           && std::ranges::any_of(record.extra->addresses, [&](const Cidr& one) { return one.contains(*address); });
}

TokenTable::Verdict TokenTable::inspect(const Uuid& id, const std::optional<std::string_view>& peer, Time now) const
{
    Verdict verdict;
    const auto index = find(id);
    if (!index) {
        return verdict;
    }
    const auto& found = record(*index);
    verdict.owner = id;
    if (!isAccepted(found, toMillis(now)) || (peer && !isAllowedFrom(found, *peer))) {
        return verdict;
    }
    verdict.kind = Verdict::Kind::Usable;
    verdict.token = *index;
    verdict.id = id;
    return verdict;
}

TokenTable::Verdict TokenTable::admit(const Digest& digest, std::string_view peer, Time now, Ticks ticks)
{
    const auto key = keyOf(digest);
    const auto fingerprint = fingerprintOf(key.data());
    const auto& slots = m_indexes.digests;
    const auto mask = slots.size() - 1;
    const auto millis = toMillis(now);
    for (auto at = fingerprint & mask; slots[at] != 0; at = (at + 1) & mask) {
        if (slots[at] >> 32 != fingerprint) {
            continue;
        }
        const auto index = static_cast<std::uint32_t>(slots[at]) - 1;
        auto& found = record(index);
        std::int64_t until = never;
        if (!holds(found, key, until)) {
            continue;
        }
        Verdict verdict;
        verdict.owner = found.id;
        verdict.isPrevious = !found.hasKey || found.key != key;
        if (!isAccepted(found, millis) || millis >= until || !isAllowedFrom(found, peer)) {
            return verdict;
        }
        auto& stripe = m_stripes[index % stripes];
        const std::lock_guard lock(stripe.mutex);
        if (!found.usage) {
            found.usage = std::make_unique<Usage>();
            stripe.used.push_back(index);
        }
        auto& usage = *found.usage;
        if (found.window != 0) {
            if (const auto wait = usage.window.admit(found.limit, found.window, ticks); wait != 0) {
                const auto seconds = (std::uint64_t{wait} * 65'536 + 999'999'999) / 1'000'000'000;
                verdict.kind = Verdict::Kind::Limited;
                verdict.token = index;
                verdict.id = found.id;
                verdict.retryAfter = std::chrono::seconds(seconds);
                return verdict;
            }
        }
        ++usage.calls;
        usage.last = std::max(usage.last, now);
        verdict.kind = Verdict::Kind::Usable;
        verdict.token = index;
        verdict.id = found.id;
        return verdict;
    }
    return {};
}

std::vector<UseRecord> TokenTable::takeUses(Ticks ticks)
{
    std::vector<UseRecord> uses;
    for (std::size_t i = 0; i < stripes; ++i) {
        auto& stripe = m_stripes[i];
        const std::lock_guard lock(stripe.mutex);
        std::erase_if(stripe.used, [&](std::uint32_t index) {
            auto& used = record(index);
            if (!used.usage) {
                return true;
            }
            if (used.usage->calls != 0) {
                uses.push_back({used.id, used.usage->last, std::exchange(used.usage->calls, 0)});
                return false;
            }
            if (used.window == 0 || used.usage->window.isIdle(used.window, ticks)) {
                used.usage.reset();
                return true;
            }
            return false;
        });
    }
    return uses;
}

std::uint32_t TokenTable::place(const Uuid& id)
{
    if (const auto found = find(id)) {
        return *found;
    }
    if (auto larger = grown(1)) {
        adopt(*larger);
    }
    std::uint32_t index = 0;
    if (!m_free.empty()) {
        index = m_free.back();
        m_free.pop_back();
    } else {
        index = static_cast<std::uint32_t>(m_records++);
        if (index / chunk == m_chunks.size()) {
            m_chunks.push_back(std::make_unique<Record[]>(chunk));
        }
    }
    record(index).id = id;
    insertId(index);
    ++m_size;
    return index;
}

std::optional<std::uint32_t> TokenTable::find(const Uuid& id) const
{
    const auto& slots = m_indexes.ids;
    const auto mask = slots.size() - 1;
    for (auto at = homeOf(id, mask); slots[at] != 0; at = (at + 1) & mask) {
        if (record(slots[at] - 1).id == id) {
            return slots[at] - 1;
        }
    }
    return std::nullopt;
}

void TokenTable::put(const TokenAccess& token)
{
    const auto index = place(token.id);
    auto& entry = record(index);
    eraseKeys(entry, index);

    entry.expires = token.expiresAt ? toMillis(*token.expiresAt) : never;
    entry.limit = token.rateLimit ? static_cast<std::uint8_t>(token.rateLimit->limit()) : std::uint8_t{0};
    entry.window = token.rateLimit ? ticksOf(token.rateLimit->window()) : 0;
    entry.isUsable = !token.isDisabled && !token.isHeld;

    Extra extra;
    for (const auto& text : token.allowedAddresses) {
        // What cannot be read must not open the token to everybody: an empty block matches nothing that comes.
        extra.addresses.push_back(Cidr::parse(text).value_or(Cidr{}));
    }
    for (const auto& secret : token.secrets) {
        if (secret.role == StoredSecret::Role::Retired) {
            continue;
        }
        if (secret.role == StoredSecret::Role::Current && !secret.until && !entry.hasKey) {
            entry.key = keyOf(secret.digest);
            entry.hasKey = true;
        } else {
            extra.secrets.push_back({keyOf(secret.digest), secret.until.value_or(Time::max())});
        }
    }
    entry.extra =
        extra.addresses.empty() && extra.secrets.empty() ? nullptr : std::make_unique<Extra>(std::move(extra));
    if (auto larger = grown(0)) {
        adopt(*larger);
    }
    if (entry.hasKey) {
        insertKey(entry.key, index);
    }
    if (entry.extra) {
        for (const auto& other : entry.extra->secrets) {
            insertKey(other.key, index);
        }
    }
}

void TokenTable::erase(const Uuid& id)
{
    const auto index = find(id);
    if (!index) {
        return;
    }
    auto& entry = record(*index);
    eraseKeys(entry, *index);
    eraseId(*index);
    entry = Record{};
    m_free.push_back(*index);
    --m_size;
}

void TokenTable::insertKey(const Key& key, std::uint32_t index)
{
    const auto fingerprint = fingerprintOf(key.data());
    if (auto larger = grown(1)) {
        adopt(*larger);
    }
    insertAt(m_indexes.digests, fingerprint, slotOf(fingerprint, index));
    ++m_keys;
}

void TokenTable::eraseKey(const Key& key, std::uint32_t index)
{
    auto& slots = m_indexes.digests;
    const auto mask = slots.size() - 1;
    const auto wanted = slotOf(fingerprintOf(key.data()), index);
    auto gap = fingerprintOf(key.data()) & mask;
    while (slots[gap] != wanted) {
        if (slots[gap] == 0) {
            return;
        }
        gap = (gap + 1) & mask;
    }
    for (auto from = (gap + 1) & mask; slots[from] != 0; from = (from + 1) & mask) {
        if (mayFill(gap, from, (slots[from] >> 32) & mask, mask)) {
            slots[gap] = slots[from];
            gap = from;
        }
    }
    slots[gap] = 0;
    --m_keys;
}

void TokenTable::eraseKeys(Record& entry, std::uint32_t index)
{
    if (entry.hasKey) {
        eraseKey(entry.key, index);
        entry.hasKey = false;
    }
    if (entry.extra) {
        for (const auto& other : entry.extra->secrets) {
            eraseKey(other.key, index);
        }
        entry.extra.reset();
    }
}

void TokenTable::insertId(std::uint32_t index)
{
    insertAt(m_indexes.ids, homeOf(record(index).id, m_indexes.ids.size() - 1), index + 1);
}

void TokenTable::eraseId(std::uint32_t index)
{
    auto& slots = m_indexes.ids;
    const auto mask = slots.size() - 1;
    auto gap = homeOf(record(index).id, mask);
    while (slots[gap] != index + 1) {
        gap = (gap + 1) & mask;
    }
    for (auto from = (gap + 1) & mask; slots[from] != 0; from = (from + 1) & mask) {
        if (mayFill(gap, from, homeOf(record(slots[from] - 1).id, mask), mask)) {
            slots[gap] = slots[from];
            gap = from;
        }
    }
    slots[gap] = 0;
}

std::optional<TokenTable::Indexes> TokenTable::grown(std::size_t tokens) const
{
    // A token may come with a secret and a previous one.
    const auto digests = sizeFor(m_keys + tokens * 2);
    const auto ids = sizeFor(m_size + tokens);
    if (digests <= m_indexes.digests.size() && ids <= m_indexes.ids.size()) {
        return std::nullopt;
    }
    Indexes larger;
    larger.digests.resize(std::max(digests, m_indexes.digests.size()));
    larger.ids.resize(std::max(ids, m_indexes.ids.size()));
    for (const auto slot : m_indexes.digests) {
        if (slot != 0) {
            insertAt(larger.digests, slot >> 32, slot);
        }
    }
    for (const auto slot : m_indexes.ids) {
        if (slot != 0) {
            insertAt(larger.ids, homeOf(record(slot - 1).id, larger.ids.size() - 1), slot);
        }
    }
    return larger;
}

std::size_t TokenTable::bytes() const
{
    return m_chunks.size() * chunk * sizeof(Record) + m_indexes.digests.size() * 8 + m_indexes.ids.size() * 4
           + m_free.capacity() * 4;
}

} // namespace tokenhouse::server

#include "server/store/sqlite/token_columns.h"

#include <array>

#include "core/order_fields.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

constexpr std::string_view listedColumns =
    "SELECT rid, id, is_disabled + 2 * is_held + 4 * (labels <> ''), name, description, owner, created_by, "
    "last_modified_by, created_at, last_modified, expires_at, last_used_at, claim_until, use_count, used_by, rate_limit << 17 | rate_window FROM token";
constexpr int firstWord = 3;
constexpr int firstNumber = firstWord + TokenColumns::wordColumns;
constexpr int limitAt = firstNumber + TokenColumns::numberColumns;
constexpr unsigned windowBits = 17; // a window is at most a day

std::int64_t firstNumberOf(Database& database, std::string_view sql)
{
    auto query = database.query(sql);
    return query.next() ? query.integer(0) : 0;
}

} // namespace

void TokenColumns::update(Database& database)
{
    const auto version = firstNumberOf(database, "SELECT value FROM counter WHERE name='list'");
    if (version == m_version)
        return;
    const auto touched = m_version < 0 ? std::nullopt : m_log.between(m_version, version);
    m_words.update(database);
    if (!touched) {
        load(database);
    } else {
        for (const auto row : *touched) {
            auto query = database.query(std::string(listedColumns) + " WHERE rid=?");
            query.bind(row);
            if (query.next())
                take(query);
            else if (static_cast<std::size_t>(row) < bound())
                m_alive.remove(static_cast<std::size_t>(row));
        }
        for (auto& column : m_rare) {
            if (!column.isLoaded())
                continue;
            for (const auto row : *touched)
                column.take(database, static_cast<std::size_t>(row));
            column.settle();
        }
    }
    m_version = version;
}

void TokenColumns::load(Database& database)
{
    m_alive = RowSet();
    for (auto& column : m_rare)
        column.forget();
    grow(static_cast<std::size_t>(firstNumberOf(database, "SELECT coalesce(max(rid), 0) FROM token")) + 1);
    auto query = database.query(listedColumns);
    while (query.next())
        take(query);
}

void TokenColumns::grow(std::size_t bound)
{
    m_alive.resize(bound);
    m_ids.resize(bound);
    m_flags.resize(bound);
    for (auto& column : m_refs)
        column.resize(bound);
    for (auto& column : m_numbers)
        column.resize(bound);
    m_limits.resize(bound);
}

void TokenColumns::take(const Query& query)
{
    const auto row = static_cast<std::size_t>(query.integer(0));
    if (row >= bound())
        grow(row + 1);
    m_alive.add(row);
    m_ids[row] = query.uuid(1);
    m_flags[row] = static_cast<std::uint8_t>(query.integer(2));
    for (int i = 0; i < wordColumns; ++i)
        m_refs[i][row] = static_cast<std::uint32_t>(query.integer(firstWord + i));
    for (int i = 0; i < numberColumns; ++i)
        m_numbers[i][row] = query.integer(firstNumber + i);
    m_limits[row] = static_cast<std::uint32_t>(query.integer(limitAt));
}

void TokenColumns::need(Database& database, const Order& order)
{
    for (const auto& [field, descending] : order) {
        const auto column = rareColumn(field->name);
        if (column && !m_rare[*column].isLoaded())
            m_rare[*column].load(database, bound());
    }
}

std::optional<TokenColumns::RareColumn> TokenColumns::rareColumn(std::string_view field)
{
    constexpr std::array<std::string_view, rareColumns> names{"labels", "allowedAddresses", "previousSecretUntil",
                                                              "revision"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == field)
            return static_cast<RareColumn>(i);
    }
    return std::nullopt;
}

std::int64_t TokenColumns::ofLimit(NumberColumn column, std::uint32_t packed)
{
    if (packed == 0)
        return absentTime;
    const auto limit = std::int64_t{packed >> windowBits};
    const auto window = std::int64_t{packed & ((1u << windowBits) - 1)};
    return column == Limit ? limit : column == Window ? window : rateForOrder(limit, window);
}

std::uint8_t TokenColumns::state(std::size_t row, std::int64_t now) const
{
    const auto flags = m_flags[row];
    if ((flags & isHeld) != 0)
        return 3;
    if ((flags & isDisabled) != 0)
        return 1;
    if (m_numbers[ExpiresAt][row] <= now)
        return 2;
    return m_numbers[ClaimUntil][row] < absentTime ? 4 : 0;
}

std::string_view TokenColumns::stateWord(std::uint8_t state)
{
    static constexpr std::array<std::string_view, 5> words{"active", "disabled", "expired", "held", "unclaimed"};
    return words[state];
}

} // namespace tokenhouse::server

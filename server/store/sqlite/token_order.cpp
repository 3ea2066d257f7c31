#include "server/store/sqlite/token_order.h"

#include <algorithm>
#include <array>
#include <limits>

#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

using Columns = TokenColumns;

enum class Kind { Word, Number, Disabled, State, Set, RareNumber, Id };

struct Source {
    Kind kind = Kind::Id;
    Columns::WordColumn word = Columns::Name;
    Columns::NumberColumn number = Columns::CreatedAt;
    Columns::RareColumn rare = Columns::Labels;
};

Source sourceOf(const Field& field)
{
    const auto word = [](Columns::WordColumn column) { return Source{.kind = Kind::Word, .word = column}; };
    const auto number = [](Columns::NumberColumn column) { return Source{.kind = Kind::Number, .number = column}; };
    if (field.name == "name")
        return word(Columns::Name);
    if (field.name == "description")
        return word(Columns::Description);
    if (field.name == "owner")
        return word(Columns::Owner);
    if (field.name == "createdBy")
        return word(Columns::CreatedBy);
    if (field.name == "lastModifiedBy")
        return word(Columns::LastModifiedBy);
    if (field.name == "createdAt")
        return number(Columns::CreatedAt);
    if (field.name == "lastModified")
        return number(Columns::LastModified);
    if (field.name == "expiresAt")
        return number(Columns::ExpiresAt);
    if (field.name == "lastUsedAt")
        return number(Columns::LastUsedAt);
    if (field.name == "useCount")
        return number(Columns::UseCount);
    if (field.name == "usedBy")
        return number(Columns::UsedBy);
    if (field.name == "claimUntil")
        return number(Columns::ClaimUntil);
    if (field.name == "rateLimit")
        return number(Columns::Rate);
    if (field.name == "rateLimit.limit")
        return number(Columns::Limit);
    if (field.name == "rateLimit.windowSeconds")
        return number(Columns::Window);
    if (field.name == "isDisabled")
        return {.kind = Kind::Disabled};
    if (field.name == "state")
        return {.kind = Kind::State};
    if (const auto rare = Columns::rareColumn(field.name)) {
        const bool isSet = *rare == Columns::Labels || *rare == Columns::Addresses;
        return {.kind = isSet ? Kind::Set : Kind::RareNumber, .rare = *rare};
    }
    return {};
}

std::uint64_t keyOfNumber(std::int64_t number)
{
    return static_cast<std::uint64_t>(number) ^ (std::uint64_t{1} << 63);
}

/// A number that sorts as the column does, the absent value above all others.
std::uint64_t sortKey(const Columns& columns, const Source& source, std::size_t row, std::int64_t now)
{
    switch (source.kind) {
    case Kind::Word: {
        const auto rank = columns.rank(source.word, row);
        return rank == 0 ? std::numeric_limits<std::uint32_t>::max() : rank;
    }
    case Kind::Number: return keyOfNumber(columns.number(source.number, row));
    case Kind::RareNumber: return keyOfNumber(columns.rare(source.rare).number(row));
    case Kind::Set: {
        const auto rank = columns.rare(source.rare).rank(row);
        return rank == 0 ? std::numeric_limits<std::uint32_t>::max() : rank;
    }
    case Kind::Disabled: return columns.flags(row) & Columns::isDisabled;
    case Kind::State: return columns.state(row, now);
    case Kind::Id: return 0;
    }
    return 0;
}

int sign(std::strong_ordering order)
{
    return std::is_lt(order) ? -1 : std::is_gt(order) ? 1 : 0;
}

struct Keyed {
    std::uint64_t key;
    std::uint32_t row;
};

/// Least significant digits first, 11 bits at a time, and only the digits that differ.
void radixSort(std::vector<Keyed>& items, std::uint64_t highest)
{
    constexpr unsigned digit = 11;
    constexpr std::size_t buckets = std::size_t{1} << digit;
    std::vector<Keyed> other(items.size());
    for (unsigned shift = 0; shift < 64 && (highest >> shift) != 0; shift += digit) {
        std::array<std::size_t, buckets> starts{};
        for (const auto& item : items)
            ++starts[item.key >> shift & (buckets - 1)];
        std::size_t sum = 0;
        for (auto& start : starts) {
            const auto count = start;
            start = sum;
            sum += count;
        }
        for (const auto& item : items)
            other[starts[item.key >> shift & (buckets - 1)]++] = item;
        items.swap(other);
    }
}

} // namespace

std::vector<std::uint32_t> rowsById(const Columns& columns)
{
    // By the first eight bytes, then exactly where those are equal.
    std::vector<Keyed> items;
    for (std::size_t row = 0; row < columns.bound(); ++row) {
        if (!columns.alive().has(row))
            continue;
        std::uint64_t key = 0;
        for (std::size_t i = 0; i < 8; ++i)
            key = key << 8 | columns.id(row).bytes()[i];
        items.push_back({key, static_cast<std::uint32_t>(row)});
    }
    radixSort(items, std::numeric_limits<std::uint64_t>::max());
    for (std::size_t begin = 0; begin < items.size();) {
        auto end = begin + 1;
        while (end < items.size() && items[end].key == items[begin].key)
            ++end;
        std::sort(items.begin() + static_cast<std::ptrdiff_t>(begin), items.begin() + static_cast<std::ptrdiff_t>(end),
                  [&](const Keyed& a, const Keyed& b) { return columns.id(a.row) < columns.id(b.row); });
        begin = end;
    }
    std::vector<std::uint32_t> rows;
    rows.reserve(items.size());
    for (const auto& item : items)
        rows.push_back(item.row);
    return rows;
}

void sortStably(std::vector<std::uint32_t>& rows, const Columns& columns, const OrderColumn& by, std::int64_t now)
{
    const auto source = sourceOf(*by.field);
    std::vector<Keyed> items;
    items.reserve(rows.size());
    auto lowest = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t highest = 0; // but for the absent value of times, which would cost digits
    const auto absent = keyOfNumber(absentTime);
    for (const auto row : rows) {
        const auto key = sortKey(columns, source, row, now);
        items.push_back({key, row});
        lowest = std::min(lowest, key);
        if (key != absent)
            highest = std::max(highest, key);
    }
    highest = std::max(highest, lowest == absent ? 0 : lowest);
    const auto range = highest >= lowest ? highest - lowest + 1 : 0;
    for (auto& item : items) {
        const auto key = item.key == absent ? range : item.key - lowest;
        item.key = by.descending ? range - key : key;
    }
    radixSort(items, range);
    for (std::size_t i = 0; i < items.size(); ++i)
        rows[i] = items[i].row;
}

int compareRows(const Columns& columns, const Field& field, std::size_t a, std::size_t b, std::int64_t now)
{
    const auto source = sourceOf(field);
    if (source.kind == Kind::Id)
        return sign(columns.id(a) <=> columns.id(b));
    return sign(sortKey(columns, source, a, now) <=> sortKey(columns, source, b, now));
}

std::vector<SqlValue> cursorValuesOf(const Columns& columns, const Order& order, std::size_t row, std::int64_t now)
{
    std::vector<SqlValue> values;
    for (const auto& column : order) {
        const auto source = sourceOf(*column.field);
        switch (source.kind) {
        case Kind::Word: {
            const auto rank = columns.rank(source.word, row);
            values.emplace_back(std::int64_t{rank == 0});
            values.emplace_back(std::string(columns.words().key(rank)));
            break;
        }
        case Kind::Number: values.emplace_back(columns.number(source.number, row)); break;
        case Kind::RareNumber: values.emplace_back(columns.rare(source.rare).number(row)); break;
        case Kind::Set: {
            const auto& key = columns.rare(source.rare).key(row);
            values.emplace_back(std::int64_t{key.empty()});
            values.emplace_back(key);
            break;
        }
        case Kind::Disabled: values.emplace_back(std::int64_t{columns.flags(row) & Columns::isDisabled}); break;
        case Kind::State: values.emplace_back(std::string(Columns::stateWord(columns.state(row, now)))); break;
        case Kind::Id: values.emplace_back(columns.id(row)); return values;
        }
    }
    values.emplace_back(columns.id(row));
    return values;
}

CursorComparer::CursorComparer(const Columns& columns, const Order& order, const std::vector<SqlValue>& cursor,
                               std::int64_t now)
    : m_columns(columns), m_order(order), m_cursor(cursor), m_now(now)
{
    std::size_t at = 0;
    for (const auto& column : order) {
        const auto kind = sourceOf(*column.field).kind;
        const bool isWord = kind == Kind::Word;
        const auto* key = isWord && at + 1 < cursor.size() ? std::get_if<std::string>(&cursor[at + 1]) : nullptr;
        m_words.push_back(key ? columns.words().equal(*key) : WordTable::Range{});
        at += isWord || kind == Kind::Set ? 2 : 1;
    }
}

bool CursorComparer::isAfterCursor(std::size_t row) const
{
    // Values of a wrong kind cannot come from our own cursors, which are signed; they compare as equal.
    const auto compare = [](const auto& mine, const SqlValue& value) {
        using Value = std::remove_cvref_t<decltype(mine)>;
        const auto* theirs = std::get_if<Value>(&value);
        return theirs ? sign(mine <=> *theirs) : 0;
    };
    std::size_t at = 0;
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        const auto source = sourceOf(*m_order[i].field);
        int compared = 0;
        switch (source.kind) {
        case Kind::Word: {
            const auto rank = m_columns.rank(source.word, row);
            compared = compare(std::int64_t{rank == 0}, m_cursor[at]);
            if (compared == 0 && rank != 0)
                compared = rank < m_words[i].first ? -1 : rank >= m_words[i].last ? 1 : 0;
            ++at;
            break;
        }
        case Kind::Number: compared = compare(m_columns.number(source.number, row), m_cursor[at]); break;
        case Kind::RareNumber: compared = compare(m_columns.rare(source.rare).number(row), m_cursor[at]); break;
        case Kind::Set: {
            const auto& key = m_columns.rare(source.rare).key(row);
            compared = compare(std::int64_t{key.empty()}, m_cursor[at]);
            if (compared == 0)
                compared = compare(key, m_cursor[at + 1]);
            ++at;
            break;
        }
        case Kind::Disabled:
            compared = compare(std::int64_t{m_columns.flags(row) & Columns::isDisabled}, m_cursor[at]);
            break;
        case Kind::State:
            compared = compare(std::string(Columns::stateWord(m_columns.state(row, m_now))), m_cursor[at]);
            break;
        case Kind::Id:
            compared = compare(m_columns.id(row), m_cursor[at]);
            return m_order[i].descending ? compared < 0 : compared > 0;
        }
        if (compared != 0)
            return m_order[i].descending ? compared < 0 : compared > 0;
        ++at;
    }
    return compare(m_columns.id(row), m_cursor.back()) > 0;
}

} // namespace tokenhouse::server

#include <algorithm>
#include <array>

#include "server/store/sqlite/schema.h"
#include "server/store/sqlite/token_lists.h"

// The filter's reader over the columns in memory. It answers as filter_sql.cpp does.
namespace tokenhouse::server {

namespace {

using Columns = TokenColumns;

std::optional<Columns::WordColumn> wordColumn(std::string_view field)
{
    constexpr std::array<std::pair<std::string_view, Columns::WordColumn>, 5> columns{
        {{"name", Columns::Name},
         {"description", Columns::Description},
         {"owner", Columns::Owner},
         {"createdBy", Columns::CreatedBy},
         {"lastModifiedBy", Columns::LastModifiedBy}}};
    for (const auto& [name, column] : columns) {
        if (name == field)
            return column;
    }
    return std::nullopt;
}

std::optional<Columns::NumberColumn> numberColumn(std::string_view field)
{
    constexpr std::array<std::pair<std::string_view, Columns::NumberColumn>, 8> columns{
        {{"createdAt", Columns::CreatedAt},
         {"lastModified", Columns::LastModified},
         {"expiresAt", Columns::ExpiresAt},
         {"lastUsedAt", Columns::LastUsedAt},
         {"useCount", Columns::UseCount},
         {"usedBy", Columns::UsedBy},
         {"rateLimit.limit", Columns::Limit},
         {"rateLimit.windowSeconds", Columns::Window}}};
    for (const auto& [name, column] : columns) {
        if (name == field)
            return column;
    }
    return std::nullopt;
}

template <class T, class Holds>
RowSet byOperator(std::size_t bound, CompareOp op, const T& operand, const Holds& valueAt)
{
    switch (op) {
    case CompareOp::Equal:
    case CompareOp::Has: return RowSet::where(bound, [&](std::size_t row) { return valueAt(row) == operand; });
    case CompareOp::NotEqual: return RowSet::where(bound, [&](std::size_t row) { return valueAt(row) != operand; });
    case CompareOp::Less: return RowSet::where(bound, [&](std::size_t row) { return valueAt(row) < operand; });
    case CompareOp::LessEqual: return RowSet::where(bound, [&](std::size_t row) { return valueAt(row) <= operand; });
    case CompareOp::Greater: return RowSet::where(bound, [&](std::size_t row) { return valueAt(row) > operand; });
    case CompareOp::GreaterEqual: return RowSet::where(bound, [&](std::size_t row) { return valueAt(row) >= operand; });
    }
    return RowSet(bound);
}

RowSet selectWords(const Columns& columns, Columns::WordColumn column, CompareOp op, const TextOperand& operand)
{
    const auto bound = columns.bound();
    const auto& words = columns.words();
    const bool without = op == CompareOp::NotEqual;
    if (operand.pattern == Pattern::Suffix || operand.pattern == Pattern::Contains) {
        const auto fitting = words.fitting(operand);
        return RowSet::where(bound, [&](std::size_t row) {
            const auto rank = columns.rank(column, row);
            return rank != 0 && fitting.has(rank) != without;
        });
    }
    const auto range = operand.pattern == Pattern::Prefix
                           ? words.startingWith(operand.key)
                           : words.comparing(without ? CompareOp::Equal : op, operand.key);
    return RowSet::where(bound, [&](std::size_t row) {
        const auto rank = columns.rank(column, row);
        return rank != 0 && range.has(rank) != without;
    });
}

RowSet selectRows(Database& database, const Sql& sql, std::size_t bound)
{
    RowSet rows(bound);
    auto query = database.once(sql.text);
    bindAll(query, sql.values);
    while (query.next()) {
        if (const auto row = static_cast<std::size_t>(query.integer(0)); row < bound)
            rows.add(row);
    }
    return rows;
}

bool canBeInId(std::string_view text)
{
    return std::ranges::all_of(text,
                               [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; });
}

bool fits(std::string_view key, const TextOperand& operand)
{
    switch (operand.pattern) {
    case Pattern::Exact: return key == operand.key;
    case Pattern::Prefix: return key.starts_with(operand.key);
    case Pattern::Suffix: return key.ends_with(operand.key);
    case Pattern::Contains: return key.find(operand.key) != std::string_view::npos;
    }
    return false;
}

void writeId(const Uuid& id, std::array<char, 36>& text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[at++] = '-';
        text[at++] = digits[id.bytes()[i] >> 4];
        text[at++] = digits[id.bytes()[i] & 15];
    }
}

} // namespace

RowSet TokenLists::select(Database& database, Schema schema, const FilterNode& node, std::int64_t now) const
{
    switch (node.kind) {
    case FilterNode::Kind::All: return m_columns.alive();
    case FilterNode::Kind::And:
    case FilterNode::Kind::Or: {
        auto rows = select(database, schema, node.children.front(), now);
        for (std::size_t i = 1; i < node.children.size(); ++i) {
            const auto others = select(database, schema, node.children[i], now);
            if (node.kind == FilterNode::Kind::And)
                rows &= others;
            else
                rows |= others;
        }
        return rows;
    }
    case FilterNode::Kind::Not: {
        auto rows = select(database, schema, node.children.front(), now);
        return rows.complementIn(m_columns.alive());
    }
    case FilterNode::Kind::Compare: return selectCompared(database, node, now);
    case FilterNode::Kind::Present: return selectPresent(node);
    case FilterNode::Kind::Search: return selectSearched(node);
    }
    return RowSet(m_columns.bound());
}

RowSet TokenLists::selectCompared(Database& database, const FilterNode& node, std::int64_t now) const
{
    const auto bound = m_columns.bound();
    const auto name = node.field->name;
    if (const auto word = wordColumn(name))
        return selectWords(m_columns, *word, node.op, std::get<TextOperand>(node.operand));
    if (const auto number = numberColumn(name)) {
        const auto* time = std::get_if<Time>(&node.operand);
        const auto operand = time ? toMillis(*time) : std::get<std::int64_t>(node.operand);
        const auto valueAt = [&](std::size_t row) { return m_columns.number(*number, row); };
        auto rows = byOperator(bound, node.op, operand, valueAt);
        const bool takesAbsent = node.op == CompareOp::NotEqual || node.op == CompareOp::Greater
                                 || node.op == CompareOp::GreaterEqual || operand == absentTime;
        if (node.field->nullable && takesAbsent)
            rows &= RowSet::where(bound, [&](std::size_t row) { return valueAt(row) != absentTime; });
        return rows;
    }
    if (name == "isDisabled") {
        return byOperator(bound, node.op, std::get<bool>(node.operand),
                          [&](std::size_t row) { return (m_columns.flags(row) & Columns::isDisabled) != 0; });
    }
    if (name == "state") {
        // The states are numbered in the order of their words.
        std::array<bool, 5> accepted{};
        const auto& operand = std::get<std::string>(node.operand);
        const auto words = byOperator(accepted.size(), node.op, std::string_view(operand), [](std::size_t state) {
            return Columns::stateWord(static_cast<std::uint8_t>(state));
        });
        for (std::size_t i = 0; i < accepted.size(); ++i)
            accepted[i] = words.has(i);
        return RowSet::where(bound, [&](std::size_t row) { return accepted[m_columns.state(row, now)]; });
    }
    if (name == "id") {
        return byOperator(bound, node.op, std::get<Uuid>(node.operand),
                          [&](std::size_t row) -> const Uuid& { return m_columns.id(row); });
    }
    Sql sql{"SELECT token FROM token_label WHERE word IN (", {}};
    sql.append(wordsThat(CompareOp::Equal, std::get<TextOperand>(node.operand))).add(")");
    return selectRows(database, sql, bound);
}

RowSet TokenLists::selectPresent(const FilterNode& node) const
{
    const auto bound = m_columns.bound();
    const auto name = node.field->name;
    if (const auto word = wordColumn(name))
        return RowSet::where(bound, [&](std::size_t row) { return m_columns.rank(*word, row) != 0; });
    if (const auto number = numberColumn(name); number && node.field->nullable)
        return RowSet::where(bound, [&](std::size_t row) { return m_columns.number(*number, row) != absentTime; });
    if (name == "labels")
        return RowSet::where(bound, [&](std::size_t row) { return (m_columns.flags(row) & Columns::hasLabels) != 0; });
    return m_columns.alive();
}

RowSet TokenLists::selectSearched(const FilterNode& node) const
{
    const auto bound = m_columns.bound();
    const auto& operand = std::get<TextOperand>(node.operand);
    const auto& words = m_columns.words();
    RowSet fitting(words.ranks());
    if (operand.pattern == Pattern::Suffix || operand.pattern == Pattern::Contains) {
        fitting = words.fitting(operand);
    } else {
        const auto range =
            operand.pattern == Pattern::Prefix ? words.startingWith(operand.key) : words.equal(operand.key);
        for (auto rank = range.first; rank < range.last; ++rank)
            fitting.add(rank);
    }
    auto rows = RowSet::where(bound, [&](std::size_t row) {
        for (const auto column :
             {Columns::Name, Columns::Description, Columns::Owner, Columns::CreatedBy, Columns::LastModifiedBy}) {
            const auto rank = m_columns.rank(column, row);
            if (rank != 0 && fitting.has(rank))
                return true;
        }
        return false;
    });
    if (canBeInId(operand.key)) {
        std::array<char, 36> text{};
        rows |= RowSet::where(bound, [&](std::size_t row) {
            writeId(m_columns.id(row), text);
            return fits({text.data(), text.size()}, operand);
        });
    }
    return rows;
}

} // namespace tokenhouse::server

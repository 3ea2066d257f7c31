#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/filter.h"

namespace tokenhouse::server {

/// How a field of the filter language lies in a table.
enum class ColumnKind {
    Word,     ///< ref of a word, 0 = absent
    EnumWord, ///< ref of a word whose text is compared as it stands
    Key,      ///< a text kept as its key, '' = absent
    Integer,
    OptionalInteger, ///< absentTime = absent
    Instant,         ///< absentTime = absent
    Boolean,
    Id,            ///< 16 bytes
    State,         ///< computed from four columns and the time
    Labels,        ///< rows of token_label
    AllowedTokens, ///< rows of definition_token
    Methods,       ///< bits
    Related,       ///< rows of event_related
    FieldNames,    ///< names framed by newlines
};

struct ListColumn {
    std::string_view field;
    ColumnKind kind;
    std::string_view name; ///< of the column in SQL; empty when there is none
};

struct ListTable {
    std::string_view name;
    std::string_view row; ///< the integer primary key
    std::string_view id;  ///< what ties are broken by
    std::span<const ListColumn> columns;

    const ListColumn& column(const Field& field) const;
};

const ListTable& tokenTable();
const ListTable& definitionTable();
const ListTable& eventTable();

/// SQL with the values for its question marks, in order.
using SqlValue = std::variant<std::int64_t, std::string, Uuid>;
struct Sql {
    std::string text;
    std::vector<SqlValue> values;

    Sql& add(std::string_view more)
    {
        text += more;
        return *this;
    }
    Sql& value(SqlValue one)
    {
        values.push_back(std::move(one));
        return *this;
    }
    Sql& append(const Sql& other)
    {
        text += other.text;
        values.insert(values.end(), other.values.begin(), other.values.end());
        return *this;
    }
};

/// A select of the refs of all words that fit.
Sql wordsThat(CompareOp op, const TextOperand& operand);
/// An expression over the row of `table` (by that name) that is 1 or 0, never NULL.
Sql condition(const ListTable& table, const Filter& filter, Time now);
Sql condition(const ListTable& table, Schema schema, const FilterNode& node, Time now);
/// The word of a token's state as an SQL expression.
Sql stateExpression(Time now);

} // namespace tokenhouse::server

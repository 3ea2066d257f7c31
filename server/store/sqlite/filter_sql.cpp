#include <algorithm>

#include "core/method.h"
#include "core/text.h"
#include "core/token.h"
#include "server/store/sqlite/list_table.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

constexpr std::string_view absentTimeText = "9223372036854775807";
constexpr std::size_t trigram = 3;

std::string_view symbol(CompareOp op)
{
    switch (op) {
    case CompareOp::Equal:
    case CompareOp::Has: return "=";
    case CompareOp::NotEqual: return "<>";
    case CompareOp::Less: return "<";
    case CompareOp::LessEqual: return "<=";
    case CompareOp::Greater: return ">";
    case CompareOp::GreaterEqual: return ">=";
    }
    return "=";
}

std::string ftsPhrase(std::string_view text)
{
    std::string phrase = "\"";
    for (const char c : text) {
        if (c == '"')
            phrase += '"';
        phrase += c;
    }
    return phrase + '"';
}

/// `key` is an expression of a text that is its own key; NULL and '' do not occur.
Sql keyThat(std::string_view key, CompareOp op, const TextOperand& operand)
{
    Sql sql;
    const std::string column(key);
    const auto size = static_cast<std::int64_t>(operand.key.size());
    switch (operand.pattern) {
    case Pattern::Exact: return sql.add(column + symbol(op).data() + "?").value(operand.key);
    case Pattern::Prefix:
        // Keys are UTF-8: no byte of one is FF, so this is the end of all that begins with the operand.
        return sql.add("(" + column + ">=? AND " + column + "<CAST(?||x'FF' AS TEXT))")
            .value(operand.key)
            .value(operand.key);
    case Pattern::Suffix:
        return sql
            .add("(length(CAST(" + column + " AS BLOB))>=? AND substr(CAST(" + column
                 + " AS BLOB),-?)=CAST(? AS BLOB))")
            .value(size)
            .value(size)
            .value(operand.key);
    case Pattern::Contains: return sql.add("instr(" + column + ",?)>0").value(operand.key);
    }
    return sql.add("0");
}

bool usesTrigrams(const TextOperand& operand)
{
    return (operand.pattern == Pattern::Contains || operand.pattern == Pattern::Suffix)
           && codePoints(operand.key) >= trigram && operand.key.find('\0') == std::string::npos;
}

Sql wordCondition(std::string_view column, CompareOp op, const TextOperand& operand)
{
    const std::string name(column);
    const bool without = op == CompareOp::NotEqual;
    Sql sql;
    sql.add(without ? "(" + name + "<>0 AND " + name + " NOT IN (" : "(" + name + " IN (");
    return sql.append(wordsThat(without ? CompareOp::Equal : op, operand)).add("))");
}

Sql keyCondition(std::string_view column, CompareOp op, const TextOperand& operand)
{
    const std::string name(column);
    Sql sql;
    sql.add("(" + name + "<>'' AND ");
    if (op == CompareOp::NotEqual)
        return sql.add("NOT ").append(keyThat(column, CompareOp::Equal, operand)).add(")");
    return sql.append(keyThat(column, op, operand)).add(")");
}

Sql plainCondition(std::string_view column, CompareOp op, SqlValue value)
{
    return Sql{std::string(column) + symbol(op).data() + "?", {std::move(value)}};
}

Sql setCondition(const ListTable& table, const ListColumn& column, const Operand& operand)
{
    Sql sql;
    const std::string row(table.row);
    if (column.kind == ColumnKind::Labels) {
        sql.add(row + " IN (SELECT token FROM token_label WHERE word IN (");
        return sql.append(wordsThat(CompareOp::Equal, std::get<TextOperand>(operand))).add("))");
    }
    if (column.kind == ColumnKind::AllowedTokens) {
        return sql
            .add(row
                 + " IN (SELECT definition FROM definition_token "
                   "WHERE token=(SELECT rid FROM token WHERE id=?))")
            .value(std::get<Uuid>(operand));
    }
    if (column.kind == ColumnKind::Related) {
        return sql.add(row + " IN (SELECT sequence FROM event_related WHERE id=?)")
            .value(std::get<Uuid>(operand).text());
    }
    const auto& word = std::get<std::string>(operand);
    if (column.kind == ColumnKind::Methods) {
        const auto method = methodFromName(word);
        const auto bit = method ? std::int64_t{1} << static_cast<unsigned>(*method) : std::int64_t{0};
        return sql.add("(" + std::string(column.name) + "&?)<>0").value(bit);
    }
    return sql.add("instr(" + std::string(column.name) + ",?)>0").value("\n" + word + "\n");
}

Sql comparison(const ListTable& table, const FilterNode& node, Time now)
{
    const auto& column = table.column(*node.field);
    switch (column.kind) {
    case ColumnKind::Word: return wordCondition(column.name, node.op, std::get<TextOperand>(node.operand));
    case ColumnKind::Key: return keyCondition(column.name, node.op, std::get<TextOperand>(node.operand));
    case ColumnKind::EnumWord: {
        Sql sql{std::string(column.name) + " IN (SELECT ref FROM word WHERE text" + symbol(node.op).data() + "?)",
                {std::get<std::string>(node.operand)}};
        return sql;
    }
    case ColumnKind::State: {
        auto sql = stateExpression(now);
        return sql.add(symbol(node.op)).add("?").value(std::get<std::string>(node.operand));
    }
    case ColumnKind::Integer: return plainCondition(column.name, node.op, std::get<std::int64_t>(node.operand));
    case ColumnKind::Boolean: return plainCondition(column.name, node.op, std::int64_t{std::get<bool>(node.operand)});
    case ColumnKind::Id: return plainCondition(column.name, node.op, std::get<Uuid>(node.operand));
    case ColumnKind::OptionalInteger:
    case ColumnKind::Instant: {
        const auto* time = std::get_if<Time>(&node.operand);
        Sql sql{"(" + std::string(column.name) + symbol(node.op).data() + "?",
                {time ? toMillis(*time) : std::get<std::int64_t>(node.operand)}};
        return sql.add(" AND " + std::string(column.name) + "<").add(absentTimeText).add(")");
    }
    case ColumnKind::Labels:
    case ColumnKind::AllowedTokens:
    case ColumnKind::Related:
    case ColumnKind::Methods:
    case ColumnKind::FieldNames: return setCondition(table, column, node.operand);
    }
    return Sql{"0", {}};
}

Sql presence(const ListTable& table, const FilterNode& node)
{
    const auto& column = table.column(*node.field);
    const std::string name(column.name);
    const std::string row(table.row);
    switch (column.kind) {
    case ColumnKind::Word:
    case ColumnKind::EnumWord:
    case ColumnKind::Methods: return Sql{name + "<>0", {}};
    case ColumnKind::Key:
    case ColumnKind::FieldNames: return Sql{name + "<>''", {}};
    case ColumnKind::OptionalInteger:
    case ColumnKind::Instant: return Sql{name + "<" + std::string(absentTimeText), {}};
    case ColumnKind::Labels: return Sql{row + " IN (SELECT token FROM token_label)", {}};
    case ColumnKind::AllowedTokens: return Sql{row + " IN (SELECT definition FROM definition_token)", {}};
    case ColumnKind::Related: return Sql{row + " IN (SELECT sequence FROM event_related)", {}};
    case ColumnKind::Integer:
    case ColumnKind::Boolean:
    case ColumnKind::Id:
    case ColumnKind::State: return Sql{"1", {}};
    }
    return Sql{"0", {}};
}

/// The text of an id as people see it.
std::string idText(std::string_view column)
{
    const auto hex = "lower(hex(" + std::string(column) + "))";
    return "(substr(" + hex + ",1,8)||'-'||substr(" + hex + ",9,4)||'-'||substr(" + hex + ",13,4)||'-'||substr(" + hex
           + ",17,4)||'-'||substr(" + hex + ",21))";
}

bool canBeInId(std::string_view text)
{
    return std::ranges::all_of(text,
                               [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; });
}

Sql search(const ListTable& table, Schema schema, const FilterNode& node)
{
    const auto& operand = std::get<TextOperand>(node.operand);
    Sql sql{"(0", {}};
    for (const auto& field : schema) {
        if (!field.searched)
            continue;
        const auto& column = table.column(field);
        if (column.kind == ColumnKind::Id) {
            if (canBeInId(operand.key))
                sql.add(" OR ").append(keyThat(idText(column.name), CompareOp::Equal, operand));
        } else if (column.kind == ColumnKind::Word) {
            sql.add(" OR ").append(wordCondition(column.name, CompareOp::Equal, operand));
        } else if (column.kind == ColumnKind::Key) {
            sql.add(" OR ").append(keyCondition(column.name, CompareOp::Equal, operand));
        }
    }
    return sql.add(")");
}

} // namespace

Sql wordsThat(CompareOp op, const TextOperand& operand)
{
    Sql sql;
    if (!usesTrigrams(operand))
        return sql.add("SELECT ref FROM word WHERE ").append(keyThat("key", op, operand));
    const auto phrase = ftsPhrase(operand.key);
    if (operand.pattern == Pattern::Contains) {
        sql.add("SELECT rowid FROM word_trigram WHERE word_trigram MATCH ?").value(phrase);
    } else {
        sql.add("SELECT ref FROM word WHERE ref IN (SELECT rowid FROM word_trigram WHERE word_trigram MATCH ?) AND ")
            .value(phrase)
            .append(keyThat("key", op, operand));
    }
    // The index follows in blocks: the newest words are looked through.
    sql.add(" UNION ALL SELECT ref FROM word WHERE ref>(SELECT value FROM counter WHERE name='trigram') AND ");
    return sql.append(keyThat("key", op, operand));
}

Sql stateExpression(Time now)
{
    const auto at = std::to_string(toMillis(now));
    Sql sql;
    sql.add("(CASE WHEN token.is_held THEN 'held' WHEN token.is_disabled THEN 'disabled' WHEN token.expires_at<=");
    sql.add(at).add(" THEN 'expired' WHEN token.claim_until<").add(absentTimeText);
    return sql.add(" THEN 'unclaimed' ELSE 'active' END)");
}

Sql condition(const ListTable& table, Schema schema, const FilterNode& node, Time now)
{
    switch (node.kind) {
    case FilterNode::Kind::All: return Sql{"1", {}};
    case FilterNode::Kind::And:
    case FilterNode::Kind::Or: {
        Sql sql{"(", {}};
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            if (i > 0)
                sql.add(node.kind == FilterNode::Kind::And ? " AND " : " OR ");
            sql.append(condition(table, schema, node.children[i], now));
        }
        return sql.add(")");
    }
    case FilterNode::Kind::Not: {
        Sql sql{"NOT (", {}};
        return sql.append(condition(table, schema, node.children.front(), now)).add(")");
    }
    case FilterNode::Kind::Compare: return comparison(table, node, now);
    case FilterNode::Kind::Present: return presence(table, node);
    case FilterNode::Kind::Search: return search(table, schema, node);
    }
    return Sql{"0", {}};
}

Sql condition(const ListTable& table, const Filter& filter, Time now)
{
    return condition(table, filter.schema, filter.root, now);
}

} // namespace tokenhouse::server

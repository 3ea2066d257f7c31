#include "server/store/sqlite/list_reader.h"

#include <charconv>
#include <optional>
#include <system_error>

#include "core/json.h"
#include "core/method.h"
#include "core/text.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

constexpr std::string_view idMark =
    "id:"; ///< ids stand in cursors as text with this mark, so that they differ from keys
constexpr std::string_view keyMark = "k:";
constexpr std::size_t fewRows = 500;

SqlValue valueAt(const Query& query, int column, bool isId, bool isInteger)
{
    if (isInteger)
        return query.integer(column);
    if (isId)
        return query.uuid(column);
    return query.string(column);
}

struct TermKind {
    bool isId = false;
    bool isInteger = true;
};

/// A set as its texts' keys one after the other, as orderValue() says; nothing for what is no set.
std::optional<std::string> setText(const ListColumn& column)
{
    const std::string name(column.name);
    switch (column.kind) {
    case ColumnKind::Labels:
        return "coalesce((SELECT group_concat(key,char(10)) FROM (SELECT key FROM token_label JOIN word ON "
               "word.ref=token_label.word WHERE token_label.token=token.rid ORDER BY key)),'')";
    case ColumnKind::Methods: {
        std::string text;
        for (std::size_t i = 0; i < methodCount; ++i) {
            const auto bit = std::to_string(std::size_t{1} << i);
            text.append(i == 0 ? "(" : "||").append("CASE WHEN (").append(name).append("&").append(bit);
            text.append(")<>0 THEN char(10)||'").append(textKey(methodName(static_cast<Method>(i))));
            text.append("' ELSE '' END");
        }
        return text + ")";
    }
    case ColumnKind::FieldNames: return "lower(" + name + ")";
    default: return std::nullopt;
    }
}

/// Which kind each term has, in the same order as sortTerms.
std::vector<TermKind> termKinds(const ListTable& table, const Order& order)
{
    std::vector<TermKind> kinds;
    for (const auto& column : order) {
        switch (table.column(*column.field).kind) {
        case ColumnKind::Word:
        case ColumnKind::EnumWord:
        case ColumnKind::Key:
        case ColumnKind::Labels:
        case ColumnKind::Methods:
        case ColumnKind::FieldNames:
            kinds.push_back({false, true});
            kinds.push_back({false, false});
            break;
        case ColumnKind::State: kinds.push_back({false, false}); break;
        case ColumnKind::Id: kinds.push_back({true, false}); break;
        default: kinds.push_back({});
        }
    }
    const bool byNumber = table.id == table.row;
    kinds.push_back({!byNumber, byNumber});
    return kinds;
}

/// True for rows that come after the given values.
Sql afterClause(const std::vector<SortTerm>& terms, const std::vector<SqlValue>& values)
{
    Sql sql{"(", {}};
    for (std::size_t i = 0; i < terms.size(); ++i) {
        sql.add(i == 0 ? "(" : " OR (");
        for (std::size_t j = 0; j < i; ++j)
            sql.append(terms[j].expression).add("=? AND ").value(values[j]);
        sql.append(terms[i].expression).add(terms[i].descending ? "<?)" : ">?)").value(values[i]);
    }
    return sql.add(")");
}

std::int64_t countRows(Database& database, const ListTable& table, const ListQuery& query, const Sql& where)
{
    const std::string name(table.name);
    // Events have no holes, and are the one table that is long without bound.
    if (query.filter.isAll() && table.id == table.row) {
        auto last = database.query("SELECT coalesce(max(sequence), 0) FROM event");
        return last.next() ? last.integer(0) : 0;
    }
    const auto text = "SELECT count(*) FROM " + name + (query.filter.isAll() ? std::string() : " WHERE " + where.text);
    auto count = database.once(text);
    if (!query.filter.isAll())
        bindAll(count, where.values);
    return count.next() ? count.integer(0) : 0;
}

} // namespace

std::vector<std::int64_t> countRows(Database& database, const ListTable& table, const std::vector<Filter>& filters,
                                    Time now)
{
    std::vector<std::int64_t> counts;
    for (const auto& filter : filters) {
        ListQuery query;
        query.filter = filter;
        counts.push_back(countRows(database, table, query, condition(table, filter, now)));
    }
    return counts;
}

void bindAll(Query& query, const std::vector<SqlValue>& values)
{
    for (const auto& value : values) {
        if (const auto* number = std::get_if<std::int64_t>(&value))
            query.bind(*number);
        else if (const auto* text = std::get_if<std::string>(&value))
            query.bind(std::string_view(*text));
        else
            query.bind(std::get<Uuid>(value));
    }
}

std::vector<SortTerm> sortTerms(const ListTable& table, const Order& order, Time now)
{
    std::vector<SortTerm> terms;
    for (const auto& [field, descending] : order) {
        const auto& column = table.column(*field);
        const std::string name(column.name);
        if (const auto text = setText(column)) {
            terms.push_back({Sql{"(" + *text + "='')", {}}, descending});
            terms.push_back({Sql{*text, {}}, descending});
            continue;
        }
        switch (column.kind) {
        case ColumnKind::Word:
            // Absent texts come last ascending and first descending.
            terms.push_back({Sql{"(" + name + "=0)", {}}, descending});
            terms.push_back({Sql{"coalesce((SELECT key FROM word WHERE ref=" + name + "),'')", {}}, descending});
            break;
        case ColumnKind::EnumWord:
            terms.push_back({Sql{"(" + name + "=0)", {}}, descending});
            terms.push_back({Sql{"coalesce((SELECT text FROM word WHERE ref=" + name + "),'')", {}}, descending});
            break;
        case ColumnKind::Key:
            terms.push_back({Sql{"(" + name + "='')", {}}, descending});
            terms.push_back({Sql{name, {}}, descending});
            break;
        case ColumnKind::State: terms.push_back({stateExpression(now), descending}); break;
        case ColumnKind::AllowedTokens:
            terms.push_back(
                {Sql{"(SELECT count(*) FROM definition_token d WHERE d.definition=definition.rid)", {}}, descending});
            break;
        default: terms.push_back({Sql{name, {}}, descending});
        }
        if (name == table.id)
            return terms;
    }
    terms.push_back({Sql{std::string(table.id), {}}, false});
    return terms;
}

Sql rowsInOrder(const ListTable& table, const ListQuery& query, const Order& order)
{
    Sql sql{"SELECT " + std::string(table.row) + " FROM " + std::string(table.name), {}};
    if (!query.filter.isAll())
        sql.add(" WHERE ").append(condition(table, query.filter, query.now));
    const char* joint = " ORDER BY ";
    for (const auto& term : sortTerms(table, order, query.now)) {
        sql.add(joint).append(term.expression).add(term.descending ? " DESC" : "");
        joint = ",";
    }
    return sql;
}

std::string cursorText(const std::vector<SqlValue>& values)
{
    json::array array;
    for (const auto& value : values) {
        if (const auto* number = std::get_if<std::int64_t>(&value))
            array.emplace_back(std::to_string(*number)); // as text: an absent time is over 2^53
        else if (const auto* text = std::get_if<std::string>(&value))
            array.emplace_back(std::string(keyMark) + *text);
        else
            array.emplace_back(std::string(idMark) + std::get<Uuid>(value).text());
    }
    return canonicalJson(array);
}

Result<std::vector<SqlValue>> cursorValues(std::string_view text, std::size_t terms)
{
    const auto wrong = [] { return fail(Fault::Malformed, "The page token does not belong to this list."); };
    const auto value = parseJson(text);
    if (!value || !value->is_array() || value->get_array().size() != terms)
        return wrong();
    std::vector<SqlValue> values;
    for (const auto& one : value->get_array()) {
        if (!one.is_string())
            return wrong();
        const std::string_view part(one.get_string().data(), one.get_string().size());
        if (part.starts_with(keyMark)) {
            values.emplace_back(std::string(part.substr(keyMark.size())));
        } else if (part.starts_with(idMark)) {
            const auto id = Uuid::parse(part.substr(idMark.size()));
            if (!id)
                return wrong();
            values.emplace_back(*id);
        } else {
            std::int64_t number = 0;
            const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), number);
            if (fault != std::errc{} || end != part.data() + part.size())
                return wrong();
            values.emplace_back(number);
        }
    }
    return values;
}

Result<PageRows> readPage(Database& database, const ListTable& table, const ListQuery& query, const Order& order)
{
    PageRows page;
    const auto where = condition(table, query.filter, query.now);
    const auto terms = sortTerms(table, order, query.now);
    if (query.exactCount)
        page.totalSize = countRows(database, table, query, where);

    Sql sql{"SELECT " + std::string(table.row), {}};
    for (const auto& term : terms)
        sql.add(",").append(term.expression);
    sql.add(" FROM ").add(table.name);
    const char* joint = " WHERE ";
    if (!query.filter.isAll()) {
        sql.add(joint).append(where);
        joint = " AND ";
    }
    if (!query.after.empty()) {
        const auto values = cursorValues(query.after, terms.size());
        if (!values)
            return tl::unexpected(values.error());
        sql.add(joint).append(afterClause(terms, *values));
    }
    joint = " ORDER BY ";
    for (const auto& term : terms) {
        sql.add(joint).append(term.expression).add(term.descending ? " DESC" : "");
        joint = ",";
    }
    // With a limit SQLite keeps the best rows in a tree, which is right for few and slow for many: then it sorts all.
    // Not so events, which mostly come from an index in their order.
    std::size_t skip = query.after.empty() ? query.offset : 0;
    if (skip + query.pageSize < fewRows || table.id == table.row) {
        sql.add(" LIMIT ? OFFSET ?")
            .value(static_cast<std::int64_t>(query.pageSize) + 1)
            .value(static_cast<std::int64_t>(skip));
        skip = 0;
    }

    auto select = database.once(sql.text);
    bindAll(select, sql.values);
    auto kinds = termKinds(table, order);
    kinds.resize(terms.size());
    std::vector<SqlValue> last;
    while (select.next()) {
        if (skip > 0) {
            --skip;
            continue;
        }
        if (page.rows.size() == query.pageSize) {
            page.next = cursorText(last);
            break;
        }
        page.rows.push_back(select.integer(0));
        if (page.rows.size() == query.pageSize) {
            last.clear();
            for (std::size_t i = 0; i < terms.size(); ++i)
                last.push_back(valueAt(select, static_cast<int>(i) + 1, kinds[i].isId, kinds[i].isInteger));
        }
    }
    return page;
}

} // namespace tokenhouse::server

#include "server/store/sqlite/definition_reader.h"
#include "server/store/sqlite/rows.h"

#include <algorithm>
#include <sqlite3.h>

#include "core/json.h"
#include "core/route.h"
#include "server/store/sqlite/call_rows.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

constexpr auto selectDefinition =
    "SELECT rid, id, name, description, route, action_type, action_meta, methods, is_disabled, created_by, created_at, "
    "last_modified_by, last_modified, revision FROM definition ";
constexpr int metaColumn = 6;

std::int64_t methodBits(const std::vector<Method>& methods)
{
    std::int64_t bits = 0;
    for (const auto method : methods)
        bits |= std::int64_t{1} << static_cast<unsigned>(method);
    return bits;
}

void appendListedRows(Query& query, std::int64_t definition, std::vector<std::int64_t>& rows)
{
    query.restart();
    query.bind(definition);
    while (query.next())
        rows.push_back(query.integer(0));
}

constexpr auto selectListed = "SELECT token FROM definition_token WHERE definition=? ORDER BY token";

/// The ids of the tokens that definitions list, by what is known of the rows already.
class KnownTokens {
public:
    KnownTokens(Database& database, TokenIds& ids)
        : m_database(database), m_ids(ids), m_query(database.query(selectListed))
    {}

    std::vector<Uuid> of(std::int64_t definition)
    {
        m_rows.clear();
        appendListedRows(m_query, definition, m_rows);
        std::vector<Uuid> tokens;
        m_ids.append(m_database, m_rows, tokens);
        return tokens;
    }

private:
    Database& m_database;
    TokenIds& m_ids;
    Query m_query;
    std::vector<std::int64_t> m_rows;
};

/// The same out of the file alone, with one statement for all definitions.
class ListedTokens {
public:
    explicit ListedTokens(Database& database)
        : m_query(database.query("SELECT t.id FROM definition_token d JOIN token t ON t.rid=d.token "
                                 "WHERE d.definition=?"))
    {}

    std::vector<Uuid> of(std::int64_t definition)
    {
        std::vector<Uuid> tokens;
        m_query.restart();
        m_query.bind(definition);
        while (m_query.next())
            tokens.push_back(m_query.uuid(0));
        std::sort(tokens.begin(), tokens.end());
        return tokens;
    }

private:
    Query m_query;
};

/// None when what is stored is no JSON object, or does not fit its type.
std::optional<Action> actionOf(const Query& query, WordReader& words)
{
    boost::system::error_code error;
    const auto meta = json::parse(query.text(metaColumn), error);
    const auto* object = error ? nullptr : meta.if_object();
    if (!object)
        return std::nullopt;
    auto action = makeAction(words.text(query.integer(5)), *object);
    return action ? std::optional(std::move(*action)) : std::nullopt;
}

/// All but the action.
template <class Tokens>
void readInto(Definition& definition, const Query& query, WordReader& words, Tokens& listed)
{
    definition.id = query.uuid(1);
    definition.name = words.text(query.integer(2));
    definition.description = words.text(query.integer(3));
    definition.route = words.text(query.integer(4));
    for (unsigned i = 0; i < methodCount; ++i) {
        if ((query.integer(7) >> i & 1) != 0)
            definition.methods.push_back(static_cast<Method>(i));
    }
    definition.isDisabled = query.boolean(8);
    definition.createdBy = words.text(query.integer(9));
    definition.createdAt = fromMillis(query.integer(10));
    definition.lastModifiedBy = words.text(query.integer(11));
    definition.lastModified = fromMillis(query.integer(12));
    definition.revision = query.integer(13);
    definition.allowedTokens = listed.of(query.integer(0));
}

template <class Tokens>
Definition definitionOf(const Query& query, WordReader& words, Tokens& listed)
{
    auto action = actionOf(query, words);
    if (!action)
        throw SqliteError(SQLITE_CORRUPT, "a definition's action does not fit its type");
    Definition definition;
    readInto(definition, query, words, listed);
    definition.action = std::move(*action);
    return definition;
}

std::vector<std::int64_t> tokenRows(Database& database, const std::vector<Uuid>& ids)
{
    std::vector<std::int64_t> rows;
    rows.reserve(ids.size());
    for (const auto& id : ids) {
        auto query = database.query("SELECT rid FROM token WHERE id=?");
        query.bind(id);
        if (query.next())
            rows.push_back(query.integer(0));
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::vector<std::int64_t> listedRows(Database& database, std::int64_t definition)
{
    std::vector<std::int64_t> rows;
    auto query = database.query(selectListed);
    appendListedRows(query, definition, rows);
    return rows;
}

/// Brings the list of a definition to `after` and the counters of the tokens with it. The rows of those that went or
/// came.
std::vector<std::int64_t> relist(Database& database, std::int64_t definition, const std::vector<std::int64_t>& before,
                                 const std::vector<std::int64_t>& after)
{
    std::vector<std::int64_t> gone;
    std::vector<std::int64_t> come;
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(gone));
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(come));
    for (const auto row : gone) {
        database.query("DELETE FROM definition_token WHERE definition=? AND token=?").bind(definition).bind(row).run();
        database.query("UPDATE token SET used_by=used_by-1 WHERE rid=?").bind(row).run();
    }
    for (const auto row : come) {
        database.query("INSERT INTO definition_token(definition, token) VALUES(?, ?)").bind(definition).bind(row).run();
        database.query("UPDATE token SET used_by=used_by+1 WHERE rid=?").bind(row).run();
    }
    gone.insert(gone.end(), come.begin(), come.end());
    return gone;
}

void runWith(Query& query, Words& words, const Definition& definition)
{
    const auto route = Route::make(definition.route);
    const std::string shape = route ? route->shape() : definition.route;
    const auto meta = canonicalJson(actionMeta(definition.action));
    query.bind(words.ref(definition.name))
        .bind(words.ref(definition.description))
        .bind(words.ref(definition.route))
        .bind(std::string_view(shape))
        .bind(methodBits(definition.methods))
        .bind(words.ref(actionTypeName(definition.action)))
        .bind(std::string_view(meta))
        .bind(std::int64_t{definition.isDisabled})
        .bind(words.ref(definition.createdBy))
        .bind(toMillis(definition.createdAt))
        .bind(words.ref(definition.lastModifiedBy))
        .bind(toMillis(definition.lastModified))
        .bind(definition.revision)
        .bind(definition.id)
        .run();
}

} // namespace

std::optional<Definition> readDefinition(Database& database, const Uuid& id)
{
    auto query = database.query(std::string(selectDefinition) + "WHERE id=?");
    query.bind(id);
    WordReader words(database);
    ListedTokens listed(database);
    return query.next() ? std::optional(definitionOf(query, words, listed)) : std::nullopt;
}

DefinitionReader::DefinitionReader(Database& database, TokenIds& ids) : m_database(database), m_ids(ids) {}

std::vector<Definition> DefinitionReader::rows(const std::vector<std::int64_t>& rows, WordReader& words)
{
    std::vector<Definition> definitions;
    definitions.reserve(rows.size());
    auto known = m_database.query("SELECT id, revision FROM definition WHERE rid=?");
    auto query = m_database.query(std::string(selectDefinition) + "WHERE rid=?");
    KnownTokens listed(m_database, m_ids);
    for (const auto row : rows) {
        if (const auto kept = m_read.find(row); kept != m_read.end()) {
            known.restart();
            known.bind(row);
            if (known.next() && known.uuid(0) == kept->second.id && known.integer(1) == kept->second.revision) {
                definitions.push_back(kept->second);
                continue;
            }
        }
        query.restart();
        query.bind(row);
        if (!query.next())
            continue;
        const auto& read = definitions.emplace_back(definitionOf(query, words, listed));
        keep(row, read, query.text(metaColumn).size());
    }
    return definitions;
}

void DefinitionReader::keep(std::int64_t row, const Definition& definition, std::size_t metaSize)
{
    if (m_bytes > most) {
        m_read.clear();
        m_bytes = 0;
    }
    m_bytes += sizeof definition + sizeof(Uuid) * definition.allowedTokens.size() + definition.name.size()
               + definition.description.size() + definition.route.size() + 2 * metaSize;
    m_read.insert_or_assign(row, definition);
}

void eachDefinition(Database& database, const std::function<void(const DefinitionAccess&)>& take)
{
    auto query = database.query(std::string(selectDefinition) + "ORDER BY rid");
    WordReader words(database);
    ListedTokens listed(database);
    while (query.next()) {
        DefinitionAccess definition;
        readInto(definition, query, words, listed);
        auto action = actionOf(query, words);
        definition.hasAction = action.has_value();
        if (action)
            definition.action = std::move(*action);
        take(definition);
    }
}

std::int64_t insertDefinition(Database& database, Words& words, const Definition& definition)
{
    auto query = database.query("INSERT INTO definition(name, description, route, shape, methods, action_type, "
                                "action_meta, is_disabled, created_by, created_at, last_modified_by, last_modified, "
                                "revision, id) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    runWith(query, words, definition);
    return database.lastRow();
}

std::vector<std::int64_t> writeDefinition(Database& database, Words& words, const Definition& definition)
{
    std::int64_t row = 0;
    {
        auto query = database.query("SELECT rid FROM definition WHERE id=?");
        query.bind(definition.id);
        if (query.next())
            row = query.integer(0);
    }
    std::vector<std::int64_t> before;
    if (row == 0) {
        row = insertDefinition(database, words, definition);
    } else {
        before = listedRows(database, row);
        auto query = database.query("UPDATE definition SET name=?, description=?, route=?, shape=?, methods=?, "
                                    "action_type=?, action_meta=?, is_disabled=?, created_by=?, created_at=?, "
                                    "last_modified_by=?, last_modified=?, revision=? WHERE id=?");
        runWith(query, words, definition);
    }
    return relist(database, row, before, tokenRows(database, definition.allowedTokens));
}

std::vector<std::int64_t> removeDefinition(Database& database, const Uuid& id)
{
    std::int64_t row = 0;
    {
        auto query = database.query("SELECT rid FROM definition WHERE id=?");
        query.bind(id);
        if (!query.next())
            return {};
        row = query.integer(0);
    }
    auto touched = relist(database, row, listedRows(database, row), {});
    database.query("DELETE FROM definition WHERE rid=?").bind(row).run();
    database.query("INSERT OR IGNORE INTO used_id(id) VALUES(?)").bind(id).run();
    removeCalls(database, id);
    return touched;
}

std::vector<Uuid> readDefinitionsUsing(Database& database, const Uuid& tokenId)
{
    std::vector<Uuid> ids;
    auto query = database.query("SELECT d.id FROM token t JOIN definition_token l ON l.token=t.rid "
                                "JOIN definition d ON d.rid=l.definition WHERE t.id=? ORDER BY d.id");
    query.bind(tokenId);
    while (query.next())
        ids.push_back(query.uuid(0));
    return ids;
}

} // namespace tokenhouse::server

#include "tests/store/stores.h"

#include <algorithm>
#include <ranges>

#include "core/order_fields.h"
#include "core/text.h"
#include "server/store/sqlite/rows.h"
#include "server/store/sqlite/sqlite_store.h"
#include "server/store/sqlite/token_lists.h"

using namespace tokenhouse;
using namespace tokenhouse::test;

namespace {

constexpr auto baseTime = 1'700'000'000'000;
const Time at = fromMillis(baseTime + 24 * 3'600'000LL);

Filter parsed(const std::string& text, Schema schema)
{
    auto filter = parseFilter(text, schema, {at, "tester"});
    if (!filter)
        throw std::runtime_error("bad filter " + text + ": " + filter.error().detail);
    return std::move(*filter);
}

/// A set as its texts' keys one after the other, or as their number.
FieldValue withoutSet(FieldValue value, const Field& field)
{
    const auto* set = std::get_if<std::vector<std::string>>(&value);
    if (!set)
        return value;
    if (field.type == FieldType::Integer)
        return static_cast<std::int64_t>(set->size());
    std::string keys;
    for (const auto& one : *set)
        keys += (keys.empty() ? "" : "\n") + textKey(one);
    return keys;
}

/// The order of contract.md, computed from what a filter sees: the reference for every store.
int compareValues(const FieldValue& a, const FieldValue& b)
{
    const auto absent = [](const FieldValue& value) {
        const auto* text = std::get_if<std::string>(&value);
        return std::holds_alternative<std::monostate>(value) || (text && text->empty());
    };
    if (absent(a) || absent(b))
        return static_cast<int>(absent(a)) - static_cast<int>(absent(b));
    if (const auto* text = std::get_if<std::string>(&a)) {
        const auto order = textKey(*text).compare(textKey(std::get<std::string>(b)));
        return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    return a < b ? -1 : b < a ? 1 : 0;
}

template <class T, class Reader, class IdOf>
std::vector<Uuid> expected(std::vector<T> all, const Filter& filter, const Order& order, const Reader& read,
                           const IdOf& idOf)
{
    std::erase_if(all, [&](const T& one) { return !matches(filter, read(one)); });
    std::sort(all.begin(), all.end(), [&](const T& a, const T& b) {
        for (const auto& column : order) {
            const auto compared = compareValues(withoutSet(read(a)(*column.field), *column.field),
                                                withoutSet(read(b)(*column.field), *column.field));
            if (compared != 0)
                return column.descending ? compared > 0 : compared < 0;
        }
        return idOf(a) < idOf(b);
    });
    std::vector<Uuid> ids;
    for (const auto& one : all)
        ids.push_back(idOf(one));
    return ids;
}

std::string randomOrder(std::mt19937& random, Schema schema)
{
    std::vector<std::string> names;
    for (const auto fields : {schema, orderOnlyFields(schema)}) {
        for (const auto& field : fields) {
            if (field.type != FieldType::TextSet && field.type != FieldType::IdSet && field.type != FieldType::EnumSet)
                names.emplace_back(field.name);
        }
    }
    std::shuffle(names.begin(), names.end(), random);
    std::string text;
    for (std::size_t i = 0, count = 1 + random() % 3; i < count; ++i)
        text += (text.empty() ? "" : ",") + names[i] + (random() % 2 == 0 ? " desc" : "");
    return text;
}

} // namespace

/// Lists: the store must answer as core's reader in memory does, for any filter, order and page.
class ListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_store.reset(); }
    void answersAsMemoryDoesForTokens();
    void theLargestNumberIsNoAbsence();
    void answersAsMemoryDoesWithColumns();
    void answersAsMemoryDoesForDefinitions();
    void answersAsMemoryDoesForEvents();
    void followsChangesInColumns();
    void goesOnAfterTheLastRowSeen();
    void refusesForeignCursors();
    void findsSubstringsOfEachLength();

private:
    ListQuery query(const std::string& filter, const std::string& order, Schema schema) const
    {
        ListQuery one;
        one.filter = parsed(filter, schema);
        one.order = must(parseOrder(order, schema));
        one.pageSize = 1000;
        one.now = at;
        return one;
    }
    std::vector<Uuid> columnIds(TokenLists& lists, const ListQuery& list, std::string* next = nullptr,
                                std::int64_t* total = nullptr);
    void addToken(int number);

    QTemporaryDir m_directory;
    std::unique_ptr<Store> m_store;
    std::vector<Token> m_tokens;
    std::vector<Definition> m_definitions;
    std::mt19937 m_random{4711};
};

void ListTest::addToken(int number)
{
    const auto below = [&](int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(m_random); };
    const auto time = [&] { return fromMillis(baseTime + 3'600'000LL * below(48)); };
    auto token = tokenOf(randomText(m_random, false));
    token.description = randomText(m_random, true);
    token.owner = randomText(m_random, true);
    token.createdBy = below(2) == 0 ? "Anna" : "björn";
    token.lastModifiedBy = below(2) == 0 ? "anna" : "Björn";
    token.createdAt = time();
    token.lastModified = time();
    token.isDisabled = below(4) == 0;
    token.isHeld = below(8) == 0;
    if (below(2) == 0)
        token.expiresAt = time();
    if (below(3) == 0)
        token.claimUntil = time();
    if (below(2) == 0)
        token.rateLimit = *RateLimit::make(1 + below(3), 1 + 30 * below(3));
    if (below(3) == 0)
        token.allowedAddresses = {"10.0.0.0/" + std::to_string(8 + below(3))};
    if (below(4) == 0)
        token.allowedAddresses.emplace_back("2001:db8::/32");
    if (below(5) == 0)
        token.previousSecretUntil = time();
    if (below(2) == 0)
        token.labels.emplace_back("green");
    if (below(2) == 0)
        token.labels.emplace_back("red");
    if (below(4) == 0)
        token.labels.emplace_back("Ärger"); // its key comes after the others'
    put(*m_store, token, number);
    if (below(2) == 0)
        must(m_store->recordUse({{token.id, time(), static_cast<std::uint64_t>(below(6))}}));
    m_tokens.push_back(token);
}

void ListTest::initTestCase()
{
    m_store = must(openStore("sqlite:", m_directory.path().toStdString(), {.create = true}));
    for (int i = 0; i < 250; ++i)
        addToken(i);
    for (int i = 0; i < 120; ++i) {
        std::vector<Uuid> tokens;
        for (const auto& token : m_tokens) {
            if (m_random() % 50 == 0)
                tokens.push_back(token.id);
        }
        auto definition = definitionOf("route-" + std::to_string(i) + (i % 3 == 0 ? "/{Id}" : "/ÜBER"), tokens);
        definition.name = randomText(m_random, true);
        definition.description = randomText(m_random, true);
        definition.isDisabled = i % 5 == 0;
        definition.createdAt = fromMillis(baseTime + 3'600'000LL * (i % 48));
        definition.lastModified = fromMillis(baseTime + 3'600'000LL * (i % 7));
        if (i % 4 == 0)
            definition.action = AutomationScript{"x.js", InputType::RawBody};
        if (i % 3 == 1)
            definition.methods = {Method::Get};
        put(*m_store, definition);
        m_definitions.push_back(definition);
    }
    for (auto& token : m_tokens)
        token = *must(m_store->token(token.id));
}

void ListTest::answersAsMemoryDoesForTokens()
{
    for (int round = 0; round < 150; ++round) {
        const auto filter = randomFilter(m_random, tokenSchema());
        const auto order = randomOrder(m_random, tokenSchema());
        const auto list = query(filter, order, tokenSchema());
        const auto page = must(m_store->tokens(list));
        std::vector<Uuid> ids;
        for (const auto& token : page.items)
            ids.push_back(token.id);
        const auto wanted = expected(
            m_tokens, list.filter, list.order, [](const Token& token) { return readerOf(token, at); },
            [](const Token& token) { return token.id; });
        if (ids != wanted)
            QFAIL(("tokens differ for " + filter + " by " + order).c_str());
        QCOMPARE(*page.totalSize, static_cast<std::int64_t>(wanted.size()));
    }
}

void ListTest::theLargestNumberIsNoAbsence()
{
    for (const auto* filter : {"rateLimit <= 9223372036854775807", "rateLimit = 9223372036854775807",
                               "rateLimit < 9223372036854775807", "rateLimit.windowSeconds <= 9223372036854775807"}) {
        const auto list = query(filter, "id", tokenSchema());
        const auto wanted = std::ranges::count_if(
            m_tokens, [&](const Token& token) { return matches(list.filter, readerOf(token, at)); });
        QCOMPARE(*must(m_store->tokens(list)).totalSize, static_cast<std::int64_t>(wanted));
        ChangeLog log;
        log.start(1'000'000);
        TokenLists lists(log, 0);
        std::int64_t total = 0;
        columnIds(lists, list, nullptr, &total);
        QCOMPARE(total, static_cast<std::int64_t>(wanted));
    }
}

std::vector<Uuid> ListTest::columnIds(TokenLists& lists, const ListQuery& list, std::string* next, std::int64_t* total)
{
    Readers readers(SqliteStore::filePath(m_directory.path().toStdString()));
    const auto lease = readers.take();
    const auto page = must(lists.page(*lease, list, list.order));
    std::vector<Uuid> ids;
    for (const auto& token : readTokenRows(*lease, page.rows, lease.words()))
        ids.push_back(token.id);
    if (next)
        *next = page.next;
    if (total)
        *total = *page.totalSize;
    return ids;
}

void ListTest::answersAsMemoryDoesWithColumns()
{
    ChangeLog log;
    log.start(1'000'000); // nothing is in it: each version is loaded anew
    TokenLists lists(log, 0);
    for (int round = 0; round < 150; ++round) {
        const auto filter = randomFilter(m_random, tokenSchema());
        const auto order = randomOrder(m_random, tokenSchema());
        const auto list = query(filter, order, tokenSchema());
        std::int64_t total = 0;
        const auto ids = columnIds(lists, list, nullptr, &total);
        const auto wanted = expected(
            m_tokens, list.filter, list.order, [](const Token& token) { return readerOf(token, at); },
            [](const Token& token) { return token.id; });
        if (ids != wanted)
            QFAIL(("columns differ for " + filter + " by " + order).c_str());
        QCOMPARE(total, static_cast<std::int64_t>(wanted.size()));
    }
}

void ListTest::answersAsMemoryDoesForDefinitions()
{
    for (int round = 0; round < 100; ++round) {
        auto filter = randomFilter(m_random, definitionSchema());
        if (round % 10 == 0)
            filter = "allowedTokens:\"" + m_tokens[static_cast<std::size_t>(round) % m_tokens.size()].id.text() + "\"";
        const auto order = randomOrder(m_random, definitionSchema());
        const auto list = query(filter, order, definitionSchema());
        const auto page = must(m_store->definitions(list));
        std::vector<Uuid> ids;
        for (const auto& definition : page.items)
            ids.push_back(definition.id);
        const auto wanted = expected(
            m_definitions, list.filter, list.order, [](const Definition& definition) { return readerOf(definition); },
            [](const Definition& definition) { return definition.id; });
        if (ids != wanted)
            QFAIL(("definitions differ for " + filter + " by " + order).c_str());
    }
}

void ListTest::answersAsMemoryDoesForEvents()
{
    const auto all = must(m_store->eventsAfter(0, 10'000));
    auto byFields = must(m_store->events(query("sequence <= 20", "changes desc,sequence desc", eventSchema()))).items;
    QVERIFY(std::ranges::is_sorted(byFields, [](const Event& a, const Event& b) {
        const auto* field = findField(eventSchema(), "changes");
        const auto compared =
            compareValues(withoutSet(readerOf(a)(*field), *field), withoutSet(readerOf(b)(*field), *field));
        return compared != 0 ? compared > 0 : a.sequence > b.sequence;
    }));
    for (int round = 0; round < 80; ++round) {
        const auto filter = randomFilter(m_random, eventSchema());
        auto list = query(filter, "", eventSchema());
        const auto page = must(m_store->events(list));
        std::vector<std::int64_t> found;
        for (const auto& event : page.items)
            found.push_back(event.sequence);
        std::vector<std::int64_t> wanted;
        for (const auto& event : all | std::views::reverse) {
            if (matches(list.filter, readerOf(event)))
                wanted.push_back(event.sequence);
        }
        if (found != wanted)
            QFAIL(("events differ for " + filter).c_str());
    }
}

void ListTest::followsChangesInColumns()
{
    // The store's own log, as in a server; the threshold is put to 0 by a second view that shares nothing but the file.
    ChangeLog log;
    Readers readers(SqliteStore::filePath(m_directory.path().toStdString()));
    const auto version = [&] {
        const auto lease = readers.take();
        auto counter = lease->once("SELECT value FROM counter WHERE name='list'");
        return counter.next() ? counter.integer(0) : 0;
    };
    const auto rowOf = [&](const Uuid& id) {
        const auto lease = readers.take();
        auto row = lease->once("SELECT rid FROM token WHERE id=?");
        row.bind(id);
        return row.next() ? row.integer(0) : std::int64_t{0};
    };
    log.start(version());
    TokenLists lists(log, 0);
    for (int round = 0; round < 40; ++round) {
        static const char* const orders[]{"name,owner desc", "description desc", "labels desc,revision",
                                          "rateLimit,allowedAddresses", "previousSecretUntil desc,labels"};
        const auto list = query(round % 2 == 0 ? "" : "owner:*", orders[round % 5], tokenSchema());
        const auto wanted = expected(
            m_tokens, list.filter, list.order, [](const Token& token) { return readerOf(token, at); },
            [](const Token& token) { return token.id; });
        if (columnIds(lists, list) != wanted)
            QFAIL(("columns fell behind in round " + std::to_string(round)).c_str());
        // One token is changed, one goes, one comes.
        auto& changed = m_tokens[m_random() % m_tokens.size()];
        changed.name = randomText(m_random, false) + " new " + std::to_string(round);
        changed.owner.clear();
        changed.labels = {"label " + std::to_string(m_random() % 5)};
        changed.rateLimit = *RateLimit::make(1 + round, 60);
        changed.previousSecretUntil = at;
        ++changed.revision;
        must(m_store->change([&](Transaction& transaction) -> Result<void> {
            transaction.putToken(changed);
            return {};
        }));
        log.add(version(), {rowOf(changed.id)});
        if (round % 4 == 0) {
            const auto gone = m_tokens.back().id;
            if (must(m_store->token(gone))->usedBy == 0) {
                const auto row = rowOf(gone);
                must(m_store->change([&](Transaction& transaction) -> Result<void> {
                    transaction.deleteToken(gone);
                    return {};
                }));
                log.add(version(), {row});
                m_tokens.pop_back();
            }
        }
        const auto before = version();
        addToken(10'000 + round);
        for (auto one = before + 1; one <= version(); ++one)
            log.add(one, {rowOf(m_tokens.back().id)});
        m_tokens.back() = *must(m_store->token(m_tokens.back().id));
    }
}

void ListTest::goesOnAfterTheLastRowSeen()
{
    ChangeLog log;
    log.start(1'000'000);
    TokenLists lists(log, 0);
    for (int round = 0; round < 30; ++round) {
        auto list = query(round % 3 == 0 ? "" : randomFilter(m_random, tokenSchema()),
                          randomOrder(m_random, tokenSchema()), tokenSchema());
        const auto wanted = columnIds(lists, list);
        list.pageSize = 7;
        std::vector<Uuid> seen;
        do {
            // Alternating, so that each reads the other's cursors.
            if ((seen.size() / 7) % 2 == 0) {
                const auto page = must(m_store->tokens(list));
                for (const auto& token : page.items)
                    seen.push_back(token.id);
                list.after = page.next;
            } else {
                std::string next;
                const auto ids = columnIds(lists, list, &next);
                seen.insert(seen.end(), ids.begin(), ids.end());
                list.after = next;
            }
        } while (!list.after.empty());
        QCOMPARE(seen, wanted);
    }
    auto list = query("", "name", tokenSchema());
    const auto all = columnIds(lists, list);
    list.pageSize = 10;
    list.offset = 100;
    const auto page = must(m_store->tokens(list));
    QCOMPARE(page.items.at(0).id, all.at(100));
    QCOMPARE(columnIds(lists, list).at(0), all.at(100));
    list.offset = 100'000;
    QVERIFY(must(m_store->tokens(list)).items.empty());
    QVERIFY(must(m_store->tokens(list)).next.empty());
    QVERIFY(columnIds(lists, list).empty());
    list.exactCount = false;
    QVERIFY(!must(m_store->tokens(list)).totalSize);
}

void ListTest::refusesForeignCursors()
{
    auto list = query("", "name", tokenSchema());
    for (const char* cursor : {"x", "[]", "[1]", "[\"1\"]", "[\"id:zz\",\"0\",\"k:\"]"}) {
        list.after = cursor;
        QCOMPARE(m_store->tokens(list).error().fault, Fault::Malformed);
    }
}

void ListTest::findsSubstringsOfEachLength()
{
    auto token = tokenOf("Größenwahn quotes \" and 'ticks' 100%_x");
    put(*m_store, token, 99'999);
    for (const char* part : {"g", "gr", "grö", "GRÖSSEN", "wahn", "\" a", "'t", "100%_", "%_x", "größenwahn quotes"}) {
        const auto list = query("name:" + quoteForFilter(part), "", tokenSchema());
        const auto page = must(m_store->tokens(list));
        const bool found =
            std::any_of(page.items.begin(), page.items.end(), [&](const Token& one) { return one.id == token.id; });
        if (!found)
            QFAIL(part);
    }
    m_tokens.push_back(token);
}

QTEST_GUILESS_MAIN(ListTest)
#include "list_test.moc"

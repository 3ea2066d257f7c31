#include "server/store/store.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <random>

#include <rapidcheck.h>

#include "core/text.h"

using namespace tokenhouse;
using namespace tokenhouse::server;

/// What the store lists is what the in-memory reader of the filter language accepts, in the order that it asks for.
class ListPropertyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tokensAreThoseThatMatch();
    void definitionsAreThoseThatMatch();
    void eventsAreThoseThatMatch();
    void ordersAreKeptOverPages();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Store> m_store;
    std::vector<Token> m_tokens;
    std::vector<Definition> m_definitions;
    std::vector<Event> m_events;
};

namespace {

const Time at = *parseTime("2026-03-10T12:00:00Z");
const FilterContext context{at, "Zoë"};
const std::vector<std::string> texts{"",       "Billing",       "billing straße", "BILLING STRASSE", "a*b",   "100%_x",
                                     "naïve",  "nai\xCC\x88ve", "\"quoted\"",     "back\\slash",     "ab",    "b",
                                     "日本語", "Zoë",           "token.updated",  "x'y--z",          "İzmir", "ﬁne"};

class Dice {
public:
    template <class T>
    const T& of(const std::vector<T>& list)
    {
        return list[below(list.size())];
    }
    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(m_engine); }
    bool chance() { return below(2) == 0; }
    std::string text() { return of(texts); }
    std::string someText()
    {
        auto result = text();
        return result.empty() ? "x" : result;
    }
    Time time() { return at + std::chrono::hours(24) * (static_cast<int>(below(7)) - 3); }

private:
    std::mt19937 m_engine{20260310}; // the same stock in every run
};

Token makeToken(Dice& dice)
{
    Token token;
    token.id = Uuid::make();
    token.name = dice.someText();
    token.description = dice.text();
    token.owner = dice.text();
    if (dice.chance())
        token.labels = {dice.someText()};
    token.isDisabled = dice.chance();
    token.isHeld = dice.below(5) == 0;
    if (dice.chance())
        token.expiresAt = dice.time();
    if (dice.below(4) == 0)
        token.claimUntil = at + std::chrono::hours(1);
    token.createdBy = dice.someText();
    token.lastModifiedBy = dice.someText();
    token.createdAt = dice.time();
    token.lastModified = dice.time();
    return token;
}

Definition makeDefinition(Dice& dice, std::size_t number, const std::vector<Token>& tokens)
{
    Definition definition;
    definition.id = Uuid::make();
    definition.name = dice.text();
    definition.description = dice.text();
    definition.route = "Route/" + std::to_string(number) + (dice.chance() ? "/{id}" : "/Straße");
    if (dice.chance())
        definition.methods = {Method::Get, Method::Patch};
    if (dice.chance())
        definition.allowedTokens = {tokens[dice.below(5)].id};
    if (dice.chance())
        definition.action = AutomationScript{"echo.js", InputType::RawBody};
    definition.isDisabled = dice.chance();
    definition.createdBy = definition.lastModifiedBy = dice.someText();
    definition.createdAt = definition.lastModified = dice.time();
    return definition;
}

Event makeEvent(Dice& dice, const std::vector<Token>& tokens)
{
    Event event;
    event.user = dice.someText();
    event.client = dice.text();
    event.address = dice.chance() ? "127.0.0.1" : "";
    event.correlationId = dice.text();
    event.kind = dice.chance() ? "token.updated" : "definition.created";
    event.objectType = "token";
    event.objectId = tokens[dice.below(5)].id.text();
    event.objectName = dice.text();
    event.reason = dice.text();
    if (dice.chance())
        event.related = {tokens[dice.below(5)].id.text()};
    if (dice.chance())
        event.changes = {{"name", nullptr, "x"}, {"expiresAt", nullptr, nullptr}};
    return event;
}

template <class T>
std::vector<T> everything(Page<T> page)
{
    Q_ASSERT(page.next.empty());
    return std::move(page.items);
}

rc::Gen<std::string> value(const Field& field, const std::vector<Token>& tokens)
{
    switch (field.type) {
    case FieldType::Text:
    case FieldType::TextSet:
        return rc::gen::map(
            rc::gen::tuple(rc::gen::elementOf(texts), rc::gen::inRange(0, 6), rc::gen::arbitrary<bool>()),
            [](const auto& choice) {
                // Parts of texts, so that patterns of every length meet something.
                auto part = std::get<0>(choice);
                if (std::get<2>(choice) && isValidUtf8(part.substr(0, 2)))
                    part = part.substr(0, 2);
                auto quoted = quoteForFilter(part);
                if (std::get<1>(choice) == 0 || std::get<1>(choice) == 2)
                    quoted.insert(1, "*");
                if (std::get<1>(choice) == 1 || std::get<1>(choice) == 2)
                    quoted.insert(quoted.size() - 1, "*");
                return quoted;
            });
    case FieldType::Id:
    case FieldType::IdSet:
        return rc::gen::map(rc::gen::inRange<std::size_t>(0, 6),
                            [&tokens](std::size_t index) { return tokens[index].id.text(); });
    case FieldType::Boolean: return rc::gen::element<std::string>("true", "false");
    case FieldType::Instant:
        return rc::gen::element<std::string>("ago(\"1d\")", "\"2026-03-10T12:00:00Z\"", "2026-03-11",
                                             "\"2026-03-12T12:00:00Z\"");
    case FieldType::Integer: return rc::gen::element<std::string>("0", "1", "2", "20", "-1", "9223372036854775807");
    case FieldType::Enum:
    case FieldType::EnumSet:
        if (field.values.empty())
            return rc::gen::element<std::string>("name", "expiresAt", "exp", "owner");
        return rc::gen::map(rc::gen::elementOf(std::vector(field.values.begin(), field.values.end())),
                            [](std::string_view word) { return std::string(word); });
    }
    return rc::gen::just(std::string("x"));
}

/// Any comparison that the language has; those that it refuses for a type are thrown away by the caller.
rc::Gen<std::string> condition(Schema schema, const std::vector<Token>& tokens)
{
    return rc::gen::exec([schema, &tokens]() -> std::string {
        const auto& field = schema[*rc::gen::inRange<std::size_t>(0, schema.size())];
        const auto kind = *rc::gen::inRange(0, 10);
        const std::string name(field.name);
        if (kind == 0)
            return name + (*rc::gen::arbitrary<bool>() ? ":*" : " = null");
        if (kind == 1)
            return *value({"", FieldType::Text}, tokens);
        const auto op = *rc::gen::element<std::string>(" = ", " != ", " < ", " <= ", " > ", " >= ", ":", ":");
        return name + op + *value(field, tokens);
    });
}

Filter anyFilter(Schema schema, const std::vector<Token>& tokens)
{
    std::string text;
    const auto parts = *rc::gen::inRange(1, 4);
    for (int part = 0; part < parts; ++part) {
        const auto one = *condition(schema, tokens);
        if (!parseFilter(one, schema, context))
            continue;
        if (!text.empty())
            text += *rc::gen::element<std::string>(" AND ", " OR ", " ");
        text += *rc::gen::element<std::string>("", "NOT ", "-") + "(" + one + ")";
    }
    RC_LOG() << text << std::endl;
    const auto parsed = parseFilter(text, schema, context);
    RC_ASSERT(parsed.has_value());
    RC_CLASSIFY(parsed->isAll(), "everything");
    return *parsed;
}

/// Names of what the page holds and should hold, by position in `all`.
template <class T, class Reader, class Same>
void assertSame(const Result<Page<T>>& page, const std::vector<T>& all, const Filter& filter, Reader reader, Same key)
{
    RC_ASSERT(page.has_value());
    std::set<std::string> expected, listed;
    for (const auto& one : all) {
        if (matches(filter, reader(one)))
            expected.insert(key(one));
    }
    for (const auto& one : page->items)
        listed.insert(key(one));
    RC_ASSERT(listed == expected);
    RC_ASSERT(page->totalSize == static_cast<std::int64_t>(expected.size()));
}

ListQuery query(Filter filter)
{
    ListQuery result;
    result.filter = std::move(filter);
    result.pageSize = 1000;
    result.now = at;
    return result;
}

} // namespace

void ListPropertyTest::initTestCase()
{
    auto opened = openStore("sqlite:", m_folder.path().toStdString(), {.create = true});
    QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
    m_store = std::move(*opened);
    Dice dice;
    const auto filled = m_store->change([&dice](Transaction& transaction) -> Result<void> {
        std::vector<Token> tokens;
        for (int i = 0; i < 250; ++i)
            transaction.putToken(tokens.emplace_back(makeToken(dice)));
        for (std::size_t i = 0; i < 80; ++i)
            transaction.putDefinition(makeDefinition(dice, i, tokens));
        for (int i = 0; i < 150; ++i)
            transaction.append(makeEvent(dice, tokens));
        return {};
    });
    QVERIFY2(filled, filled ? "" : filled.error().detail.c_str());
    // As the store gives them back: usedBy and the like are its own.
    m_tokens = everything(*m_store->tokens(query({tokenSchema(), {}})));
    m_definitions = everything(*m_store->definitions(query({definitionSchema(), {}})));
    m_events = everything(*m_store->events(query({eventSchema(), {}})));
    QCOMPARE(m_tokens.size(), 250u);
    QCOMPARE(m_definitions.size(), 80u);
    QCOMPARE(m_events.size(), 150u);
}

void ListPropertyTest::tokensAreThoseThatMatch()
{
    QVERIFY(rc::check("tokens", [this] {
        const auto filter = anyFilter(tokenSchema(), m_tokens);
        assertSame(
            m_store->tokens(query(filter)), m_tokens, filter, [](const Token& one) { return readerOf(one, at); },
            [](const Token& one) { return one.id.text(); });
    }));
}

void ListPropertyTest::definitionsAreThoseThatMatch()
{
    QVERIFY(rc::check("definitions", [this] {
        const auto filter = anyFilter(definitionSchema(), m_tokens);
        assertSame(
            m_store->definitions(query(filter)), m_definitions, filter,
            [](const Definition& one) { return readerOf(one); }, [](const Definition& one) { return one.id.text(); });
    }));
}

void ListPropertyTest::eventsAreThoseThatMatch()
{
    QVERIFY(rc::check("events", [this] {
        const auto filter = anyFilter(eventSchema(), m_tokens);
        assertSame(
            m_store->events(query(filter)), m_events, filter, [](const Event& one) { return readerOf(one); },
            [](const Event& one) { return std::to_string(one.sequence); });
    }));
}

void ListPropertyTest::ordersAreKeptOverPages()
{
    // Contract: text by its key, absent last ascending and first descending, then id.
    const auto less = [](const FieldValue& a, const FieldValue& b) {
        const auto absent = [](const FieldValue& value) {
            const auto* text = std::get_if<std::string>(&value);
            return std::holds_alternative<std::monostate>(value) || (text != nullptr && text->empty());
        };
        if (absent(a) || absent(b))
            return !absent(a) && absent(b);
        if (const auto* text = std::get_if<std::string>(&a))
            return textKey(*text) < textKey(std::get<std::string>(b));
        return a < b;
    };
    QVERIFY(rc::check("orders", [this, &less] {
        std::string text;
        for (const auto& field : tokenSchema()) {
            if (field.type == FieldType::TextSet || *rc::gen::element(0, 1, 2, 3) != 0)
                continue;
            text += (text.empty() ? "" : ",") + std::string(field.name) + *rc::gen::element<std::string>("", " desc");
        }
        const auto order = parseOrder(text, tokenSchema());
        RC_PRE(order.has_value() && !order->empty());
        RC_LOG() << text << std::endl;
        auto expected = m_tokens;
        std::ranges::sort(expected, [&](const Token& a, const Token& b) {
            for (const auto& column : *order) {
                const auto left = readerOf(a, at)(*column.field), right = readerOf(b, at)(*column.field);
                if (less(left, right) || less(right, left))
                    return column.descending ? less(right, left) : less(left, right);
            }
            return a.id < b.id;
        });
        auto page = query({tokenSchema(), {}});
        page.order = *order;
        page.pageSize = *rc::gen::inRange<std::size_t>(7, 120);
        std::vector<Uuid> listed, wanted;
        do {
            const auto answer = m_store->tokens(page);
            RC_ASSERT(answer.has_value());
            std::ranges::transform(answer->items, std::back_inserter(listed), &Token::id);
            page.after = answer->next;
        } while (!page.after.empty());
        std::ranges::transform(expected, std::back_inserter(wanted), &Token::id);
        RC_ASSERT(listed == wanted);
    }));
}

QTEST_GUILESS_MAIN(ListPropertyTest)
#include "list_property_test.moc"

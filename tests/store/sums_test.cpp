#include "tests/store/stores.h"

#include <QProcess>

using namespace tokenhouse;
using namespace tokenhouse::test;

/// What every store counts and keeps for the window beside its lists: figures by filter, changes by day and user,
/// refused calls by hour, saved filters.
class SumsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QFETCH(QString, url);
        m_url = url.toStdString();
        m_directory = std::make_unique<QTemporaryDir>();
        open();
    }
    void cleanup()
    {
        m_store.reset();
        m_directory.reset();
    }
    void countsAsTheListsDo_data() { rows(); }
    void countsAsTheListsDo();
    void sumsChanges_data() { rows(); }
    void sumsChanges();
    void keepsRefusals_data() { rows(); }
    void keepsRefusals();
    void keepsSavedFilters_data() { rows(); }
    void keepsSavedFilters();
    void takesAnOlderStoreOver_data() { rows(); }
    void takesAnOlderStoreOver();

private:
    void rows()
    {
        QTest::addColumn<QString>("url");
        for (const auto& kind : storeKinds())
            QTest::newRow(kind.name) << QString::fromLatin1(kind.url);
    }
    void open() { m_store = must(openStore(m_url, m_directory->path().toStdString(), {.create = true})); }

    std::string m_url;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Store> m_store;
};

void SumsTest::countsAsTheListsDo()
{
    const auto at = fromMillis(5'000'000);
    const auto make = [&](int from, int to) {
        must(m_store->change([&](Transaction& transaction) -> Result<void> {
            for (int i = from; i < to; ++i) {
                auto token = tokenOf("token " + std::to_string(i));
                token.isDisabled = i % 3 == 0;
                if (i % 4 == 0)
                    token.expiresAt = fromMillis(4'000'000 + i * 1000);
                transaction.putToken(token);
            }
            return {};
        }));
    };
    const char* const texts[] = {"",
                                 "state = expired",
                                 "state = active AND NOT expiresAt:*",
                                 "usedBy = 0",
                                 "isDisabled = true OR name:\"7\"",
                                 "NOT lastUsedAt:*",
                                 "name = nobody"};
    // Few are counted by SQL, many in columns.
    for (const auto& [from, to] : {std::pair(0, 40), std::pair(40, 1500)}) {
        make(from, to);
        std::vector<Filter> filters;
        for (const auto* text : texts)
            filters.push_back(must(parseFilter(text, tokenSchema(), {})));
        const auto counts = must(m_store->countTokens(filters, at));
        QCOMPARE(counts.size(), std::size(texts));
        for (std::size_t i = 0; i < counts.size(); ++i) {
            ListQuery query;
            query.filter = filters[i];
            query.now = at;
            QCOMPARE(counts[i], must(m_store->tokens(query)).totalSize.value());
        }
        QCOMPARE(counts[0], std::int64_t{to});
    }
    put(*m_store, definitionOf("a", {}));
    const auto definitions =
        must(m_store->countDefinitions({must(parseFilter("NOT allowedTokens:*", definitionSchema(), {})),
                                        must(parseFilter("isDisabled = true", definitionSchema(), {}))},
                                       at));
    QCOMPARE(definitions, (std::vector<std::int64_t>{1, 0}));
}

void SumsTest::sumsChanges()
{
    const auto tell = [&](const char* kind, const char* user) {
        must(m_store->change([&](Transaction& transaction) -> Result<void> {
            Event event;
            event.kind = kind;
            event.user = user;
            transaction.append(std::move(event));
            return {};
        }));
    };
    const auto before = now() - std::chrono::hours(1);
    tell("token.created", "anna");
    tell("token.updated", "anna");
    tell("definition.deleted", "otto");
    for (const auto* other : {"session.started", "tokens.x", "token", "definitions", "user.created"})
        tell(other, "anna");
    tell("token.discarded", "");
    std::map<std::string, std::int64_t> byUser;
    for (const auto& one : must(m_store->changeSums(before)))
        byUser[one.user] += one.count;
    QCOMPARE(byUser, (std::map<std::string, std::int64_t>{{"anna", 2}, {"otto", 1}}));
    QVERIFY(must(m_store->changeSums(now() + std::chrono::hours(1))).empty());
}

void SumsTest::keepsRefusals()
{
    const auto hour = [](int number) { return fromMillis(number * 3'600'000LL); };
    const auto add = [&](std::vector<RefusalSum> sums, Time keepFrom) { must(m_store->addRefusals(sums, keepFrom)); };
    add({{hour(1), 1010, "AuthenticationFailed", 3}, {hour(2), 1010, "AuthenticationFailed", 1}}, hour(0));
    add({{hour(2), 1010, "AuthenticationFailed", 4}, {hour(2), 5, "DefinitionNotFound", 1}}, hour(0));
    m_store.reset();
    open();
    const auto all = must(m_store->refusals(hour(0)));
    QCOMPARE(all.size(), std::size_t{3});
    QCOMPARE(all[1].code, std::int64_t{5});
    QCOMPARE(all[2].count, std::int64_t{5});
    QCOMPARE(all[2].reason, std::string("AuthenticationFailed"));
    QCOMPARE(must(m_store->refusals(hour(2))).size(), std::size_t{2});
    add({{hour(9), 1, "EmptyRoute", 1}}, hour(2));
    QCOMPARE(must(m_store->refusals(hour(0))).size(), std::size_t{3});
    QCOMPARE(must(m_store->head()).sequence, std::int64_t{0});
}

void SumsTest::keepsSavedFilters()
{
    const auto owner = Uuid::make();
    const SavedFilters filters{4,
                               {{"Weekly", "tokens", "lastModified > ago(\"7d\")", "name"}, {"ä", "events", "", ""}}};
    const auto put = [&](const Uuid& of, const SavedFilters& kept) {
        must(m_store->change([&](Transaction& transaction) -> Result<void> {
            transaction.putSavedFilters(of, kept);
            return transaction.savedFilters(of).items == kept.items ? Result<void>() : fail(Fault::Internal, "other");
        }));
    };
    QCOMPARE(must(m_store->savedFilters(owner)).revision, std::int64_t{1});
    put(owner, filters);
    put(Uuid(), {2, {}});
    m_store.reset();
    open();
    QCOMPARE(must(m_store->savedFilters(owner)).revision, std::int64_t{4});
    QVERIFY(must(m_store->savedFilters(owner)).items == filters.items);
    QCOMPARE(must(m_store->savedFilters(Uuid())).revision, std::int64_t{2});
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.deleteUser(owner);
        return {};
    }));
    QVERIFY(must(m_store->savedFilters(owner)).items.empty());
}

void SumsTest::takesAnOlderStoreOver()
{
    put(*m_store, tokenOf("kept"), 1);
    m_store.reset();
    QProcess sqlite;
    sqlite.start(QStringLiteral("sqlite3"),
                 {m_directory->filePath(QStringLiteral("tokenhouse.db")),
                  QStringLiteral("DROP TABLE refusal; DROP TABLE saved_filter; "
                                 "ALTER TABLE secret DROP COLUMN since; DROP TABLE call_sum; DROP TABLE call_address; "
                                 "DELETE FROM setting WHERE name='calls.since'; PRAGMA user_version=1")});
    QVERIFY(sqlite.waitForFinished());
    QCOMPARE(sqlite.exitCode(), 0);
    open();
    must(m_store->addRefusals({{fromMillis(0), 5, "DefinitionNotFound", 1}}, fromMillis(0)));
    QCOMPARE(must(m_store->refusals(fromMillis(0))).size(), std::size_t{1});
    QCOMPARE(must(m_store->tokens({})).totalSize.value(), std::int64_t{1});
    m_store.reset();
    open(); // a second time there is nothing to do
}

QTEST_GUILESS_MAIN(SumsTest)
#include "sums_test.moc"

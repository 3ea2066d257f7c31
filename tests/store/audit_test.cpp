#include "tests/store/stores.h"

#include <sstream>

#include <sqlite3.h>

#include "server/audit/audit.h"

using namespace tokenhouse;
using namespace tokenhouse::test;

class AuditTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void findsAGoodChainGood();
    void namesTheEventOfAnyFlippedByte();
    void namesARewrittenEvent();
    void namesAHole();
    void listsABrokenEventAsItWasFiled();
    void namesWhatListsKnowOtherwise_data();
    void namesWhatListsKnowOtherwise();
    void namesACutTailByItsAnchor();
    void exportsWhatAnyoneCanCheck();
    void readsItsOwnAnchors();

private:
    void append();
    void execute(const std::string& sql);
    std::string kept(std::int64_t sequence);
    void replace(std::int64_t sequence, const std::string& text);
    std::unique_ptr<Store> open() { return must(openStore("sqlite:", m_directory->path().toStdString(), {})); }

    std::unique_ptr<QTemporaryDir> m_directory;
};

void AuditTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    const auto store = must(openStore("sqlite:", m_directory->path().toStdString(), {.create = true}));
    for (int i = 0; i < 12; ++i)
        put(*store, tokenOf("token " + std::to_string(i)), i);
}

/// A change with all that an event can say of it.
void AuditTest::append()
{
    const auto store = open();
    must(store->change([](Transaction& transaction) -> Result<void> {
        Event event;
        event.kind = "token.updated";
        event.related = {"one", "two"};
        event.changes = {{"name", "a", "b"}};
        transaction.append(event);
        return {};
    }));
}

/// As somebody would who has the file: past all triggers.
void AuditTest::execute(const std::string& sql)
{
    sqlite3* handle = nullptr;
    QCOMPARE(sqlite3_open(m_directory->filePath(QStringLiteral("tokenhouse.db")).toStdString().c_str(), &handle),
             SQLITE_OK);
    const int code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
    sqlite3_close(handle);
    QCOMPARE(code, SQLITE_OK);
}

std::string AuditTest::kept(std::int64_t sequence)
{
    const auto store = open();
    return canonicalJson(eventJson(must(store->eventsAfter(sequence - 1, 1)).at(0)));
}

void AuditTest::replace(std::int64_t sequence, const std::string& text)
{
    std::string hex;
    for (const char c : text)
        hex += hexText(std::string_view(&c, 1));
    execute("DROP TRIGGER IF EXISTS event_text_is_fixed; UPDATE event_text SET json=CAST(x'" + hex
            + "' AS TEXT) WHERE sequence=" + std::to_string(sequence));
}

void AuditTest::findsAGoodChainGood()
{
    const auto store = open();
    const auto report = must(verifyChain(*store));
    QVERIFY(report.good());
    QCOMPARE(report.events, std::int64_t{12});
    QCOMPARE(report.head.hash, must(store->head()).hash);
}

void AuditTest::namesTheEventOfAnyFlippedByte()
{
    const auto original = kept(7);
    const auto store = open();
    // Every byte, by one bit each time: whether the text still parses or not.
    for (std::size_t i = 0; i < original.size(); ++i) {
        auto changed = original;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        replace(7, changed);
        const auto report = must(verifyChain(*store));
        if (report.broken != 7)
            QFAIL(("a flipped byte went unseen at " + std::to_string(i)).c_str());
        QCOMPARE(report.events, std::int64_t{6});
    }
    replace(7, original);
    QVERIFY(must(verifyChain(*store)).good());
}

void AuditTest::namesARewrittenEvent()
{
    append();
    append();
    auto event = must(open()->eventsAfter(12, 1)).at(0);
    const auto rewrite = [&] {
        event.hash = eventHash(event);
        replace(13, canonicalJson(eventJson(event)));
        return must(verifyChain(*open())).broken;
    };
    event.changes.push_back({"owner", nullptr, "another"});
    QCOMPARE(rewrite(), std::optional<std::int64_t>(13)); // lists know which fields changed
    event.changes.pop_back();
    event.changes.front().after = "another";
    QCOMPARE(rewrite(), std::optional<std::int64_t>(14)); // the next one does not follow it
}

void AuditTest::namesAHole()
{
    execute("DROP TRIGGER event_text_is_kept; DELETE FROM event_text WHERE sequence=5");
    QCOMPARE(must(verifyChain(*open())).broken, std::optional<std::int64_t>(5));
}

void AuditTest::listsABrokenEventAsItWasFiled()
{
    const auto whole = must(open()->eventsAfter(6, 1)).at(0);
    ListQuery query;
    query.filter.schema = eventSchema();
    query.pageSize = 100;
    for (const auto* change : {"UPDATE event_text SET json='{' WHERE sequence=7",
                               "DROP TRIGGER event_text_is_kept; DELETE FROM event_text WHERE sequence=7"}) {
        execute(std::string("DROP TRIGGER IF EXISTS event_text_is_fixed; ") + change);
        // One that was altered must not hide all others.
        const auto events = must(open()->events(query)).items;
        QCOMPARE(events.size(), std::size_t{12});
        const auto& broken = events.at(5); // the newest first
        QCOMPARE(broken.sequence, std::int64_t{7});
        QCOMPARE(broken.kind, whole.kind);
        QCOMPARE(broken.user, whole.user);
        QVERIFY(broken.time == whole.time);
        QVERIFY(broken.hash.empty());
        QVERIFY(broken.reason.find("damaged") != std::string::npos);
    }
}

void AuditTest::namesWhatListsKnowOtherwise_data()
{
    QTest::addColumn<QString>("sql");
    const auto row = [](const char* name, const char* sql) { QTest::newRow(name) << QString::fromLatin1(sql); };
    row("hidden", "DELETE FROM event WHERE sequence=5");
    row("of another time", "UPDATE event SET time=time-1 WHERE sequence=5");
    for (const char* column : {"user", "client", "address", "kind", "object_type", "object_name", "reason"})
        row(column,
            (std::string("UPDATE event SET ") + column + "=(SELECT max(ref) FROM word) WHERE sequence=5").c_str());
    for (const char* column : {"user_id", "session_id", "correlation_id", "operation_id", "object_id", "fields"})
        row(column, (std::string("UPDATE event SET ") + column + "='x' WHERE sequence=5").c_str());
    row("of nobody", "UPDATE event SET object_name=0 WHERE sequence=5");
    row("of a word that is not there", "UPDATE event SET user=9999 WHERE sequence=5");
    row("another word", "UPDATE word SET text='mallory' WHERE ref=(SELECT object_name FROM event WHERE sequence=5)");
    row("another key", "UPDATE word SET key='mallory' WHERE ref=(SELECT object_name FROM event WHERE sequence=5)");
    row("unrelated", "DELETE FROM event_related WHERE sequence=5");
}

void AuditTest::namesWhatListsKnowOtherwise()
{
    QFETCH(QString, sql);
    append();
    const auto text = sql.toStdString();
    const auto last =
        text.find("event_related") == std::string::npos ? text : "DELETE FROM event_related WHERE id='two'";
    execute("DROP TRIGGER event_is_kept; DROP TRIGGER event_is_fixed;" + last);
    const auto report = must(verifyChain(*open()));
    QCOMPARE(report.broken, std::optional<std::int64_t>(last == text ? 5 : 13));
    QVERIFY2(report.fault.find("lists and filters") != std::string::npos, report.fault.c_str());
}

void AuditTest::namesACutTailByItsAnchor()
{
    const auto end = must(anchor(*open()));
    execute("DROP TRIGGER event_text_is_kept; DELETE FROM event_text WHERE sequence>10;"
            "DROP TRIGGER event_is_kept; DELETE FROM event WHERE sequence>10");
    QVERIFY(must(verifyChain(*open())).good()); // a bare chain cannot tell
    QVERIFY(must(open()->integrityFaults()).empty());
    QCOMPARE(must(verifyChain(*open(), end)).broken, std::optional<std::int64_t>(11));

    execute(
        "INSERT INTO event SELECT 11, time, user, client, address, kind, object_type, object_name, reason, user_id, "
        "session_id, correlation_id, operation_id, object_id, fields FROM event WHERE sequence=10");
    QCOMPARE(must(verifyChain(*open())).broken, std::optional<std::int64_t>(11));
    execute("DELETE FROM event WHERE sequence=11; INSERT INTO event_related VALUES('x', 3)");
    QCOMPARE(must(open()->integrityFaults()).size(), std::size_t{1});

    auto other = must(anchor(*open()));
    QVERIFY(must(verifyChain(*open(), other)).good());
    other.hash.back() = other.hash.back() == '0' ? '1' : '0';
    QCOMPARE(must(verifyChain(*open(), other)).broken, std::optional<std::int64_t>(10));
}

void AuditTest::exportsWhatAnyoneCanCheck()
{
    std::string text;
    const auto store = open();
    const auto end = must(exportEvidence(*store, [&](std::string_view line) {
        text += line;
        return true;
    }));
    QCOMPARE(end.sequence, std::int64_t{12});
    std::istringstream lines(text);
    std::string previous(noHash);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        auto object = must(parseJson(line)).as_object();
        const std::string hash(object.at("hash").as_string());
        QCOMPARE(std::string(object.at("previousHash").as_string()), previous);
        object.erase("hash");
        QCOMPARE(hexText(sha256(canonicalJson(object))), hash);
        previous = hash;
    }
    QCOMPARE(count, 12);
    QVERIFY(!exportEvidence(*store, [](std::string_view) { return false; }));
}

void AuditTest::readsItsOwnAnchors()
{
    const auto end = must(anchor(*open()));
    const auto back = must(anchorFromText(anchorText(end)));
    QCOMPARE(back.sequence, end.sequence);
    QCOMPARE(back.hash, end.hash);
    QVERIFY(back.time == end.time);
    QVERIFY(!anchorFromText("{}"));
    QVERIFY(!anchorFromText("{\"sequence\":1,\"hash\":\"x\",\"time\":\"2026-01-01T00:00:00.000Z\"}"));
}

QTEST_GUILESS_MAIN(AuditTest)
#include "audit_test.moc"

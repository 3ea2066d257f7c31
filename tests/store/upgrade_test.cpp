#include "tests/store/stores.h"

#include <sqlite3.h>

using namespace tokenhouse;
using namespace tokenhouse::test;

/// A store that an older version wrote is brought to the present form with all that is in it.
class UpgradeTest : public QObject {
    Q_OBJECT

private:
    static void run(const std::string& file, const std::string& sql)
    {
        sqlite3* database = nullptr;
        QCOMPARE(sqlite3_open(file.c_str(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    }

private Q_SLOTS:
    void bringsAnOlderFormToThePresentOne();
};

void UpgradeTest::bringsAnOlderFormToThePresentOne()
{
    QTemporaryDir place;
    const auto directory = place.path().toStdString();
    const auto file = directory + "/tokenhouse.db";
    const auto token = tokenOf("kept");
    {
        const auto store = must(openStore("sqlite:", directory, {.create = true}));
        put(*store, token, 1);
    }
    run(file, "ALTER TABLE secret DROP COLUMN since; DROP TABLE call_sum; DROP TABLE call_address;"
              "DELETE FROM setting WHERE name='calls.since'; PRAGMA user_version=2");
    const auto refused = openStore("sqlite:", directory, {.readOnly = true});
    QVERIFY(!refused && refused.error().detail.find("older") != std::string::npos);
    {
        const auto store = must(openStore("sqlite:", directory, {}));
        QCOMPARE(must(store->token(token.id))->name, token.name);
        QVERIFY(must(store->integrityFaults()).empty());
        must(store->recordCalls({{{token.id, {}, false}, {.calls = 3}}}));
        const auto counts = must(store->callCounts(token.id));
        QCOMPARE(counts.all.calls, std::uint64_t{3});
        QVERIFY(counts.countedSince > now() - std::chrono::minutes(1));
        must(store->change([&](Transaction& transaction) -> Result<void> {
            auto secret = *transaction.secret(digestOf(1));
            if (secret.since)
                return fail(Fault::Internal, "nobody noted since when");
            secret.role = StoredSecret::Role::Previous;
            transaction.putSecret(secret);
            return {};
        }));
    }
    const auto store = must(openStore("sqlite:", directory, {}));
    must(store->change([&](Transaction& transaction) -> Result<void> {
        if (!transaction.secret(digestOf(1))->since)
            return fail(Fault::Internal, "the change of its role was not noted");
        return {};
    }));
}

QTEST_GUILESS_MAIN(UpgradeTest)
#include "upgrade_test.moc"

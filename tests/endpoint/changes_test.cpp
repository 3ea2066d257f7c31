#include <QTest>

#include <atomic>
#include <thread>

#include <sqlite3.h>

#include "tests/endpoint/endpoint_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::server;
using namespace tokenhouse::test;

/// What was acknowledged counts for the next call.
class ChangesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyChangeCountsAtOnce()
    {
        CalledHouse house;
        auto& registry = *house.house.registry;
        const auto actor = house.house.actor();
        for (int round = 0; round < 50; ++round) {
            const auto route = "r" + std::to_string(round);
            const int secret = 100 + round * 2;
            QCOMPARE(house.call(route, secret).status, 401);
            auto token = house.house.token("t", secret);
            QCOMPARE(house.call(route, secret).status, 404);
            auto definition = house.house.definition(route, {});
            QCOMPARE(house.call(route, secret).status, 401);
            definition = House::must(registry.allowTokens(actor, definition.id, definition.revision, {token.id}));
            QCOMPARE(house.call(route, secret).status, 200);
            token = House::must(registry.disableToken(actor, token.id, token.revision, {}));
            QCOMPARE(house.call(route, secret).status, 401);
            token = House::must(registry.enableToken(actor, token.id, token.revision, ""));
            QCOMPARE(house.call(route, secret).status, 200);
            definition = House::must(registry.updateDefinition(actor, definition.id, definition.revision,
                                                               json::object{{"route", route + "/new"}}));
            QCOMPARE(house.call(route, secret).status, 404);
            QCOMPARE(house.call(route + "/new", secret).status, 200);
            definition = House::must(registry.disableDefinition(actor, definition.id, definition.revision, ""));
            QCOMPARE(house.call(route + "/new", secret).status, 404);
            definition = House::must(registry.enableDefinition(actor, definition.id, definition.revision, ""));
            QCOMPARE(house.call(route + "/new", secret).status, 200);
            RotateTokenRequest request;
            request.secret = SecretBytes(House::secretText(secret + 1));
            token = House::must(registry.rotateToken(actor, token.id, token.revision, std::move(request), {})).token;
            QCOMPARE(house.call(route + "/new", secret).status, 401);
            QCOMPARE(house.call(route + "/new", secret + 1).status, 200);
            definition = House::must(registry.disallowTokens(actor, definition.id, definition.revision, {token.id}));
            QCOMPARE(house.call(route + "/new", secret + 1).status, 401);
            QVERIFY(registry.deleteDefinition(actor, definition.id, definition.revision).has_value());
            QCOMPARE(house.call(route + "/new", secret + 1).status, 404);
            QVERIFY(registry.deleteToken(actor, token.id, token.revision).has_value());
            QCOMPARE(house.call(route + "/new", secret + 1).status, 401);
        }
        const auto stats = house.endpoint->stats();
        QCOMPARE(stats.tokens, std::size_t{0});
        QCOMPARE(stats.definitions, std::size_t{0});
    }

    void anOverlapEndsToTheSecondAndOnDemand()
    {
        CalledHouse house;
        auto& registry = *house.house.registry;
        const auto actor = house.house.actor();
        auto token = house.house.token("t", 1);
        house.house.definition("orders", {token.id});
        const auto rotate = [&](int secret, std::int64_t overlap) {
            RotateTokenRequest request;
            request.secret = SecretBytes(House::secretText(secret));
            request.overlapSeconds = overlap;
            token = House::must(registry.rotateToken(actor, token.id, token.revision, std::move(request), {})).token;
        };
        rotate(2, 1);
        const auto until = *token.previousSecretUntil;
        while (house.call("orders", 1).status == 200) {}
        QVERIFY(now() >= until);
        QVERIFY(now() < until + std::chrono::milliseconds(900));
        QCOMPARE(house.call("orders", 2).status, 200);

        rotate(3, 3600);
        QCOMPARE(house.call("orders", 2).status, 200);
        House::must(house.loaded()); // as after a restart
        QCOMPARE(house.call("orders", 2).status, 200);
        QCOMPARE(house.call("orders", 1).status, 401);
        token = House::must(registry.endOverlap(actor, token.id, token.revision));
        QCOMPARE(house.call("orders", 2).status, 401);
        QCOMPARE(house.call("orders", 3).status, 200);
    }

    void countsTheCallsOfEachSecretSinceTheRotation()
    {
        CalledHouse house;
        auto& registry = *house.house.registry;
        const auto actor = house.house.actor();
        auto token = house.house.token("t", 1);
        const auto definition = house.house.definition("orders", {token.id});
        const auto counts = [&](const Uuid& id) {
            if (!house.endpoint->settleCalls())
                throw std::runtime_error("cannot");
            return House::must(house.house.store->callCounts(id));
        };
        for (int i = 0; i < 3; ++i)
            house.call("orders", 1);
        house.call("nowhere", 1);
        auto kept = counts(token.id);
        QVERIFY(kept.all.calls == 4 && kept.all.refused == 1);
        QCOMPARE(kept.secrets.at(0).sums.calls, std::uint64_t{4});
        QCOMPARE(kept.all.addresses.at(0).address, std::string("127.0.0.1"));
        QCOMPARE(counts(definition.id).all.calls, std::uint64_t{3});

        house.call("orders", 1); // not written yet when the roles change
        RotateTokenRequest request;
        request.secret = SecretBytes(House::secretText(2));
        request.overlapSeconds = 3600;
        token = House::must(registry.rotateToken(actor, token.id, token.revision, std::move(request), {})).token;
        house.call("orders", 1);
        house.call("orders", 2);
        house.call("orders", 2);
        kept = counts(token.id);
        QVERIFY(kept.secrets.at(0).secret.role == StoredSecret::Role::Current);
        QCOMPARE(kept.secrets.at(0).sums.calls, std::uint64_t{2});
        QCOMPARE(kept.secrets.at(1).sums.calls, std::uint64_t{1});
        QCOMPARE(kept.all.calls, std::uint64_t{8});

        token = House::must(registry.endOverlap(actor, token.id, token.revision));
        token = House::must(registry.holdToken(actor, token.id, token.revision, "odd calls"));
        house.call("orders", 1); // nobody's any more
        house.call("orders", 2); // is told although it is refused
        kept = counts(token.id);
        QCOMPARE(kept.secrets.size(), std::size_t{1});
        QCOMPARE(kept.secrets.at(0).sums.refused, std::uint64_t{1});
        QVERIFY(kept.all.calls == 9 && kept.all.refused == 2);
        QVERIFY(registry.deleteToken(actor, token.id, token.revision).error().fault == Fault::Conflict);
        QCOMPARE(counts(definition.id).all.calls, std::uint64_t{7});
    }

    void keepsTheSumsOfCallsAtAStop()
    {
        CalledHouse house;
        const auto token = house.house.token("t", 1);
        house.house.definition("orders", {token.id});
        house.call("orders", 1);
        house.endpoint->drain(std::chrono::seconds(5));
        QCOMPARE(House::must(house.house.store->callCounts(token.id)).all.calls, std::uint64_t{1});
    }

    void aHeldTokenAnswersLikeAnUnknownOne()
    {
        CalledHouse house;
        auto& registry = *house.house.registry;
        const auto actor = house.house.actor();
        auto token = house.house.token("t", 1);
        house.house.definition("orders", {token.id});
        QCOMPARE(house.call("orders", 1).status, 200);
        token = House::must(registry.holdToken(actor, token.id, token.revision, "odd calls"));
        QCOMPARE(house.call("orders", 1).body, house.call("orders", 99).body);
        token = House::must(registry.disableToken(actor, token.id, token.revision, {}));
        token = House::must(registry.enableToken(actor, token.id, token.revision, {}));
        QCOMPARE(house.call("orders", 1).status, 401);
        House::must(house.loaded()); // as after a restart
        QCOMPARE(house.call("orders", 1).status, 401);
        token = House::must(registry.releaseToken(actor, token.id, token.revision, "explained"));
        QCOMPARE(house.call("orders", 1).status, 200);
    }

    void aRevocationHoldsUnderLoad()
    {
        CalledHouse house;
        const auto token = house.house.token("t", 1);
        house.house.definition("orders", {token.id});
        std::atomic<int> phase{0}; // odd: from the acknowledgement of a revocation until just before it is undone
        std::atomic<bool> ending{false};
        std::atomic<int> late{0};
        std::atomic<int> calls{0};
        std::vector<std::thread> callers;
        for (int i = 0; i < 4; ++i) {
            callers.emplace_back([&] {
                tests::HttpClient client("127.0.0.1", house.endpoint->port());
                while (!ending) {
                    const int before = phase;
                    const auto reply = client.request("GET", "/api/custom/orders", CalledHouse::bearer(1));
                    late += before % 2 == 1 && before == phase && reply.status != 401 ? 1 : 0;
                    ++calls;
                }
            });
        }
        auto present = house.house.reread(token.id);
        for (int round = 0; round < 30; ++round) {
            present =
                House::must(house.house.registry->disableToken(house.house.actor(), token.id, present.revision, {}));
            ++phase;
            const int then = calls;
            QTRY_VERIFY(calls > then + 20);
            ++phase;
            present =
                House::must(house.house.registry->enableToken(house.house.actor(), token.id, present.revision, ""));
        }
        ending = true;
        for (auto& caller : callers) {
            caller.join();
        }
        QCOMPARE(late.load(), 0);
    }

    void loadsWhatIsThere()
    {
        CalledHouse house({}, {}, false);
        std::vector<Uuid> ids;
        for (int i = 0; i < 2000; ++i) {
            ids.push_back(house.house.token("t", i).id);
        }
        house.house.definition("orders", ids);
        House::must(house.loaded());
        house.endpoint->setReady(true);
        for (int i = 0; i < 2000; i += 97) {
            QCOMPARE(house.call("orders", i).status, 200);
        }
        QCOMPARE(house.endpoint->stats().tokens, std::size_t{2000});
        // Again beside changes: what came meanwhile is not lost.
        std::atomic<bool> ending{false};
        std::thread loader([&] {
            while (!ending) {
                House::must(house.loaded());
            }
        });
        std::vector<int> answers;
        for (int i = 0; i < 50; ++i) {
            const auto token = house.house.reread(ids[static_cast<std::size_t>(i)]);
            House::must(house.house.registry->disableToken(house.house.actor(), token.id, token.revision, {}));
            answers.push_back(house.call("orders", i).status);
        }
        ending = true;
        loader.join();
        QCOMPARE(answers, std::vector<int>(50, 401));
        for (int i = 0; i < 50; ++i) {
            QCOMPARE(house.call("orders", i).status, 401);
        }
        QCOMPARE(house.call("orders", 50).status, 200);
    }

    void loadsBesideADefinitionThatCannotBeRead()
    {
        CalledHouse house({}, {}, false);
        const auto token = house.house.token("t", 1);
        for (const auto* route : {"good", "text", "type"}) {
            house.house.definition(route, {token.id});
        }
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open((house.house.directory() + "/tokenhouse.db").c_str(), &handle), SQLITE_OK);
        const int code = sqlite3_exec(handle,
                                      "UPDATE definition SET action_meta='{' WHERE shape='text';"
                                      "UPDATE definition SET action_meta='{\"script\":\"a.js\"}' WHERE shape='type'",
                                      nullptr, nullptr, nullptr);
        QCOMPARE(code, SQLITE_OK);
        QCOMPARE(sqlite3_total_changes(handle), 2);
        sqlite3_close(handle);
        House::must(house.loaded());
        house.endpoint->setReady(true);
        QCOMPARE(house.call("good", 1).status, 200);
        for (const auto* route : {"text", "type"}) {
            const auto reply = house.call(route, 1);
            QCOMPARE(reply.status, 500);
            QCOMPARE(CalledHouse::codeOf(reply), 9);
        }
    }

    void tellsTheStoreOfUses()
    {
        EndpointOptions options;
        options.useFlush = std::chrono::milliseconds(20);
        CalledHouse house({}, options);
        const auto token = house.house.token("t", 1);
        house.house.definition("orders", {token.id});
        const auto before = now();
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(house.call("orders", 1).status, 200);
        }
        QTRY_COMPARE(house.house.reread(token.id).useCount, std::uint64_t{5});
        const auto used = house.house.reread(token.id);
        QVERIFY(used.lastUsedAt && *used.lastUsedAt >= before && *used.lastUsedAt <= now());
        QCOMPARE(used.revision, token.revision);
        QCOMPARE(house.call("orders", 1).status, 200);
        house.endpoint->drain(std::chrono::seconds(1));
        QCOMPARE(house.house.reread(token.id).useCount, std::uint64_t{6});
    }
};

QTEST_GUILESS_MAIN(ChangesTest)
#include "changes_test.moc"

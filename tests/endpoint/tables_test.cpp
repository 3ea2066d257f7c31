#include <QTest>

#include <algorithm>
#include <atomic>
#include <deque>
#include <future>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "server/endpoint/access_table.h"
#include "server/endpoint/call_tally.h"
#include "server/endpoint/kept_uses.h"
#include "server/endpoint/refusal_counts.h"

using namespace tokenhouse;
using namespace tokenhouse::server;
using namespace std::chrono_literals;

namespace {

Digest digestOf(std::uint64_t number)
{
    return sha256(std::to_string(number));
}

Uuid idOf(std::uint64_t number)
{
    const auto digest = sha256("id" + std::to_string(number));
    return Uuid::fromBytes(digest.data());
}

TokenAccess accessOf(std::uint64_t number)
{
    TokenAccess access;
    access.id = idOf(number);
    access.secrets.push_back({digestOf(number), 1, access.id, StoredSecret::Role::Current, {}, false});
    return access;
}

Definition definitionOf(std::uint64_t number, const std::string& route, std::vector<Uuid> tokens)
{
    Definition definition;
    definition.id = idOf(number);
    definition.route = route;
    definition.allowedTokens = std::move(tokens);
    definition.action = FixedResponse{};
    return definition;
}

/// A store that only has a stock to load.
struct StockStore : Store {
    Commit stock;
    Result<void> change(const Work&) override { return {}; }
    void addSink(Sink) override {}
    Result<std::optional<Token>> token(const Uuid&) override { return std::nullopt; }
    Result<std::optional<Definition>> definition(const Uuid&) override { return std::nullopt; }
    Result<Page<Token>> tokens(const ListQuery&) override { return Page<Token>(); }
    Result<Page<Definition>> definitions(const ListQuery&) override { return Page<Definition>(); }
    Result<Page<Event>> events(const ListQuery&) override { return Page<Event>(); }
    Result<std::unique_ptr<Listing<Token>>> listTokens(const ListQuery&) override { return nullptr; }
    Result<std::unique_ptr<Listing<Definition>>> listDefinitions(const ListQuery&) override { return nullptr; }
    Result<std::unique_ptr<Listing<Event>>> listEvents(const ListQuery&) override { return nullptr; }
    Result<std::vector<Event>> eventsAfter(std::int64_t, std::size_t) override { return std::vector<Event>(); }
    Result<std::optional<std::int64_t>> misfiledEvent(std::int64_t, const std::vector<Event>&) override
    {
        return std::nullopt;
    }
    Result<ChainHead> head() override { return ChainHead(); }
    Result<std::vector<std::int64_t>> countTokens(const std::vector<Filter>&, Time) override
    {
        return std::vector<std::int64_t>();
    }
    Result<std::vector<std::int64_t>> countDefinitions(const std::vector<Filter>&, Time) override
    {
        return std::vector<std::int64_t>();
    }
    Result<std::vector<ChangeSum>> changeSums(Time) override { return std::vector<ChangeSum>(); }
    Result<void> addRefusals(const std::vector<RefusalSum>& sums, Time) override
    {
        if (!takesUses)
            return fail(Fault::Unavailable, "The disk is full.");
        refused.insert(refused.end(), sums.begin(), sums.end());
        return {};
    }
    Result<std::vector<RefusalSum>> refusals(Time) override { return refused; }
    std::vector<RefusalSum> refused;
    Result<std::vector<StoredUser>> users() override { return std::vector<StoredUser>(); }
    Result<SavedFilters> savedFilters(const Uuid&) override { return SavedFilters(); }
    Result<std::vector<StoredSession>> sessions() override { return std::vector<StoredSession>(); }
    Result<void> loadAccess(const std::function<void(const TokenAccess&)>& token,
                            const std::function<void(const DefinitionAccess&)>& definition) override
    {
        std::ranges::for_each(stock.tokens, token);
        for (const auto& one : stock.definitions) {
            definition({one});
        }
        return {};
    }
    Result<void> recordUse(const std::vector<UseRecord>& uses) override
    {
        most = std::max(most, uses.size());
        if (!takesUses)
            return fail(Fault::Unavailable, "The disk is full.");
        for (const auto& use : uses) {
            ++records;
            recorded[use.tokenId].calls += use.calls;
            recorded[use.tokenId].lastUsedAt = use.lastUsedAt;
        }
        return {};
    }
    Result<void> recordCalls(const std::vector<CallRecord>& calls) override
    {
        if (!takesUses)
            return fail(Fault::Unavailable, "The disk is full.");
        for (const auto& one : calls) {
            ++records;
            add(called[one.key], one.sums);
        }
        return {};
    }
    Result<CallCounts> callCounts(const Uuid&) override { return CallCounts(); }
    std::map<CallKey, CallSums> called;
    bool takesUses = true;
    std::map<Uuid, UseRecord> recorded;
    std::size_t records = 0;
    std::size_t most = 0; ///< at once
    Result<std::optional<std::string>> setting(const std::string&) override { return std::nullopt; }
    Result<void> setSetting(const std::string&, const std::string&) override { return {}; }
    Result<std::vector<std::string>> integrityFaults() override { return std::vector<std::string>(); }
};

} // namespace

class TablesTest : public QObject {
    Q_OBJECT

private:
    using Kind = TokenTable::Verdict::Kind;
    static Kind admitted(TokenTable& table, std::uint64_t number, Ticks at = 1, Time time = now())
    {
        return table.admit(digestOf(number), "127.0.0.1", time, at).kind;
    }

private Q_SLOTS:
    /// Sums of refused calls reach the store by the hour, once, and whatever the store refuses meanwhile is not lost.
    void sumsRefusals()
    {
        using enum EndpointFault;
        StockStore store;
        RefusalCounts counts;
        const auto noon = parseTime("2026-05-01T12:30:00Z").value();
        for (int i = 0; i < 3; ++i)
            counts.count(AuthenticationFailed);
        store.takesUses = false;
        QVERIFY(!counts.writeTo(store, noon));
        counts.count(RateLimitExceeded);
        counts.count(AuthenticationFailed);
        const auto unwritten = counts.since(store, noon - 24h, noon + 1h).value();
        QCOMPARE(unwritten.size(), std::size_t{3});
        QCOMPARE(unwritten[0].count, std::int64_t{3});
        QCOMPARE(unwritten[0].reason, std::string("AuthenticationFailed"));
        QCOMPARE(unwritten[0].code, std::int64_t{1010});
        QCOMPARE(formatTime(unwritten[0].hour), std::string("2026-05-01T12:00:00.000Z"));
        QCOMPARE(formatTime(unwritten[1].hour), std::string("2026-05-01T13:00:00.000Z"));
        store.takesUses = true;
        QVERIFY(counts.writeTo(store, noon + 1h).has_value());
        QVERIFY(counts.writeTo(store, noon + 2h).has_value());
        QCOMPARE(store.refused.size(), std::size_t{3});
        QCOMPARE(counts.since(store, noon - 24h, noon + 2h).value().size(), std::size_t{3});
        QCOMPARE(counts.total(), std::uint64_t{5});
    }
    void findsExactlyWhatIsThere()
    {
        // Against a plain set, with many changes, so that gaps, growth and reuse all happen.
        TokenTable table;
        std::set<std::uint64_t> expected;
        std::mt19937_64 random(7);
        for (int step = 0; step < 60'000; ++step) {
            const auto number = random() % 5000;
            if (random() % 3 != 0) {
                table.put(accessOf(number));
                expected.insert(number);
            } else {
                table.erase(idOf(number));
                expected.erase(number);
            }
        }
        QCOMPARE(table.size(), expected.size());
        for (std::uint64_t number = 0; number < 5000; ++number) {
            QCOMPARE(admitted(table, number) == Kind::Usable, expected.contains(number));
            QCOMPARE(table.find(idOf(number)).has_value(), expected.contains(number));
        }
    }

    void knowsPreviousSecrets()
    {
        TokenTable table;
        auto access = accessOf(1);
        const auto until = now() + 1h;
        access.secrets.push_back({digestOf(2), 1, access.id, StoredSecret::Role::Previous, until, false});
        access.secrets.push_back({digestOf(3), 1, access.id, StoredSecret::Role::Previous, std::nullopt, false});
        access.secrets.push_back({digestOf(4), 1, access.id, StoredSecret::Role::Retired, std::nullopt, false});
        table.put(access);
        QVERIFY(admitted(table, 1) == Kind::Usable && admitted(table, 2) == Kind::Usable
                && admitted(table, 3) == Kind::Usable);
        QVERIFY(admitted(table, 4) == Kind::Unusable);
        QVERIFY(admitted(table, 2, 1, until) == Kind::Unusable && admitted(table, 2, 1, until - 1ms) == Kind::Usable);
        QVERIFY(admitted(table, 3, 1, until + 24h) == Kind::Usable);
        table.put(accessOf(1));
        QVERIFY(admitted(table, 1) == Kind::Usable && admitted(table, 2) == Kind::Unusable
                && admitted(table, 3) == Kind::Unusable);
    }

    void keepsUsesAndForgetsThem()
    {
        TokenTable table;
        auto access = accessOf(1);
        access.rateLimit = *RateLimit::make(2, 1);
        table.put(access);
        table.put(accessOf(2));
        const Ticks second = 1'000'000'000 >> 16;
        QVERIFY(admitted(table, 1, 10) == Kind::Usable && admitted(table, 1, 11) == Kind::Usable);
        QVERIFY(admitted(table, 1, 12) == Kind::Limited);
        QVERIFY(admitted(table, 2) == Kind::Usable);
        auto uses = table.takeUses(13);
        QCOMPARE(uses.size(), std::size_t{2});
        QCOMPARE(uses[0].calls + uses[1].calls, std::uint64_t{3});
        QVERIFY(table.takeUses(14).empty());
        QVERIFY(admitted(table, 1, 15) == Kind::Limited); // the window outlives the taking
        table.put(access);
        QVERIFY(admitted(table, 1, 15) == Kind::Limited); // and a change
        QVERIFY(table.takeUses(20 + 3 * second).empty());
        QVERIFY(admitted(table, 1, 20 + 3 * second) == Kind::Usable);
        table.erase(access.id);
        table.put(accessOf(3)); // takes the place over, not the window
        QVERIFY(admitted(table, 3) == Kind::Usable);
        uses = table.takeUses(20 + 4 * second);
        QCOMPARE(uses.size(), std::size_t{1});
        QVERIFY(uses[0].tokenId == idOf(3));
    }

    void keepsOneRecordOfATokenUntilTheStoreTakesIt()
    {
        StockStore store;
        store.takesUses = false;
        KeptUses uses;
        constexpr std::size_t tokens = 2500;
        const auto start = now();
        for (int round = 0; round < 3; ++round) {
            std::vector<UseRecord> fresh;
            for (std::size_t i = 0; i < tokens; ++i) {
                fresh.push_back({idOf(i), start + round * 1s, 2});
            }
            uses.add(fresh);
            QVERIFY(!uses.writeTo(store));
        }
        store.takesUses = true;
        QVERIFY(uses.writeTo(store).has_value());
        QCOMPARE(store.records, tokens);
        QCOMPARE(store.most, KeptUses::atOnce);
        QCOMPARE(store.recorded.at(idOf(7)).calls, std::uint64_t{6});
        QVERIFY(store.recorded.at(idOf(7)).lastUsedAt == start + 2s);
        QVERIFY(uses.writeTo(store).has_value());
        QCOMPARE(store.records, tokens); // and never again
    }

    void sumsCallsByTokenSecretAndDefinition()
    {
        StockStore store;
        CallTally tally(2);
        const auto at = now();
        const auto key = CallTally::keyOf(digestOf(1));
        const CallTally::Note note{idOf(1), key, false, idOf(7), false, "10.0.0.1", at};
        tally.note(0, note);
        auto other = note;
        other.isRefused = other.isPrevious = true;
        other.definition = Uuid();
        other.address = "10.0.0.2";
        other.at = at + 1s;
        tally.note(1, other);
        tally.note(1, note);
        store.takesUses = false;
        QVERIFY(!tally.writeTo(store));
        tally.note(0, note);
        store.takesUses = true;
        QVERIFY(tally.writeTo(store).has_value());
        QCOMPARE(store.called.size(), std::size_t{3});
        const auto& current = store.called.at({idOf(1), key, false});
        QVERIFY(current.calls == 3 && current.refused == 0 && !current.lastRefusedAt && current.lastCallAt == at);
        const auto& previous = store.called.at({idOf(1), key, true});
        QVERIFY(previous.calls == 1 && previous.refused == 1 && previous.lastRefusedAt == at + 1s);
        QCOMPARE(previous.addresses.at(0).address, std::string("10.0.0.2"));
        QCOMPARE(store.called.at({idOf(7), {}, false}).calls, std::uint64_t{3});
        QVERIFY(tally.writeTo(store).has_value());
        QCOMPARE(store.records, std::size_t{3}); // and never again
    }

    void keepsTheSumsOfCallsBounded()
    {
        StockStore store;
        CallTally tally(1);
        for (std::uint64_t i = 0; i < CallTally::seatMaximum + 5; ++i) {
            tally.note(0, {idOf(i), {}, false, {}, false, "10.0.0.1", now()});
        }
        QCOMPARE(tally.takeLeftOut(), std::uint64_t{5});
        QVERIFY(tally.writeTo(store).has_value());
        QCOMPARE(store.called.size(), CallTally::seatMaximum);
        for (std::size_t i = 0; i < summedAddresses + 10; ++i) {
            const auto address = "10.0.1." + std::to_string(i);
            tally.note(0, {idOf(1), {}, false, {}, false, address, now()});
        }
        QVERIFY(tally.writeTo(store).has_value());
        const auto& sums = store.called.at({idOf(1), {}, false});
        QCOMPARE(sums.addresses.size(), summedAddresses + 1);
        QCOMPARE(sums.addresses.back().address, std::string());
        QCOMPARE(sums.addresses.back().calls, std::uint64_t{11});
        QCOMPARE(sums.calls, std::uint64_t{summedAddresses + 11});
    }

    void readersGoOnWhileAChangeWaitsForTheLastSeat()
    {
        ReadersLock lock(3);
        auto held = lock.read(2);
        std::thread change([&] { const ReadersLock::Change all(lock); });
        auto reading = std::async(std::launch::async, [&] {
            for (int i = 0; i < 200'000; ++i) {
                const auto first = lock.read(0);
                std::this_thread::yield();
            }
        });
        const auto done = reading.wait_for(30s) == std::future_status::ready;
        held.unlock();
        change.join();
        reading.wait();
        QVERIFY(done);
    }

    void slidesExactly_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("window");
        QTest::newRow("1 in 1 s") << 1 << 1;
        QTest::newRow("7 in 2 s") << 7 << 2;
        QTest::newRow("100 in 1 min") << 100 << 60;
        QTest::newRow("60 in 1 day") << 60 << 86'400;
    }
    void slidesExactly()
    {
        // In nanoseconds against the definition: never more than `limit` in any window, and never refused although
        // the window had room by more than the clock's grain.
        QFETCH(int, limit);
        QFETCH(int, window);
        const auto span = std::chrono::seconds(window);
        const auto need = ticksOf(span);
        CallWindow calls;
        std::deque<std::chrono::nanoseconds> counted;
        std::mt19937_64 random(static_cast<unsigned>(limit));
        std::chrono::nanoseconds at = 123456h;
        const auto mean =
            static_cast<std::uint64_t>(std::chrono::nanoseconds(span).count()) / static_cast<std::uint64_t>(limit);
        bool promised = false;
        for (int i = 0; i < 20'000; ++i) {
            if (!promised) {
                at += std::chrono::nanoseconds(random() % (random() % 50 == 0 ? mean * 100 : mean));
            }
            const bool wasPromised = std::exchange(promised, false);
            const auto tick = ticksOf(std::chrono::steady_clock::time_point(at));
            const auto wait = calls.admit(static_cast<unsigned>(limit), need, tick);
            const auto inside = [&](std::chrono::nanoseconds slack) {
                return std::ranges::count_if(counted, [&](auto one) { return at - one < span + slack; });
            };
            if (wait == 0) {
                QVERIFY(inside(0ns) < limit);
                counted.push_back(at);
                if (counted.size() > static_cast<std::size_t>(limit)) {
                    counted.pop_front();
                }
            } else {
                QVERIFY(!wasPromised);
                QVERIFY(inside(200us) >= limit);
                if (random() % 4 == 0) { // what Retry-After promises holds
                    at += std::chrono::nanoseconds(wait * 65'536ull);
                    promised = true;
                }
            }
        }
    }

    void keepsReadersRightBesideChanges()
    {
        // Token n is allowed on route n only; whatever changes meanwhile, no reader ever sees another's right.
        constexpr std::size_t readers = 3;
        AccessTable table(readers);
        std::atomic<bool> ending{false};
        std::atomic<int> wrong{0};
        Commit first;
        for (std::uint64_t i = 0; i < 50; ++i) {
            first.tokens.push_back(accessOf(i));
            first.definitions.push_back(definitionOf(1000 + i, "r" + std::to_string(i), {idOf(i)}));
        }
        StockStore source;
        source.stock = first;
        QVERIFY(table.load(source).has_value());
        std::vector<std::thread> threads;
        for (std::size_t reader = 0; reader < readers; ++reader) {
            threads.emplace_back([&, reader] {
                std::mt19937_64 random(reader);
                while (!ending) {
                    const auto token = random() % 60;
                    const auto route = random() % 60;
                    const auto text = "/api/custom/r" + std::to_string(route);
                    auto path = CallPath::parse(text);
                    const auto look = table.look(reader, digestOf(token), true, "127.0.0.1", *path);
                    const bool usable = look.verdict.kind == Kind::Usable;
                    wrong += usable && look.verdict.id != idOf(token) ? 1 : 0;
                    wrong += usable && look.isAllowed && token != route ? 1 : 0;
                    wrong += !usable && look.isAllowed ? 1 : 0;
                }
            });
        }
        std::mt19937_64 random(99);
        for (int i = 0; i < 3000; ++i) {
            const auto number = random() % 60;
            Commit out;
            out.deletedDefinitions.push_back(idOf(1000 + number));
            out.deletedTokens.push_back(idOf(number));
            table.apply(out);
            Commit in; // one commit makes token and definition
            in.tokens.push_back(accessOf(number));
            in.definitions.push_back(definitionOf(1000 + number, "r" + std::to_string(number), {idOf(number)}));
            table.apply(in);
            if (i % 100 == 0) {
                table.takeUses();
            }
        }
        ending = true;
        for (auto& thread : threads) {
            thread.join();
        }
        QCOMPARE(wrong.load(), 0);
    }

    void swapsRoutesInOneCommit()
    {
        AccessTable table(1);
        StockStore source;
        source.stock.tokens = {accessOf(1)};
        source.stock.definitions = {definitionOf(11, "a", {idOf(1)}), definitionOf(12, "b", {idOf(1)})};
        QVERIFY(table.load(source).has_value());
        const auto at = [&](std::string_view target) {
            auto path = CallPath::parse(target);
            return table.look(0, digestOf(1), true, "127.0.0.1", *path).found.definition;
        };
        QVERIFY(at("/api/custom/a")->id == idOf(11));
        Commit commit;
        commit.definitions = {definitionOf(11, "b", {}), definitionOf(12, "a", {}), definitionOf(11, "B/{x}", {}),
                              definitionOf(13, "b", {}), definitionOf(14, "c", {})};
        commit.deletedDefinitions = {idOf(14)};
        table.apply(commit);
        QVERIFY(at("/api/custom/A")->id == idOf(12));
        QVERIFY(at("/api/custom/b")->id == idOf(13));
        QVERIFY(at("/api/custom/b/7")->id == idOf(11));
        QVERIFY(!at("/api/custom/c"));
        QCOMPARE(table.size().definitions, std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(TablesTest)
#include "tables_test.moc"

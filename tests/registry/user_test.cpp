#include <QtTest>

#include <barrier>
#include <thread>

#include "tests/registry/registry_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::test;

/// Users: who may manage, who stays, and what ends with a change.
class UserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheLastManagerAndOldNames();
    void endsSessionsWithThePassword();
    void changesOnlyWhatDiffers();
    void tellsAllReasons();
    void keepsOneManagerAgainstRaces();
    void endsAllSessions();

private:
    static User user(House& house, const std::string& name, const std::string& group)
    {
        return House::must(house.registry->createUser(house.actor(), name, {group}, "hash"));
    }
    static Uuid session(House& house, const User& of)
    {
        StoredSession one;
        one.id = Uuid::make();
        one.userId = of.id;
        one.userName = of.name;
        const auto put = house.store->change([&](Transaction& transaction) -> Result<void> {
            transaction.putSession(one);
            return {};
        });
        if (!put)
            throw std::runtime_error("no session");
        return one.id;
    }
};

void UserTest::keepsTheLastManagerAndOldNames()
{
    House house;
    const auto admin = House::must(house.registry->createUser(house.actor(), "Straße", {"Administrators"}, "hash"));
    QCOMPARE(reasonsOf(house.registry->createUser(house.actor(), "STRASSE", {}, "hash")),
             std::vector{Reason::NameInUse});
    QCOMPARE(reasonsOf(house.registry->createUser(house.actor(), "x", {"Nobody"}, "hash")),
             std::vector{Reason::InvalidGroup});
    QCOMPARE(reasonsOf(house.registry->updateUser(house.actor(), admin.id, {}, {.groups = {{"Viewers"}}})),
             std::vector{Reason::LastManager});
    QCOMPARE(reasonsOf(house.registry->removeUser(house.actor(), admin.id)), std::vector{Reason::LastManager});
    const auto second = House::must(house.registry->createUser(house.actor(), "Second", {"Administrators"}, "hash"));
    QVERIFY(house.registry->removeUser(house.actor(), admin.id).has_value());
    QCOMPARE(house.lastEvent().kind, std::string("user.deleted"));
    QCOMPARE(reasonsOf(house.registry->createUser(house.actor(), "Straße", {}, "hash")),
             std::vector{Reason::NameInUse});
    QCOMPARE(House::must(house.store->users()).size(), std::size_t{1});
    QCOMPARE(House::must(house.store->users())[0].user.id, second.id);
}

void UserTest::endsSessionsWithThePassword()
{
    House house;
    const auto user = House::must(house.registry->createUser(house.actor(), "A", {"Administrators"}, "hash"));
    std::vector<Uuid> ended;
    house.store->addSink([&](const Commit& commit) {
        ended.insert(ended.end(), commit.deletedSessions.begin(), commit.deletedSessions.end());
    });
    StoredSession session;
    session.id = Uuid::make();
    session.userId = user.id;
    session.userName = user.name;
    QVERIFY(house.store
                ->change([&](Transaction& transaction) -> Result<void> {
                    transaction.putSession(session);
                    return {};
                })
                .has_value());
    QCOMPARE(House::must(house.store->sessions()).size(), std::size_t{1});
    QVERIFY(house.registry->updateUser(house.actor(), user.id, {}, {.passwordHash = "another"}).has_value());
    QCOMPARE(ended, std::vector{session.id});
    QVERIFY(House::must(house.store->sessions()).empty());
    const auto event = house.lastEvent();
    QVERIFY(canonicalJson(eventJson(event)).find("another") == std::string::npos);
}

void UserTest::changesOnlyWhatDiffers()
{
    House house;
    user(house, "Root", "Administrators");
    const auto one = user(house, "One", "Operators");
    session(house, one);
    const auto head = [&] { return House::must(house.store->head()).sequence; };
    const auto before = head();
    const auto change = [&](std::int64_t revision, UserChange wanted) {
        return house.registry->updateUser(house.actor(), one.id, revision, std::move(wanted));
    };
    QCOMPARE(House::must(change(1, {.groups = {{"Operators", "Operators"}}, .isDisabled = false})).revision,
             std::int64_t{1});
    QCOMPARE(head(), before);
    const auto moved = House::must(change(1, {.groups = {{"Viewers", "Auditors"}}}));
    QCOMPARE(moved.groups, (std::vector<std::string>{"Auditors", "Viewers"}));
    QCOMPARE(house.lastEvent().kind, std::string("user.updated"));
    QCOMPARE(House::must(house.store->sessions()).size(), std::size_t{1}); // rights change, the session stays
    QCOMPARE(faultOf(change(1, {.isDisabled = true})), Fault::PreconditionFailed);
    QVERIFY(House::must(change(2, {.isDisabled = true})).permissions() == Permissions{});
    QCOMPARE(house.lastEvent().kind, std::string("user.disabled"));
    QVERIFY(House::must(house.store->sessions()).empty());
    QCOMPARE(House::must(change(3, {.isDisabled = false})).revision, std::int64_t{4});
    QCOMPARE(house.lastEvent().kind, std::string("user.enabled"));
    QCOMPARE(faultOf(house.registry->removeUser(house.actor(), one.id, 3)), Fault::PreconditionFailed);
    QVERIFY(house.registry->removeUser(house.actor(), one.id, 4).has_value());
    QCOMPARE(faultOf(change(4, {.isDisabled = true})), Fault::NotFound);
    QCOMPARE(faultOf(house.registry->updateUser(house.actor({Permission::TokensWrite}), one.id, {}, {})),
             Fault::Forbidden);
}

void UserTest::tellsAllReasons()
{
    House house;
    const auto last = user(house, "Last", "Administrators");
    const Trace weak{Reason::InvalidPassword, {}, "weak", {}};
    QCOMPARE(reasonsOf(house.registry->updateUser(house.actor(), last.id, {},
                                                  {.groups = {{"Nobody"}}, .isDisabled = true, .broken = {weak}})),
             (std::vector{Reason::InvalidGroup, Reason::InvalidPassword, Reason::LastManager}));
    QCOMPARE(reasonsOf(house.registry->createUser(house.actor(), "LAST", {"Nobody"}, {}, {weak})),
             (std::vector{Reason::InvalidGroup, Reason::NameInUse, Reason::InvalidPassword}));
}

/// Two managers who remove, disable or demote each other at the same moment: one of them stays.
void UserTest::keepsOneManagerAgainstRaces()
{
    House house;
    const auto a = user(house, "A", "Administrators");
    const auto b = user(house, "B", "Administrators");
    for (int round = 0; round < 60; ++round) {
        std::barrier both(2);
        const auto strike = [&](const User& at) {
            both.arrive_and_wait();
            const UserChange change = round % 2 == 0 ? UserChange{.isDisabled = true}
                                                     : UserChange{.groups = std::vector<std::string>{"Viewers"}};
            return house.registry->updateUser(house.actor(), at.id, {}, change).has_value();
        };
        bool struckA = false;
        std::thread other([&] { struckA = strike(a); });
        const auto struckB = strike(b);
        other.join();
        QVERIFY(struckA != struckB);
        const UserChange back{.groups = std::vector<std::string>{"Administrators"}, .isDisabled = false};
        House::must(house.registry->updateUser(house.actor(), struckA ? a.id : b.id, {}, back));
    }
}

void UserTest::endsAllSessions()
{
    House house;
    const auto one = user(house, "One", "Administrators");
    const auto other = user(house, "Other", "Viewers");
    session(house, one);
    const auto kept = session(house, one);
    session(house, other);
    QCOMPARE(House::must(house.registry->endUserSessions(house.actor(), one.id)), std::size_t{2});
    QCOMPARE(House::must(house.store->sessions()).size(), std::size_t{1});
    const auto event = house.lastEvent();
    QCOMPARE(event.kind, std::string("session.ended"));
    QCOMPARE(event.objectName, std::string("One"));
    QVERIFY(house.events().at(house.events().size() - 2).objectId == kept.text() || event.objectId == kept.text());
    QCOMPARE(House::must(house.registry->endUserSessions(house.actor(), one.id)), std::size_t{0});
    QCOMPARE(faultOf(house.registry->endUserSessions(house.actor(), Uuid::make())), Fault::NotFound);
    QCOMPARE(faultOf(house.registry->endUserSessions(house.actor({}), one.id)), Fault::Forbidden);
}

QTEST_GUILESS_MAIN(UserTest)
#include "user_test.moc"

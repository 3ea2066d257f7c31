#include <QtTest>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/api/api_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

const std::string firstPassword = "lantern over the pond 5";
const std::string otherPassword = "seven quiet carpenters";

/// The bytes of all files below.
std::string readTree(const std::string& directory)
{
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        std::ifstream file(entry.path(), std::ios::binary);
        if (entry.is_regular_file())
            all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
}

} // namespace

/// Users, groups and sessions over the wire; what a change does to those who are signed in.
class UserCallsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ApiFixture>();
        m_fixture->init();
        m_fixture->start();
        m_anna = std::make_unique<ApiUser>(m_fixture->anna());
    }
    void cleanup()
    {
        m_anna.reset();
        m_fixture.reset();
    }
    void createsReadsAndRemoves();
    void judgesNamesAndPasswords();
    void patchesUnderARevision();
    void keepsTheLastManager();
    void endsStreamsAtOnce();
    void endsSessions();
    void changesTheOwnPassword();
    void throttlesThePresentPassword();
    void countsMembers();
    void leavesNoPasswordBehind();

private:
    ApiReply create(const std::string& name, const std::string& group, const std::string& password = firstPassword)
    {
        return m_anna->post("users",
                            json::object{{"name", name}, {"password", password}, {"groups", json::array{group}}});
    }
    ApiUser signedIn(const std::string& name, const std::string& password = firstPassword)
    {
        return {m_fixture->server->api(), name, password};
    }
    int signInStatus(const std::string& name, const std::string& password)
    {
        ApiUser guest(m_fixture->server->api());
        return guest.post("sessions", json::object{{"user", name}, {"password", password}}).status;
    }
    std::string kinds(const std::string& filter)
    {
        std::string all;
        const auto listed = m_anna->get("events?orderBy=sequence&filter=" + filter);
        for (const auto& event : listed.items())
            all += (all.empty() ? "" : " ") + std::string(event.at("kind").as_string());
        return all;
    }
    std::unique_ptr<ApiFixture> m_fixture;
    std::unique_ptr<ApiUser> m_anna;
};

void UserCallsTest::createsReadsAndRemoves()
{
    const auto made = create("otto", "Operators");
    QCOMPARE(made.status, 201);
    QCOMPARE(made.field("ETag"), std::string("\"1\""));
    const auto path = "users/" + made.text("id");
    QCOMPARE(made.field("Location"), "/api/v1/" + path);
    QVERIFY(made.raw.find("password") == std::string::npos);
    const auto read = m_anna->get(path);
    QVERIFY(read.body == made.body);
    QCOMPARE(signedIn("otto").get("tokens").status, 200);
    QCOMPARE(m_anna->send("DELETE", path).status, 428);
    QCOMPARE(m_anna->change("DELETE", path, 2).status, 412);
    QVERIFY(m_anna->change("DELETE", path, 2).body.as_object().contains("currentObject"));
    QCOMPARE(m_anna->change("DELETE", path, 1).status, 204);
    QCOMPARE(m_anna->get(path).status, 404);
    QCOMPARE(signInStatus("otto", firstPassword), 401);
    const auto again = create("Otto", "Viewers");
    QCOMPARE(again.status, 422);
    QCOMPARE(again.reasons(), std::string("NameInUse"));
    QCOMPARE(kinds("objectType%3Duser%20user%3Danna"), std::string("user.created user.deleted"));
}

void UserCallsTest::judgesNamesAndPasswords()
{
    const auto bad = create("system", "Nobody", "short");
    QCOMPARE(bad.status, 422);
    QCOMPARE(bad.reasons(), std::string("InvalidName InvalidGroup InvalidPassword"));
    QVERIFY(bad.raw.find("short") == std::string::npos);
    QCOMPARE(create("eve", "Viewers", "password1234").status, 422);
    QCOMPARE(m_anna->post("users", json::object{{"name", "eve"}}).status, 400);
    QCOMPARE(m_anna->post("users", json::object{{"name", "eve"}, {"password", 5}}).status, 400);
    QCOMPARE(m_anna->post("users", json::object{{"name", "eve"}, {"password", firstPassword}, {"id", "x"}}).status,
             400);
    QCOMPARE(m_anna->post("users", json::object{{"name", "eve"}, {"password", firstPassword}, {"colour", 1}}).status,
             400);
    QCOMPARE(m_anna->get("users/nonsense").status, 400);
}

void UserCallsTest::patchesUnderARevision()
{
    const auto path = "users/" + create("otto", "Operators").text("id");
    auto otto = signedIn("otto");
    QCOMPARE(otto.post("users", json::object{{"name", "x"}, {"password", firstPassword}}).text("missingPermission"),
             std::string("users.manage"));
    const auto moved = m_anna->change("PATCH", path, 1, json::object{{"groups", json::array{"Viewers"}}});
    QCOMPARE(moved.status, 200);
    QCOMPARE(moved.field("ETag"), std::string("\"2\""));
    QCOMPARE(otto.post("tokens", json::object{{"name", "x"}}).status, 403); // at once, in the same session
    QCOMPARE(m_anna->change("PATCH", path, 1, json::object{{"isDisabled", true}}).status, 412);
    for (const auto& wrong : {json::object{{"name", "x"}}, json::object{{"isDisabled", 1}}, json::object{{"x", 1}},
                              json::object{{"password", nullptr}}, json::object{{"groups", "Viewers"}}})
        QCOMPARE(m_anna->change("PATCH", path, 2, wrong).status, 400);
    QCOMPARE(m_anna->change("PATCH", path, 2, json::object{{"password", "short"}}).reasons(),
             std::string("InvalidPassword"));
    QCOMPARE(m_anna->change("PATCH", path, 2, json::object{{"groups", nullptr}}).body.at("groups").as_array().size(),
             std::size_t{0});
    const auto reset = m_anna->change("PATCH", path, 3, json::object{{"password", otherPassword}});
    QCOMPARE(reset.status, 200);
    QVERIFY(reset.raw.find("password") == std::string::npos);
    QCOMPARE(otto.get("sessions/current").status, 401);
    QCOMPARE(signInStatus("otto", firstPassword), 401);
    QCOMPARE(signInStatus("otto", otherPassword), 201);
    const auto own = "users/" + m_anna->get("sessions/current").text("userId");
    QCOMPARE(m_anna->change("PATCH", own, 1, json::object{{"password", otherPassword}}).status, 422);
}

void UserCallsTest::keepsTheLastManager()
{
    const auto own = "users/" + m_anna->get("sessions/current").text("userId");
    for (const auto& patch : {json::object{{"isDisabled", true}}, json::object{{"groups", json::array{"Viewers"}}}}) {
        const auto refused = m_anna->change("PATCH", own, 1, patch);
        QCOMPARE(refused.status, 422);
        QCOMPARE(refused.reasons(), std::string("LastManager"));
    }
    QCOMPARE(m_anna->change("DELETE", own, 1).reasons(), std::string("LastManager"));
    const auto second = "users/" + create("second", "Administrators").text("id");
    QCOMPARE(m_anna->change("PATCH", second, 1, json::object{{"isDisabled", true}}).status, 200);
    QCOMPARE(m_anna->change("DELETE", own, 1).reasons(), std::string("LastManager")); // who is disabled manages nobody
    QCOMPARE(m_anna->change("PATCH", second, 2, json::object{{"isDisabled", false}}).status, 200);
    QCOMPARE(m_anna->change("DELETE", own, 1).status, 204);
    QCOMPARE(m_anna->get("tokens").status, 401);
}

void UserCallsTest::endsStreamsAtOnce()
{
    const auto path = "users/" + create("otto", "Operators").text("id");
    auto otto = signedIn("otto");
    HttpClient stream(m_fixture->server->api());
    QCOMPARE(stream.openStream("/api/v1/events/stream", otto.authorization()).status, 200);
    QCOMPARE(m_anna->change("PATCH", path, 1, json::object{{"isDisabled", true}}).status, 200);
    auto ended = false;
    while (const auto event = stream.readEvent()) {
        for (const auto& [name, value] : *event)
            ended = ended || (name == "data" && value.find("\"ended\":true") != std::string::npos);
    }
    QVERIFY(ended);
    QCOMPARE(otto.get("tokens").status, 401);
    QCOMPARE(signInStatus("otto", firstPassword), 401);
    QCOMPARE(m_anna->change("PATCH", path, 2, json::object{{"isDisabled", false}}).status, 200);
    QCOMPARE(otto.get("tokens").status, 401); // what ended stays so
    QCOMPARE(signInStatus("otto", firstPassword), 201);
    QCOMPARE(kinds("kind%3D%22user.*%22%20NOT%20kind%3D%22user.created%22"), std::string("user.disabled user.enabled"));
}

void UserCallsTest::endsSessions()
{
    const auto path = "users/" + create("otto", "Operators").text("id");
    auto one = signedIn("otto");
    auto two = signedIn("otto");
    QCOMPARE(one.get("sessions").items().size(), std::size_t{2});
    QCOMPARE(m_anna->get("sessions").items().size(), std::size_t{3});
    QCOMPARE(one.post(path + ":endSessions", json::object{}).status, 403);
    const auto ended = m_anna->send("POST", path + ":endSessions");
    QCOMPARE(ended.status, 200);
    QCOMPARE(ended.body.at("ended").to_number<int>(), 2);
    QCOMPARE(one.get("tokens").status, 401);
    QCOMPARE(two.get("tokens").status, 401);
    QCOMPARE(m_anna->send("POST", "users/01900000-0000-7000-8000-00000000ffff:endSessions").status, 404);
    QCOMPARE(m_anna->post(path + ":endSessions", json::object{{"x", 1}}).status, 400);
}

void UserCallsTest::changesTheOwnPassword()
{
    create("vera", "Viewers");
    auto vera = signedIn("vera");
    auto elsewhere = signedIn("vera");
    const auto change = [&](const std::string& present, const std::string& next) {
        return vera.post("sessions/current:changePassword",
                         json::object{{"currentPassword", present}, {"newPassword", next}});
    };
    const auto wrong = change(otherPassword, "another good password");
    QCOMPARE(wrong.status, 422);
    QCOMPARE(std::string(wrong.body.at("traceData").at(0).at("member").as_string()), std::string("currentPassword"));
    const auto weak = change(firstPassword, "qwertyuiop12");
    QCOMPARE(weak.status, 422);
    QCOMPARE(std::string(weak.body.at("traceData").at(0).at("member").as_string()), std::string("newPassword"));
    QCOMPARE(change(firstPassword, firstPassword).status, 422);
    QCOMPARE(vera.post("sessions/current:changePassword", json::object{{"newPassword", otherPassword}}).status, 400);
    QCOMPARE(elsewhere.get("tokens").status, 200);
    QCOMPARE(change(firstPassword, otherPassword).status, 204);
    QCOMPARE(vera.get("tokens").status, 200);
    QCOMPARE(elsewhere.get("tokens").status, 401);
    QCOMPARE(signInStatus("vera", firstPassword), 401);
    QCOMPARE(signInStatus("vera", otherPassword), 201);
    QCOMPARE(kinds("user%3Dvera%20kind%3D%22user.*%22"), std::string("user.updated"));
    QCOMPARE(kinds("user%3Dvera%20kind%3Dsession.ended"), std::string("session.ended"));
}

void UserCallsTest::throttlesThePresentPassword()
{
    create("vera", "Viewers");
    auto vera = signedIn("vera");
    auto status = 0;
    for (int i = 0; i < 20 && status != 429; ++i) {
        const auto tried = vera.post(
            "sessions/current:changePassword",
            json::object{{"currentPassword", "guess of mine " + std::to_string(i)}, {"newPassword", otherPassword}});
        QVERIFY(tried.status == 422 || tried.status == 429);
        status = tried.status;
        if (status == 429)
            QVERIFY(!tried.field("Retry-After").empty());
    }
    QCOMPARE(status, 429);
    QVERIFY(kinds("kind%3Dsession.refused").starts_with("session.refused"));
}

void UserCallsTest::countsMembers()
{
    create("otto", "Operators");
    create("olga", "Operators");
    const auto groups = m_anna->get("groups");
    for (const auto& group : groups.items()) {
        const auto name = std::string(group.at("name").as_string());
        const auto expected = name == "Operators" ? 2 : name == "Administrators" ? 1 : 0;
        QCOMPARE(group.at("members").to_number<int>(), expected);
        QVERIFY(!group.at("permissions").as_array().empty());
    }
}

void UserCallsTest::leavesNoPasswordBehind()
{
    const auto path = "users/" + create("otto", "Operators").text("id");
    m_anna->change("PATCH", path, 1, json::object{{"password", otherPassword}});
    auto otto = signedIn("otto", otherPassword);
    const auto changed = otto.post("sessions/current:changePassword",
                                   json::object{{"currentPassword", otherPassword}, {"newPassword", firstPassword}});
    QCOMPARE(changed.status, 204);
    const auto events = m_anna->get("events?pageSize=1000");
    m_anna.reset();
    m_fixture->server.reset();
    const auto all = events.raw + readTree(m_fixture->directory());
    for (const auto& password : {firstPassword, otherPassword})
        QVERIFY(all.find(password) == std::string::npos);
}

QTEST_GUILESS_MAIN(UserCallsTest)
#include "user_calls_test.moc"

#include <QtTest>

#include "tests/api/api_fixture.h"
#include "tests/support/files.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

const HeaderList jsonType{{"Content-Type", "application/json"}};

} // namespace

/// What is wrong with a request is told by name, and all of it at once.
class RequestsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture.init();
        m_fixture.start();
        m_anna = std::make_unique<ApiUser>(m_fixture.anna());
    }
    void namesWhatStandsTwice_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("plain") << QByteArray(R"({"name":"x","name":"y","generate":{}})");
        QTest::newRow("escaped") << QByteArray(R"({"name":"x","generate":{},"na\u006de":"y"})");
        QTest::newRow("inside") << QByteArray(R"({"generate":{},"rateLimit":{"name":1,"name":2}})");
    }
    void namesWhatStandsTwice()
    {
        QFETCH(QByteArray, body);
        const auto refused = m_anna->send("POST", "tokens", jsonType, body.toStdString());
        QCOMPARE(refused.status, 400);
        QVERIFY2(text(refused.text("detail")).contains(QStringLiteral("\"name\": stands twice")), refused.raw.c_str());
    }
    void showsNoHostileNames()
    {
        const auto refused = m_anna->send("POST", "tokens", jsonType, "{\"\xE2\x80\xAE\\n\":1,\"\xE2\x80\xAE\\n\":2}");
        QCOMPARE(refused.status, 400);
        QVERIFY(text(refused.text("detail")).startsWith(QStringLiteral("\"\\u{202E}\\u{000A}\":")));
    }
    void tellsAllReasonsAtOnce()
    {
        const auto made = m_anna->post("tokens", json::object{{"name", "good"}, {"generate", json::object{}}});
        QCOMPARE(made.status, 201);
        const json::object bad{{"name", " "},
                               {"rateLimit", {{"limit", 0}, {"windowSeconds", 1}}},
                               {"expiresAt", "2001-01-01T00:00:00Z"},
                               {"labels", {""}}};
        auto wanted = bad;
        wanted["secret"] = "short";
        wanted["id"] = made.text("id");
        const auto refused = m_anna->post("tokens", wanted);
        QCOMPARE(refused.status, 422);
        for (const auto* reason :
             {"InvalidName", "InvalidRateLimit", "InvalidExpiry", "InvalidLabels", "InvalidSecret", "IdInUse"})
            QVERIFY2(refused.reasons().find(reason) != std::string::npos, refused.raw.c_str());
        const auto patched = m_anna->change("PATCH", "tokens/" + made.text("id"), 1, bad);
        QCOMPARE(patched.status, 422);
        for (const auto* reason : {"InvalidName", "InvalidRateLimit", "InvalidExpiry", "InvalidLabels"})
            QVERIFY2(patched.reasons().find(reason) != std::string::npos, patched.raw.c_str());
        for (const auto& trace : patched.body.at("traceData").as_array())
            QCOMPARE(text(std::string(trace.at("id").as_string())), text(made.text("id")));
        QCOMPARE(text(m_anna->get("tokens/" + made.text("id")).text("name")), QStringLiteral("good"));
    }
    void answersNoMoreThanWasAsked()
    {
        json::object many{{"name", "a"}, {"generate", json::object{}}};
        for (int i = 0; i < 50'000; ++i)
            many["m" + std::to_string(i)] = i;
        const auto unknown = m_anna->post("tokens", many);
        QCOMPARE(unknown.status, 400);
        QVERIFY2(text(unknown.text("detail")).contains(QStringLiteral("\"m0\": is not a member known here.")),
                 unknown.raw.c_str());
        QVERIFY(text(unknown.text("detail")).endsWith(QStringLiteral("Nor are 49980 others.")));
        QVERIFY(unknown.raw.size() < 4000);

        const json::array texts(50'000, "x");
        const auto lists = m_anna->post("tokens", json::object{{"name", "a"},
                                                               {"generate", json::object{}},
                                                               {"labels", json::array(50'000, "")},
                                                               {"allowedAddresses", texts}});
        QCOMPARE(lists.status, 422);
        QVERIFY(lists.raw.size() < 50'000);
        QCOMPARE(lists.reasons().substr(0, 13), std::string("InvalidLabels"));
        QVERIFY(lists.reasons().ends_with("InvalidAllowedAddresses"));

        const json::object allowed{{"name", "a"},
                                   {"generate", json::object{}},
                                   {"definitions", json::array(1001, "01900000-0000-7000-8000-000000000001")}};
        const auto definitions = m_anna->post("tokens", allowed);
        QCOMPARE(definitions.status, 400);
        QVERIFY(text(definitions.text("detail")).contains(QStringLiteral("at most 1000 ids")));
    }
    void tellsEachFaultOnce()
    {
        const auto refused = m_anna->post("sessions", json::object{{"user", 1}, {"password", 2}});
        QCOMPARE(refused.status, 400);
        QCOMPARE(text(refused.text("detail")), QStringLiteral("user: expected text. password: expected text."));
    }
    void namesTheTokenWhoseSecretCannotBeMade()
    {
        const std::string id = "01900000-0000-7000-8000-00000000abcd";
        const auto refused =
            m_anna->post("tokens", json::object{{"id", id}, {"name", "a"}, {"generate", json::object{{"length", 31}}}});
        QCOMPARE(refused.status, 422);
        QCOMPARE(refused.body.at("traceData").at(0).at("reason").as_string(), "InvalidSecret");
        QCOMPARE(refused.body.at("traceData").at(0).at("id").as_string(), id);
    }
    void refusesWhatIsNoId_data()
    {
        QTest::addColumn<QString>("path");
        for (const auto* path : {"tokens/x", "tokens/00000000-0000-0000-0000-000000000000", "definitions/7",
                                 "tokens/01900000-0000-7000-8000-00000000000", "definitions/%7B%7D"})
            QTest::newRow(path) << QString::fromLatin1(path);
    }
    void refusesWhatIsNoId()
    {
        QFETCH(QString, path);
        QCOMPARE(m_anna->get(path.toStdString()).status, 400);
        QCOMPARE(m_anna->change("DELETE", path.toStdString(), 1).status, 400);
    }
    void whatIsNotThereIsNotFound()
    {
        for (const auto* list : {"tokens/", "definitions/"})
            QCOMPARE(m_anna->get(std::string(list) + "01900000-0000-7000-8000-000000000001").status, 404);
    }
    void takesOnlyAnEntityTag_data()
    {
        QTest::addColumn<QByteArray>("tag");
        for (const auto* tag : {"*", "W/\"1\"", "\"1\", \"2\"", "1", "\"01\"", "\"-1\"", "\"0\"", "\"\"", "\"x\""})
            QTest::newRow(tag) << QByteArray(tag);
    }
    void takesOnlyAnEntityTag()
    {
        QFETCH(QByteArray, tag);
        const auto made = m_anna->post("tokens", json::object{{"name", "tagged"}, {"generate", json::object{}}});
        const auto refused = m_anna->send("DELETE", "tokens/" + made.text("id"), {{"If-Match", tag.toStdString()}});
        QCOMPARE(refused.status, 400);
        QCOMPARE(m_anna->get("tokens/" + made.text("id")).status, 200);
    }

    void listsUsersByPages()
    {
        for (const auto* name : {"zoe", "Änne", "ben"})
            m_fixture.addUser(name, "Viewers");
        const auto names = [](const ApiReply& reply) {
            QStringList list;
            for (const auto& one : reply.items())
                list << text(std::string(one.at("name").as_string()));
            return list.join(QLatin1Char(' '));
        };
        const auto whole = m_anna->get("users");
        QCOMPARE(names(whole), QStringLiteral("anna ben zoe Änne"));
        QVERIFY(whole.body.at("nextPageToken").is_null());
        const auto first = m_anna->get("users?orderBy=groups%20desc,name%20desc&pageSize=2");
        QCOMPARE(names(first), QStringLiteral("Änne zoe"));
        QCOMPARE(first.body.at("totalSize").as_int64(), 4);
        const auto next = "&pageToken=" + first.text("nextPageToken");
        const auto second = m_anna->get("users?orderBy=groups%20desc,name%20desc&pageSize=2" + next);
        QCOMPARE(names(second), QStringLiteral("ben anna"));
        QVERIFY(second.body.at("nextPageToken").is_null());
        QCOMPARE(m_anna->get("users?orderBy=name" + next).status, 400); // of another order
        QCOMPARE(m_anna->get("users?offset=1" + next).status, 400);
        QCOMPARE(m_anna->get("users?orderBy=password").status, 400);
        QCOMPARE(m_anna->get("users?pageSize=1001").status, 400);
        QCOMPARE(names(m_anna->get("users?filter=groups:viewers&offset=1&count=none")), QStringLiteral("zoe Änne"));
        QCOMPARE(names(m_anna->get("users?offset=9")), QString());
    }

private:
    ApiFixture m_fixture;
    std::unique_ptr<ApiUser> m_anna;
};

QTEST_GUILESS_MAIN(RequestsTest)
#include "requests_test.moc"

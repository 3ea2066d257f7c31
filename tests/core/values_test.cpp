#include <QtTest>

#include "core/cidr.h"
#include "core/codec.h"
#include "core/permission.h"
#include "core/text.h"

using namespace tokenhouse;

class ValuesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void times_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("formatted"); // empty = refused
        const auto row = [](const char* text, const char* formatted) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(formatted);
        };
        row("2026-11-22T17:45:58.123Z", "2026-11-22T17:45:58.123Z");
        row("2026-11-22T17:45:58Z", "2026-11-22T17:45:58.000Z");
        row("2026-11-22T18:45:58.5+01:00", "2026-11-22T17:45:58.500Z");
        row("2026-11-22t17:45:58.123456789z", "2026-11-22T17:45:58.123Z");
        row("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z");
        row("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z");
        row("2023-02-29T00:00:00Z", "");
        row("2026-11-22T24:00:00Z", "");
        row("2026-11-22T17:45:58", "");
        row("2026-11-22", "");
        row("2026-11-22T17:45:58.Z", "");
        row("2026-11-22T17:45:58.1234567890Z", "");
        row("2026-11-22T17:45:58+0100", "");
        row("0000-01-01T00:00:00Z", "");
        row("0001-01-01T00:00:00+01:00", "");
        row("", "");
        row("now", "");
    }
    void times()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, formatted);
        const auto time = parseTime(text.toStdString());
        QCOMPARE(time.has_value(), !formatted.isEmpty());
        if (time)
            QCOMPARE(QByteArray::fromStdString(formatTime(*time)), formatted);
    }
    void datesAndDurations()
    {
        QCOMPARE(formatTime(*parseTime("2026-01-01", true)), std::string("2026-01-01T00:00:00.000Z"));
        QVERIFY(parseDuration("7d") == std::chrono::hours{24 * 7});
        QVERIFY(parseDuration("90s") == std::chrono::seconds{90});
        QVERIFY(!parseDuration("d"));
        QVERIFY(!parseDuration("-7d"));
        QVERIFY(!parseDuration("7"));
        QVERIFY(!parseDuration("99999999d"));
    }

    void ids()
    {
        const auto id = Uuid::parse("8C1FB07E-0000-7000-8000-0123456789aB");
        QCOMPARE(id->text(), std::string("8c1fb07e-0000-7000-8000-0123456789ab"));
        QVERIFY(!Uuid::parse("00000000-0000-0000-0000-000000000000"));
        QVERIFY(!Uuid::parse("8c1fb07e-0000-7000-8000-0123456789a"));
        QVERIFY(!Uuid::parse("8c1fb07e000070008000-0123456789ab----"));
        QVERIFY(!Uuid::parse("{c1fb07e-0000-7000-8000-0123456789ab"));
        const auto first = Uuid::make();
        QVERIFY(first != Uuid::make());
        QCOMPARE(first.text()[14], '7');
        QVERIFY(Uuid::parse(first.text()) == first);
    }

    void textKeys()
    {
        QCOMPARE(textKey("Stra\xC3\x9F"
                         "e"),
                 std::string("strasse"));
        QCOMPARE(textKey("e\xCC\x81"), textKey("\xC3\x89")); // e + combining acute = É
        QVERIFY(isBlank(""));
        QVERIFY(isBlank(" \t\n"));
        QVERIFY(isBlank("\xC2\xA0\xE2\x80\xAF\xE3\x80\x80\xE2\x80\x8B"));
        QVERIFY(!isBlank(" a "));
        QVERIFY(!isValidUtf8("\xC0\xAF"));
        QVERIFY(!isValidUtf8("\xED\xA0\x80"));
        QCOMPARE(codePoints("a\xC3\xA4\xF0\x9F\x94\x91"), std::size_t{3});
        QCOMPARE(displaySafe("a\nb\xE2\x80\xAE"
                             "c"),
                 std::string("a\\u{000A}b\\u{202E}c"));
        QCOMPARE(displaySafe("zero\xE2\x80\x8Bwidth \xC2\xAD \xE2\x81\xA0"),
                 std::string("zero\\u{200B}width \\u{00AD} \\u{2060}"));
        QCOMPARE(elided("\xC3\xA4\xC3\xA4\xC3\xA4", 2), std::string("\xC3\xA4\xC3\xA4\xE2\x80\xA6"));
        QCOMPARE(editDistance("isDisabld", "isDisabled"), std::size_t{1});
    }

    void addressBlocks()
    {
        QCOMPARE(Cidr::parse("10.1.2.3/8")->text(), std::string("10.0.0.0/8"));
        QCOMPARE(Cidr::parse("192.168.1.7")->text(), std::string("192.168.1.7/32"));
        QCOMPARE(Cidr::parse("2001:DB8::1/32")->text(), std::string("2001:db8::/32"));
        for (const char* bad :
             {"", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "10.0.0.0/08", "::1/129", "host", "10.0.0.1:80"})
            QVERIFY2(!Cidr::parse(bad), bad);
        QVERIFY(Cidr::parse("10.0.0.0/8")->contains(*parseAddress("10.255.0.1")));
        QVERIFY(Cidr::parse("10.0.0.0/8")->contains(*parseAddress("::ffff:10.9.9.9")));
        QVERIFY(!Cidr::parse("10.0.0.0/8")->contains(*parseAddress("11.0.0.1")));
        QVERIFY(!Cidr::parse("0.0.0.0/0")->contains(*parseAddress("2001:db8::1")));
        QVERIFY(Cidr::parse("2001:db8::/33")->contains(*parseAddress("2001:db8:7fff::")));
        QVERIFY(!Cidr::parse("2001:db8::/33")->contains(*parseAddress("2001:db8:8000::")));
    }

    void permissions()
    {
        const auto* operators = builtInGroup("Operators");
        QVERIFY(operators->permissions.has(Permission::SecretsIdentify));
        QVERIFY(!operators->permissions.has(Permission::UsersManage));
        QVERIFY(!operators->permissions.has(Permission::LogsRead));
        QVERIFY(builtInGroup("Administrators")->permissions == Permissions::all());
        QCOMPARE(*builtInGroup("Viewers")->permissions.firstMissing({Permission::TokensRead, Permission::TokensWrite}),
                 Permission::TokensWrite);
        for (const auto one : Permissions::all().list())
            QCOMPARE(*permissionFromName(permissionName(one)), one);
        QCOMPARE(Permissions::all().list().size(), permissionCount);
    }

    void tokenRulesAllAtOnce()
    {
        TokenDraft draft;
        draft.name = " \xC2\xA0";
        draft.description = std::string(2001, 'x');
        draft.owner = std::string(201, 'x');
        draft.labels.assign(21, "l");
        draft.allowedAddresses = {"nowhere"};
        draft.expiresAt = fromMillis(1000);
        const auto traces = checkToken(draft, "id", true, fromMillis(1000));
        QStringList reasons;
        for (const auto& trace : traces)
            reasons << QString::fromUtf8(reasonName(trace.reason).data());
        for (const char* reason : {"InvalidName", "InvalidDescription", "InvalidOwner", "InvalidLabels",
                                   "InvalidAllowedAddresses", "InvalidExpiry"})
            QVERIFY2(reasons.contains(QLatin1String(reason)), reason);
        draft = {};
        draft.name = "\xF0\x9F\x94\x91" + std::string(199, 'n');
        QVERIFY(checkToken(draft, {}, true, fromMillis(0)).empty());
        draft.name += 'n';
        QCOMPARE(checkToken(draft, {}, true, fromMillis(0)).size(), std::size_t{1});
    }

    void rateLimits()
    {
        QVERIFY(RateLimit::make(1, 1).has_value());
        QVERIFY(RateLimit::make(100, 86400).has_value());
        QCOMPARE(RateLimit::make(0, 0).error().traces.size(), std::size_t{2});
        QVERIFY(!RateLimit::make(101, 60).has_value());
        QVERIFY(!RateLimit::make(60, 86401).has_value());
    }

    void statesInTheirOrder()
    {
        Token token;
        const auto at = fromMillis(1000);
        QCOMPARE(token.state(at), TokenState::Active);
        token.claimUntil = fromMillis(5000);
        QCOMPARE(token.state(at), TokenState::Unclaimed);
        token.expiresAt = at;
        QCOMPARE(token.state(at), TokenState::Expired);
        QCOMPARE(token.state(fromMillis(999)), TokenState::Unclaimed);
        token.isDisabled = true;
        QCOMPARE(token.state(at), TokenState::Disabled);
        token.isHeld = true;
        QCOMPARE(token.state(at), TokenState::Held);
    }

    void passwords_data()
    {
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<bool>("good");
        QTest::newRow("good") << QByteArray("plum-tractor-7-yes") << true;
        QTest::newRow("short") << QByteArray("plum-tracto") << false;
        QTest::newRow("common") << QByteArray("Password2026!") << false;
        QTest::newRow("run") << QByteArray("123456789012") << false;
        QTest::newRow("same") << QByteArray("aaaaaaaaaaaaaaaa") << false;
        QTest::newRow("the user") << QByteArray("maria.kowalski1") << false;
        QTest::newRow("digits at random") << QByteArray("48219937102933") << true;
        QTest::newRow("not UTF-8") << QByteArray("plum-tractor-\xFF-yes") << false;
    }
    void passwords()
    {
        QFETCH(QByteArray, password);
        QFETCH(bool, good);
        QCOMPARE(checkPassword(password.toStdString(), "maria.kowalski").empty(), good);
    }

    void actions_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("meta");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* name, const char* type, const char* meta, bool good) {
            QTest::newRow(name) << QByteArray(type) << QByteArray(meta) << good;
        };
        row("fixed", "FixedResponse", R"({"status":200,"headers":{"Content-Type":"text/plain"},"body":"hi"})", true);
        row("fixed, least", "FixedResponse", R"({"status":204})", true);
        row("fixed, no status", "FixedResponse", R"({})", false);
        row("fixed, 100", "FixedResponse", R"({"status":100})", false);
        row("fixed, blocked header", "FixedResponse", R"({"status":200,"headers":{"Set-Cookie":"a=b"}})", false);
        row("fixed, CORS header", "FixedResponse", R"({"status":200,"headers":{"access-control-allow-origin":"*"}})",
            false);
        row("fixed, header injection", "FixedResponse", "{\"status\":200,\"headers\":{\"X-A\":\"a\\r\\nB: c\"}}",
            false);
        row("fixed, unknown", "FixedResponse", R"({"status":200,"bdoy":"x"})", false);
        row("script", "AutomationScript", R"({"script":"a.js"})", true);
        row("script, input", "AutomationScript", R"({"script":"a.js","inputType":"Parameters"})", true);
        row("script, path", "AutomationScript", R"({"script":"../a.js"})", false);
        row("script, none", "AutomationScript", R"({})", false);
        row("script, input wrong", "AutomationScript", R"({"script":"a.js","inputType":"raw"})", false);
        row("script with fixed meta", "AutomationScript", R"({"status":200})", false);
        row("not here yet", "HttpForward", R"({"url":"http:x"})", false);
        row("unknown", "Nothing", R"({})", false);
    }
    void actions()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, meta);
        QFETCH(bool, good);
        const auto parsed = parseJson(meta.toStdString());
        const auto action = makeAction(type.toStdString(), parsed->as_object(), "id");
        QCOMPARE(action.has_value(), good);
        if (!good) {
            for (const auto& trace : action.error().traces)
                QCOMPARE(trace.reason, Reason::InvalidActionMeta);
        } else {
            QVERIFY(*makeAction(actionTypeName(*action), actionMeta(*action)) == *action);
        }
    }

    void conflictsAndRulesMapToStatuses()
    {
        QCOMPARE(faultStatus(refusal({{Reason::TokenInUse, "x", "m", {}}}).fault), 409);
        QCOMPARE(faultStatus(refusal({{Reason::TokenInUse, "x", "m", {}}, {Reason::InvalidName, "x", "m", {}}}).fault),
                 422);
        QCOMPARE(faultStatus(refusal({{Reason::NotFound, "x", "m", {}}}).fault), 404);
    }
};

QTEST_GUILESS_MAIN(ValuesTest)
#include "values_test.moc"

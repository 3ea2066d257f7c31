#include <QtTest>

#include "core/codec.h"
#include "core/event.h"

using namespace tokenhouse;

class JsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesHostileText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not UTF-8") << QByteArray("{\"a\":\"\xFF\"}");
        QTest::newRow("duplicate") << QByteArray(R"({"a":1,"a":2})");
        QTest::newRow("duplicate, escaped") << QByteArray(R"({"a":1,"\u0061":2})");
        QTest::newRow("duplicate, deep") << QByteArray(R"({"x":[{"b":{},"b":1}]})");
        QTest::newRow("after the value") << QByteArray("{} {}");
        QTest::newRow("deep") << QByteArray(40, '[') + QByteArray(40, ']');
        QTest::newRow("very deep") << QByteArray(1'000'000, '[');
        QTest::newRow("cut") << QByteArray(R"({"a":)");
        QTest::newRow("comment") << QByteArray("{} /"
                                               "/ x");
        QTest::newRow("trailing comma") << QByteArray("[1,]");
        QTest::newRow("NaN") << QByteArray("NaN");
        QTest::newRow("lone surrogate") << QByteArray(R"(["\ud800"])");
    }
    void refusesHostileText()
    {
        QFETCH(QByteArray, text);
        const auto parsed = parseJson({text.data(), static_cast<std::size_t>(text.size())});
        QVERIFY(!parsed.has_value());
        QCOMPARE(parsed.error().fault, Fault::Malformed);
    }

    void sameNamesInDifferentObjectsAreFine()
    {
        QVERIFY(parseJson("{\"a\":{\"b\":1},\"c\":{\"b\":2},\"d\":[{\"b\":\"}\\\"{\"},{\"b\":3}]} ").has_value());
    }

    /// Examples of RFC 8785 (section 3.2), numbers left to whole ones.
    void canonicalForm()
    {
        const auto value =
            *parseJson("{\"peach\":\"\\u20ac\\u000f\\n\",\"\\u20ac\":1,\"\\r\":2,\"1\":3,"
                       "\"\\ud83d\\ude00\":4,\"\\u0080\":5,\"\\u00f6\":6,\"\\ufb33\":7,\"z\":[true,null,-5]}");
        QCOMPARE(
            QByteArray::fromStdString(canonicalJson(value)),
            QByteArray(
                "{\"\\r\":2,\"1\":3,\"peach\":\"\xE2\x82\xAC\\u000f\\n\",\"z\":[true,null,-5],\"\xC2\x80\":5,\"\xC3\xB6\":6,"
                "\"\xE2\x82\xAC\":1,\"\xF0\x9F\x98\x80\":4,\"\xEF\xAC\xB3\":7}"));
    }

    void eventsHashWhatTheyShow()
    {
        Event event;
        event.time = *parseTime("2026-11-22T10:00:00.000Z");
        event.user = "maria.k";
        event.kind = "token.updated";
        event.objectType = "token";
        event.objectId = "8c1fb07e-0000-7000-8000-0123456789ab";
        event.objectName = "encoder-status-wall";
        event.changes = {{"expiresAt", nullptr, "2026-11-28T17:00:00.000Z"}};
        seal(event, 1, noHash, *parseTime("2026-11-22T09:00:00.000Z"));
        const std::string canonical =
            R"({"changes":[{"field":"expiresAt","new":"2026-11-28T17:00:00.000Z"}],"format":1,"kind":"token.updated",)"
            R"("objectId":"8c1fb07e-0000-7000-8000-0123456789ab","objectName":"encoder-status-wall","objectType":"token",)"
            R"("previousHash":"0000000000000000000000000000000000000000000000000000000000000000","sequence":1,)"
            R"("time":"2026-11-22T10:00:00.000Z","user":"maria.k"})";
        QCOMPARE(event.hash, hexText(sha256(canonical)));
        const auto shown = eventJson(event);
        QCOMPARE(eventHash(shown), event.hash);
        const auto back = eventFromJson(shown);
        QVERIFY(back.has_value());
        QCOMPARE(eventHash(*back), event.hash);
        QCOMPARE(back->hash, event.hash);

        Event next = event;
        next.time = *parseTime("2026-11-22T08:00:00.000Z");
        seal(next, 2, event.hash, event.time);
        QVERIFY(next.time == event.time); // never back
        QVERIFY(next.previousHash == event.hash);
    }

    void largeSetsBecomeCounts()
    {
        std::vector<std::string> many;
        for (int i = 0; i < 1001; ++i)
            many.push_back(std::to_string(i));
        const auto change = setChange("allowedTokens", {}, many);
        QVERIFY(change.before.is_null());
        QCOMPARE(change.after.at("count").as_int64(), std::int64_t{1001});
        many.pop_back();
        QVERIFY(setChange("allowedTokens", {}, many).after.is_array());
    }

    void tokensGoBothWays()
    {
        Token token;
        token.id = Uuid::make();
        token.name = "n";
        token.labels = {"a", "b"};
        token.rateLimit = *RateLimit::make(60, 60);
        token.expiresAt = fromMillis(1'900'000'000'000);
        token.createdBy = token.lastModifiedBy = "maria.k";
        token.createdAt = token.lastModified = fromMillis(1'700'000'000'000);
        token.useCount = 7;
        token.revision = 3;
        const auto shown = tokenJson(token, fromMillis(1'800'000'000'000));
        QCOMPARE(shown.size(), std::size_t{20});
        QVERIFY(!shown.contains("secret"));
        QVERIFY(shown.at("lastUsedAt").is_null());
        const auto back = tokenFromJson(shown);
        QVERIFY(back.has_value());
        QVERIFY(tokenJson(*back, fromMillis(1'800'000'000'000)) == shown);
    }

    void creationsAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("status"); // 0 = read
        const auto row = [](const char* text, int status) { QTest::newRow(text) << QByteArray(text) << status; };
        row(R"({"name":"x","secret":"s"})", 0);
        row(R"({"name":"x","generate":{}})", 0);
        row(R"({"name":"x","generate":{"length":40,"prefix":"p"},"claimWithinSeconds":900,"definitions":[]})", 0);
        row(R"({"name":1})", 400);
        row(R"({"name":"x","createdBy":"me"})", 400);
        row(R"({"name":"x","revision":1})", 400);
        row(R"({"name":"x","nmae":"y"})", 400);
        row(R"({"name":"x","id":"00000000-0000-0000-0000-000000000000"})", 400);
        row(R"({"name":"x","rateLimit":{"limit":1}})", 400);
        row(R"({"name":"x","rateLimit":{"limit":0,"windowSeconds":1}})", 0);
        row(R"({"name":"x","rateLimit":null})", 0);
        row(R"({"name":"x","expiresAt":"tomorrow"})", 400);
        row(R"({"name":"x","labels":["a",1]})", 400);
        row(R"({"name":"x","generate":{"len":3}})", 400);
        row(R"({"name":"x","definitions":["nope"]})", 400);
        row(R"([])", 400);
    }
    void creationsAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, status);
        const auto request = createTokenFromJson(*parseJson(text.toStdString()));
        QCOMPARE(request ? 0 : faultStatus(request.error().fault), status);
    }

    void patchesMerge()
    {
        TokenDraft draft;
        draft.name = "n";
        draft.owner = "o";
        draft.rateLimit = *RateLimit::make(60, 60);
        std::vector<Trace> broken;
        const auto patched =
            patchToken(draft, *parseJson(R"({"owner":null,"rateLimit":{"limit":5},"labels":["x"]})"), broken);
        QVERIFY(patched.has_value());
        QVERIFY(patched->owner.empty());
        QVERIFY(*patched->rateLimit == *RateLimit::make(5, 60));
        QVERIFY(patched->name == "n");
        QVERIFY(broken.empty());
        QCOMPARE(faultStatus(patchToken(draft, *parseJson(R"({"secret":"x"})"), broken).error().fault), 400);
        QCOMPARE(faultStatus(patchToken(draft, *parseJson(R"({"id":"x"})"), broken).error().fault), 400);
        const auto beyond = patchToken(draft, *parseJson(R"({"rateLimit":{"limit":0,"windowSeconds":0}})"), broken);
        QVERIFY(*beyond->rateLimit == *draft.rateLimit);
        QCOMPARE(broken.size(), std::size_t{2});

        DefinitionDraft definition;
        definition.route = "a";
        definition.actionType = "FixedResponse";
        definition.actionMeta = {{"status", 200}, {"body", "x"}};
        const auto same = patchDefinition(definition, *parseJson(R"({"actionMeta":{"status":404}})"));
        QVERIFY(same->actionMeta.at("body").as_string() == "x");
        const auto other = patchDefinition(
            definition, *parseJson(R"({"actionType":"AutomationScript","actionMeta":{"script":"a.js"}})"));
        QVERIFY(!other->actionMeta.contains("body"));
    }

    void problemsGoBothWays()
    {
        auto failure = refusal({{Reason::TokenInUse, "id", "In use.", {{"apiDefinitionIdLinks", json::array{"a"}}}}});
        failure.extra["current"] = 4;
        const auto problem = problemJson(failure, "/api/v1/tokens/id", "c");
        const auto back = failureFromProblem(409, json::serialize(problem));
        QCOMPARE(back.fault, Fault::Conflict);
        QCOMPARE(back.traces.size(), std::size_t{1});
        QVERIFY(back.traces[0].extra.at("apiDefinitionIdLinks").is_array());
        QVERIFY(back.extra.at("current") == 4);
        QCOMPARE(failureFromProblem(502, "<html>").fault, Fault::Internal);
    }

    void changesNeverHoldBodies()
    {
        Definition before;
        before.action = FixedResponse{200, {}, "a confidential body"};
        const auto changes = definitionChanges(nullptr, &before);
        for (const auto& change : changes)
            QVERIFY(canonicalJson(change.after).find("confidential") == std::string::npos);
        QVERIFY(definitionChanges(&before, &before).empty());
    }
};

QTEST_GUILESS_MAIN(JsonTest)
#include "json_test.moc"

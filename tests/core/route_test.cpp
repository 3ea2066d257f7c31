#include <QtTest>

#include "core/route.h"
#include "core/route_table.h"

using namespace tokenhouse;

class RouteTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shape");
        QTest::newRow("literal") << QByteArray("status") << QByteArray("status");
        QTest::newRow("folded") << QByteArray("Encoders/LIST") << QByteArray("encoders/list");
        QTest::newRow("placeholder") << QByteArray("encoders/{id}/status") << QByteArray("encoders/{}/status");
        QTest::newRow("sharp s") << QByteArray("stra\xC3\x9F"
                                               "e")
                                 << QByteArray("strasse");
        QTest::newRow("two placeholders") << QByteArray("{a}/{b}") << QByteArray("{}/{}");
        QTest::newRow("dot inside") << QByteArray("v1.0/a..b") << QByteArray("v1.0/a..b");
        QTest::newRow("longest") << QByteArray(249, 'a') << QByteArray(249, 'a');
    }
    void accepts()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shape);
        const auto route = Route::make(text.toStdString());
        QVERIFY2(route.has_value(), route ? "" : route.error().detail.c_str());
        QCOMPARE(QByteArray::fromStdString(route->shape()), shape);
        QCOMPARE(QByteArray::fromStdString(route->text()), text);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("criterion");
        const auto row = [](const char* text, const char* criterion) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(criterion);
        };
        row("", "empty");
        row("/a", "outerSlash");
        row("a/", "outerSlash");
        row("/", "outerSlash");
        row("a//b", "emptySegment");
        row("do{name}action", "mixedSegment");
        row("{id}-details", "mixedSegment");
        row("{a}{b}", "mixedSegment");
        row("a/{", "mixedSegment");
        row("{}", "emptyPlaceholder");
        row("{ }", "emptyPlaceholder");
        row("{id}/x/{id}", "duplicatePlaceholder");
        row("{id}/x/{Id}", "duplicatePlaceholder");
        row("{a:b}", "forbiddenCharacter");
        row("{a=b}", "forbiddenCharacter");
        row("{a*}", "forbiddenCharacter");
        row("a:b", "forbiddenCharacter");
        row("a?b", "forbiddenCharacter");
        row("a%20b", "forbiddenCharacter");
        row("a#b", "forbiddenCharacter");
        row("a\\b", "forbiddenCharacter");
        row("a\tb", "controlCharacter");
        row("a\xC2\x85"
            "b",
            "controlCharacter");
        row("{a\xC2\x9F}", "controlCharacter");
        row("a/../b", "dotSegment");
        row("./a", "dotSegment");
        row("a/ /b", "blankSegment");
        row("\xFF", "utf8");
        QTest::newRow("too long") << QByteArray(250, 'a') << QByteArray("tooLong");
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, criterion);
        const auto route = Route::make(text.toStdString(), "id");
        QVERIFY(!route.has_value());
        QStringList found;
        for (const auto& trace : route.error().traces) {
            QCOMPARE(trace.reason, Reason::InvalidRoute);
            QVERIFY(trace.extra.contains("route"));
            found << QString::fromStdString(std::string(trace.extra.at("criterion").as_string()));
        }
        QVERIFY2(found.contains(QString::fromLatin1(criterion)), qPrintable(found.join(u' ')));
    }

    void findsAllFaultsAtOnce()
    {
        const auto route = Route::make("/a*b/{id}x/{}");
        QVERIFY(route.error().traces.size() >= 4);
    }

    void doesNotListTheFaultsOfAFlood()
    {
        std::string text;
        for (int i = 0; i < 20'000; ++i)
            text += "{" + std::to_string(i) + "}/{" + std::to_string(i) + "}/";
        const auto route = Route::make(text);
        QCOMPARE(route.error().traces.size(), std::size_t{1});
        QCOMPARE(route.error().traces.front().extra.at("criterion").as_string(), "tooLong");
    }

    void splitsRequestPaths_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("joined"); // with | ; "!" = refused
        const auto row = [](const char* path, const char* joined) {
            QTest::newRow(path) << QByteArray(path) << QByteArray(joined);
        };
        row("a/b", "a|b");
        row("//a///b/", "a|b");
        row("a%20b/%C3%A4", "a b|\xC3\xA4");
        row("", "");
        row("///", "");
        row("a%2Fb", "!");
        row("a%2fb", "!");
        row("a%5Cb", "!");
        row("a\\b", "!");
        row("a%00b", "!");
        row("a/./b", "!");
        row("a/%2e%2E/b", "!");
        row("%", "!");
        row("%4", "!");
        row("%zz", "!");
        row("%FF", "!");
        row("a%41", "aA");
    }
    void splitsRequestPaths()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, joined);
        const auto segments = splitRequestPath(path.toStdString());
        if (joined == "!") {
            QVERIFY(!segments.has_value());
            return;
        }
        QVERIFY(segments.has_value());
        QByteArrayList list;
        for (const auto& segment : *segments)
            list << QByteArray::fromStdString(segment);
        QCOMPARE(list.join('|'), joined);
    }

    void matchesByPrecedence()
    {
        RouteTable table;
        const char* routes[] = {"{a}/{b}",   "ticket/{id}", "{x}/list", "ticket/list",
                                "a/{b}/{c}", "{a}/b/{c}",   "{a}/{b}/c"};
        std::uint32_t index = 0;
        for (const auto* text : routes)
            QVERIFY(table.insert(*Route::make(text), index++));
        QVERIFY(!table.insert(*Route::make("Ticket/{ticketId}"), 99));
        const auto winner = [&](const char* path) {
            const auto match = table.find(*splitRequestPath(path));
            return match ? static_cast<int>(match->value) : -1;
        };
        QCOMPARE(winner("ticket/list"), 3);
        QCOMPARE(winner("TICKET/List"), 3);
        QCOMPARE(winner("ticket/42"), 1);
        QCOMPARE(winner("other/list"), 2);
        QCOMPARE(winner("other/42"), 0);
        QCOMPARE(winner("a/b/c"), 4); // one literal each: the earliest wins
        QCOMPARE(winner("x/b/c"), 5);
        QCOMPARE(winner("x/y/c"), 6);
        QCOMPARE(winner("x"), -1);
        QCOMPARE(winner("ticket/list/more"), -1);
        const auto match = table.find(*splitRequestPath("ticket/4%202"));
        QCOMPARE(match->placeholders.size(), std::size_t{1});
        QVERIFY((match->placeholders[0] == std::pair<std::string, std::string>("id", "4 2")));
    }

    void forgetsErasedRoutes()
    {
        RouteTable table;
        const auto a = *Route::make("ticket/{id}");
        const auto b = *Route::make("ticket/{id}/notes");
        table.insert(a, 1);
        table.insert(b, 2);
        QVERIFY(table.erase(*Route::make("Ticket/{other}")));
        QVERIFY(!table.erase(a));
        QVERIFY(!table.find(*splitRequestPath("ticket/1")));
        QCOMPARE(table.find(*splitRequestPath("ticket/1/notes"))->value, 2u);
        QVERIFY(table.erase(b));
        QCOMPARE(table.size(), std::size_t{0});
    }

    void givesExamples()
    {
        const auto example = exampleOf(*Route::make("Encoders/{encoderId}/status"));
        QVERIFY(example.path == "Encoders/42/status");
        QVERIFY((example.values == std::vector<std::pair<std::string, std::string>>{{"encoderId", "42"}}));
    }
};

QTEST_GUILESS_MAIN(RouteTest)
#include "route_test.moc"

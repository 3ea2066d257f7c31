#include <random>

#include <QTest>

#include "network/live_event.h"
#include "network/sse_parser.h"

using namespace tokenhouse;

class SseParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTheServerSends()
    {
        SseParser parser;
        const auto messages = parser.feed(": hello\n\nid: 7\ndata: {\"a\":1}\n\nevent: session\ndata: {}\n\nid: 9\n\n");
        QCOMPARE(messages.size(), 2u);
        QCOMPARE(messages[0].event, std::string("message"));
        QCOMPARE(messages[0].data, std::string("{\"a\":1}"));
        QCOMPARE(messages[1].event, std::string("session"));
        QCOMPARE(parser.lastId(), std::string("9")); // a heartbeat moves it
    }

    void takesAnyLineEndAndAnyPieces()
    {
        const std::string text = "\xEF\xBB\xBF"
                                 "id: 1\r\ndata: a\r\ndata:b\r\n\r\ndata\n\nretry: 250\nid: 2\rdata:  c\r\r";
        for (std::size_t piece = 1; piece <= text.size(); ++piece) {
            SseParser parser;
            std::vector<SseParser::Message> all;
            for (std::size_t at = 0; at < text.size(); at += piece) {
                for (auto& message : parser.feed(std::string_view(text).substr(at, piece))) {
                    all.push_back(std::move(message));
                }
            }
            QCOMPARE(all.size(), 3u);
            QCOMPARE(all[0].data, std::string("a\nb"));
            QCOMPARE(all[1].data, std::string());
            QCOMPARE(all[2].data, std::string(" c"));
            QCOMPARE(parser.lastId(), std::string("2"));
            QCOMPARE(parser.retry(), 250);
        }
    }

    void givesNothingUnfinished()
    {
        SseParser parser;
        QVERIFY(parser.feed("id: 5\ndata: half").empty());
        QVERIFY(parser.lastId().empty());
        parser.reset();
        QCOMPARE(parser.feed("\ndata: x\n\n").size(), 1u);
    }

    void boundsItsMemory()
    {
        SseParser parser;
        const std::string much(1024 * 1024, 'x');
        parser.feed("data: ");
        for (int round = 0; round < 8; ++round) {
            parser.feed(much);
        }
        QVERIFY(parser.hasFailed());
        QVERIFY(parser.feed("\n\ndata: more\n\n").empty());
        SseParser lines;
        for (int round = 0; round < 8; ++round) {
            lines.feed("data: " + much + "\n");
        }
        QVERIFY(lines.hasFailed());
    }

    void ignoresIdsWithNulAndBadRetry()
    {
        SseParser parser;
        parser.feed(std::string_view("id: 4\nid: 5\0x\nretry: 1x\nretry: -1\ndata: a\n\n", 43));
        QCOMPARE(parser.lastId(), std::string("4"));
        QCOMPARE(parser.retry(), -1);
    }

    void survivesAnything()
    {
        std::mt19937 random(7);
        constexpr std::string_view alphabet("\r\n: dateivnr\0\xFF{}0", 17);
        for (int round = 0; round < 2000; ++round) {
            SseParser parser;
            std::string bytes;
            for (auto size = random() % 200; size > 0; --size) {
                bytes += alphabet[random() % alphabet.size()];
            }
            for (const auto& message : parser.feed(bytes)) {
                const auto live = liveEventFrom(message.data, parser.lastId());
                QVERIFY(live.kind.size() <= bytes.size());
            }
        }
    }

    void whatCannotBeReadStillSaysThatSomethingChanged()
    {
        const auto live = liveEventFrom("not json", "12");
        QCOMPARE(live.sequence, 12);
        QVERIFY(live.kind.empty());
        const auto reduced =
            liveEventFrom(R"({"sequence":3,"kind":"token.created","objectType":"token","objectId":"x"})", "3");
        QCOMPARE(reduced.kind, std::string("token.created"));
        QVERIFY(!reduced.whole);
    }
};

QTEST_GUILESS_MAIN(SseParserTest)
#include "sse_parser_test.moc"

#include <QTest>

#include "app/options.h"

using namespace tokenhouse;

/// What `tokenhouse` is called with: contract.md, tokenhouse.
class OptionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesWhatIsMeant()
    {
        Options options;
        QVERIFY(!options.read({QStringLiteral("--server"), QStringLiteral("https://tokens.example:5003")}).exitCode);
        QCOMPARE(options.server, QStringLiteral("https://tokens.example:5003"));
        QVERIFY(!Options().read({QStringLiteral("--server"), QStringLiteral("http://127.0.0.1:5003")}).exitCode);
        QVERIFY(!Options().read({QStringLiteral("--demo"), QStringLiteral("tokenhouse://x/tokens/y")}).exitCode);
        QVERIFY(!Options().read({}).exitCode);
        QCOMPARE(Options().read({QStringLiteral("--help")}).exitCode, 0);
        QVERIFY(Options().read({QStringLiteral("--help")}).text.startsWith(QLatin1String("Usage: tokenhouse ")));
        QCOMPARE(Options().read({QStringLiteral("--version")}).exitCode, 0);
    }

    void refusesInWords_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown") << QStringLiteral("--wat") << QStringLiteral("wat");
        QTest::newRow("no address") << QStringLiteral("--server tokens") << QStringLiteral("https://");
        QTest::newRow("plain http elsewhere")
            << QStringLiteral("--server http://tokens.example:5003") << QStringLiteral("without https");
        QTest::newRow("a password in it")
            << QStringLiteral("--server https://u:p@tokens.example") << QStringLiteral("https://");
        QTest::newRow("no such profile") << QStringLiteral("--profile Production") << QStringLiteral("Production");
        QTest::newRow("two places") << QStringLiteral("--demo --local /tmp/x") << QStringLiteral("--local");
        QTest::newRow("two links") << QStringLiteral("tokenhouse://a tokenhouse://b") << QStringLiteral("one link");
        QTest::newRow("another link") << QStringLiteral("https://a") << QStringLiteral("tokenhouse://");
    }
    void refusesInWords()
    {
        QFETCH(QString, line);
        QFETCH(QString, words);
        const auto outcome = Options().read(line.split(u' '));
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY2(outcome.text.contains(words), qPrintable(outcome.text));
    }
};

QTEST_GUILESS_MAIN(OptionsTest)
#include "options_test.moc"

#include <QtTest>

#include <cmath>
#include <map>

#include "core/secret.h"

using namespace tokenhouse;

/// The rules of the seed "ApiToken object", Secret.
class SecretTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsTheWholeAlphabet()
    {
        QVERIFY(Secret::make(secretAlphabet).has_value());
        QVERIFY(Secret::make("abcdefghijklmnopqrstuvwxyz_-.=+/").has_value());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("reasons");
        QTest::newRow("empty") << QByteArray() << 1;
        QTest::newRow("31") << QByteArray(31, 'a') << 1;
        QTest::newRow("513") << QByteArray(513, 'a') << 1;
        QTest::newRow("blank in 32") << QByteArray(31, 'a') + " " << 1;
        QTest::newRow("short and foreign") << QByteArray("Wall-Of-Encoders 2026!") << 2;
        QTest::newRow("newline at the end") << QByteArray(32, 'a') + "\n" << 1;
        QTest::newRow("NUL") << QByteArray(32, 'a') + QByteArray(1, '\0') << 1;
        QTest::newRow("umlaut") << QByteArray(32, 'a') + "\xC3\xA4" << 1;
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, reasons);
        const auto made = Secret::make({text.data(), static_cast<std::size_t>(text.size())}, "id");
        QVERIFY(!made.has_value());
        QCOMPARE(static_cast<int>(made.error().traces.size()), reasons);
        for (const auto& trace : made.error().traces) {
            QCOMPARE(trace.reason, Reason::InvalidSecret);
            QCOMPARE(QByteArray::fromStdString(trace.id), QByteArray("id"));
            if (!text.isEmpty())
                QVERIFY(trace.message.find(text.toStdString()) == std::string::npos);
        }
        QCOMPARE(made.error().fault, Fault::Rule);
    }

    void tellsPositionsInCharacters()
    {
        const auto check = checkSecret("Wall-Of-Encoders 2026!");
        QCOMPARE(check.length, std::size_t{22});
        QVERIFY((check.foreign == std::vector<std::size_t>{16, 21}));
        const auto wide = checkSecret("\xC3\xA4"
                                      "b\xE2\x82\xAC");
        QCOMPARE(wide.length, std::size_t{3});
        QVERIFY((wide.foreign == std::vector<std::size_t>{0, 2}));
    }

    void generatesGoodSecrets()
    {
        const auto plain = Secret::generate();
        QCOMPARE(plain->view().size(), std::size_t{32});
        QVERIFY(checkSecret(plain->view()).good());
        const auto prefixed = Secret::generate(40, "tok_live");
        QVERIFY(prefixed->view().starts_with("tok_live"));
        QCOMPARE(prefixed->view().size(), std::size_t{40});
        QVERIFY(Secret::generate(512).has_value());
        QVERIFY(!Secret::generate(31).has_value());
        QVERIFY(!Secret::generate(513).has_value());
        QVERIFY(!Secret::generate(39, "tok_live").has_value()); // only 31 random ones
        QVERIFY(!Secret::generate(64, "a b").has_value());
        QVERIFY(Secret::generate()->view() != Secret::generate()->view());
    }

    void drawsUniformly()
    {
        std::map<char, double> counts;
        constexpr int rounds = 4000;
        for (int i = 0; i < rounds; ++i) {
            const auto secret = Secret::generate();
            for (const char c : secret->view())
                counts[c] += 1;
        }
        const double expected = rounds * 32.0 / static_cast<double>(secretAlphabet.size());
        double chi = 0;
        for (const char c : secretAlphabet)
            chi += std::pow(counts[c] - expected, 2) / expected;
        // 67 degrees of freedom: the chance to pass 140 is under one in a million. A modulo bias of 256 % 68 gives
        // thousands.
        QVERIFY2(chi < 140, qPrintable(QString::number(chi)));
    }

    void bytesGrowShrinkAndMove()
    {
        SecretBytes bytes("abcdef");
        bytes.insert(3, "XYZ");
        QVERIFY(bytes.view() == "abcXYZdef");
        bytes.erase(1, 2);
        QVERIFY(bytes.view() == "aXYZdef");
        bytes.erase(5, 100);
        QVERIFY(bytes.view() == "aXYZd");
        SecretBytes moved(std::move(bytes));
        QVERIFY(bytes.empty()); // NOLINT(bugprone-use-after-move): that nothing of the secret stays is what is asked
        QVERIFY(moved.view() == "aXYZd");
        moved.clear();
        QVERIFY(moved.empty());
    }

    void knowsWhatLooksLikeASecret()
    {
        QVERIFY(looksLikeSecret("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"));
        QVERIFY(looksLikeSecret("  vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb\n"));
        QVERIFY(!looksLikeSecret("8c1fb07e-0000-7000-8000-0123456789ab"));
        QVERIFY(!looksLikeSecret("a perfectly ordinary sentence, 42 long, Upper"));
        QVERIFY(!looksLikeSecret("encoders/{id}/status"));
        QVERIFY(!looksLikeSecret("short1A"));
        QVERIFY(looksLikeSecret("found in repo: vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb, told Ines"));
        QVERIFY(looksLikeSecret("\"vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb\""));
        QVERIFY(!looksLikeSecret("see https://wiki.example.org/Teams/Network/Runbook-2024/Tokens"));
        QVERIFY(looksLikeSecret("https://example.org/?key=vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"));
    }
};

QTEST_GUILESS_MAIN(SecretTest)
#include "secret_test.moc"

#include <algorithm>

#include <QSignalSpy>
#include <QTest>

#include "core/token.h"
#include "models/filter_state.h"
#include "models/text.h"

using namespace tokenhouse;

class FilterStateTest : public QObject {
    Q_OBJECT

private:
    Time m_now = *parseTime("2026-11-22T12:00:00Z");
    static QStringList offers(const FilterState& state, int position) { return state.completion(position).words; }
    FilterContext context() const { return {m_now, "maria.k"}; }

private Q_SLOTS:
    void filterFromChips()
    {
        FilterState state(tokenSchema(), [this] { return context(); });
        QSignalSpy applied(&state, &FilterState::appliedChanged);
        FilterChip states;
        states.field = "state";
        states.values = {"active", "unclaimed"};
        state.setChip(states);
        QCOMPARE(state.applied(), QStringLiteral("(state = \"active\" OR state = \"unclaimed\")"));
        FilterChip modified;
        modified.field = "lastModified";
        modified.kind = FilterChip::Kind::Between;
        modified.from = *parseTime("2026-10-01T00:00:00Z");
        state.setChip(modified);
        QCOMPARE(applied.count(), 2);
        QVERIFY(parseFilter(utf8(state.applied()), tokenSchema(), context()));
        state.setFreeText(QStringLiteral("enc \"wall*"));
        QCOMPARE(applied.count(), 2); // a pause first
        QTRY_COMPARE(applied.count(), 3);
        QCOMPARE(state.validity(), FilterState::Validity::Valid);
        QVERIFY(state.applied().startsWith(QStringLiteral("\"enc\" \"\\\"wall\\*\" AND (state")));
        state.removeChip(0);
        QCOMPARE(state.chips().size(), 1u);
        state.clear();
        QCOMPARE(state.applied(), QString());
    }

    void expertTextAndBack_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("chips");
        QTest::addColumn<int>("experts");
        QTest::addColumn<QString>("words");
        QTest::newRow("state") << u"state = active"_qs << 1 << 0 << u""_qs;
        QTest::newRow("alternatives") << u"(state = active OR state = \"held\") AND createdBy = \"maria.k\""_qs << 2
                                      << 0 << u""_qs;
        QTest::newRow("not") << u"NOT (state = held)"_qs << 1 << 0 << u""_qs;
        QTest::newRow("not bare") << u"NOT state = held"_qs << 1 << 0 << u""_qs;
        QTest::newRow("between")
            << u"lastModified >= \"2026-10-01T00:00:00Z\" AND lastModified < \"2026-11-01T00:00:00Z\""_qs << 1 << 0
            << u""_qs;
        QTest::newRow("within") << u"lastModified > ago(\"7d\")"_qs << 1 << 0 << u""_qs;
        QTest::newRow("absent") << u"NOT expiresAt:*"_qs << 1 << 0 << u""_qs;
        QTest::newRow("present") << u"expiresAt:*"_qs << 1 << 0 << u""_qs;
        QTest::newRow("words") << u"enc \"wall\" state = active"_qs << 1 << 0 << u"enc wall"_qs;
        QTest::newRow("has") << u"name:\"wall\""_qs << 1 << 0 << u""_qs;
        QTest::newRow("label") << u"labels:\"prod\""_qs << 1 << 0 << u""_qs;
        QTest::newRow("pattern") << u"name = \"enc*\""_qs << 1 << 1 << u""_qs;
        QTest::newRow("mixed or") << u"name = a OR usedBy > 3"_qs << 1 << 1 << u""_qs;
        QTest::newRow("nested") << u"(name = a AND (usedBy > 3 OR -isDisabled = true)) AND createdBy = me()"_qs << 2
                                << 2 << u""_qs;
        QTest::newRow("number") << u"usedBy = 0"_qs << 1 << 0 << u""_qs;
        QTest::newRow("blank in quotes") << u"\"two words\""_qs << 1 << 1 << u""_qs;
    }
    void expertTextAndBack()
    {
        QFETCH(QString, text);
        QFETCH(int, chips);
        QFETCH(int, experts);
        QFETCH(QString, words);
        FilterState state(tokenSchema(), [this] { return context(); });
        state.setFilter(text);
        QVERIFY2(state.validity() == FilterState::Validity::Valid, qPrintable(state.error()));
        QVERIFY(!state.isExpert());
        QCOMPARE(static_cast<int>(state.chips().size()), chips);
        QCOMPARE(static_cast<int>(std::ranges::count(state.chips(), FilterChip::Kind::Expert, &FilterChip::kind)),
                 experts);
        QCOMPARE(state.freeText(), words);
        // Joined again it filters the same, and is stable.
        const auto joined = state.applied();
        const auto before = parseFilter(utf8(text), tokenSchema(), context());
        const auto after = parseFilter(utf8(joined), tokenSchema(), context());
        QVERIFY2(after, qPrintable(joined));
        for (int number = 0; number < 64; ++number) {
            Token token;
            token.id = Uuid::make();
            token.name = number % 2 != 0 ? "a wall" : "enc";
            token.name = number % 3 == 0 ? "a" : token.name;
            token.isDisabled = number % 5 == 0;
            token.usedBy = static_cast<std::uint32_t>(number % 7);
            token.createdBy = number % 4 == 0 ? "maria.k" : "other";
            token.labels = number % 3 == 0 ? std::vector<std::string>{"prod"} : std::vector<std::string>{};
            token.lastModified = m_now - std::chrono::hours(24 * number);
            token.expiresAt = number % 2 == 0 ? std::optional(m_now + std::chrono::hours(number)) : std::nullopt;
            QCOMPARE(matches(*after, readerOf(token, m_now)), matches(*before, readerOf(token, m_now)));
        }
        FilterState again(tokenSchema(), [this] { return context(); });
        again.setFilter(joined);
        QCOMPARE(again.applied(), joined);
        QVERIFY(again.chips() == state.chips());
    }

    void malformedFiltersPointAtTheCharacter()
    {
        FilterState state(tokenSchema(), [this] { return context(); });
        state.setExpert(true);
        state.setExpertText(QStringLiteral("state = active"));
        state.apply();
        QSignalSpy applied(&state, &FilterState::appliedChanged);
        state.setExpertText(QStringLiteral("name = \"\U0001F511\" AND nmae = x"));
        state.apply();
        QCOMPARE(applied.count(), 0);
        QCOMPARE(state.validity(), FilterState::Validity::Malformed);
        QCOMPARE(state.errorPosition(), static_cast<int>(state.expertText().indexOf(QStringLiteral("nmae"))));
        QCOMPARE(state.suggestion(), QStringLiteral("name"));
        QCOMPARE(state.applied(), QStringLiteral("state = active"));
        state.setExpert(false);
        QVERIFY(state.isExpert()); // nothing typed is lost
    }

    void aSecretIsNeverSent()
    {
        FilterState state(tokenSchema(), [this] { return context(); });
        QSignalSpy applied(&state, &FilterState::appliedChanged);
        state.setFreeText(QStringLiteral("see Zk3vQ9xW7mB2nR5tY8uP1aS4dF6gH0jL here"));
        state.apply();
        QCOMPARE(state.validity(), FilterState::Validity::SecretLike);
        QCOMPARE(applied.count(), 0);
    }

    void completesNamesAndValues()
    {
        FilterState state(tokenSchema(), [this] { return context(); });
        state.setExpert(true);
        state.setExpertText(QStringLiteral("last"));
        QVERIFY(offers(state, 4).contains(QStringLiteral("lastModified")));
        state.setExpertText(QStringLiteral("state = un"));
        QCOMPARE(offers(state, 10), QStringList{QStringLiteral("unclaimed")});
        state.setExpertText(QStringLiteral("ownr:\"x\" AND isDisabled = true"));
        QCOMPARE(offers(state, 30), QStringList()); // what stands there is no offer
        state.setExpertText(QStringLiteral("state = un"));
        QVERIFY(offers(state, 0).contains(QStringLiteral("name")));
        state.setExpertText(QStringLiteral("(name:\"x\""));
        QCOMPARE(offers(state, 9), QStringList());
        QVERIFY(offers(state, 1).contains(QStringLiteral("name")));
        // A member of a member is one word, and completed as one.
        state.setExpertText(QStringLiteral("name = x AND rateLimit.li"));
        QCOMPARE(offers(state, 25), QStringList{QStringLiteral("rateLimit.limit")});
        QCOMPARE(state.completion(25).start, 13);
    }

    void offersOperatorsAndPeople_data()
    {
        QTest::addColumn<QString>("before"); // the cursor stands behind it
        QTest::addColumn<QString>("after");
        QTest::addColumn<int>("start");
        QTest::addColumn<QStringList>("offers");
        QTest::newRow("operators of a text")
            << u"name "_qs << QString() << 5 << QStringList{u":"_qs, u"="_qs, u"!="_qs};
        QTest::newRow("of a flag") << u"isDisabled "_qs << QString() << 11 << QStringList{u"="_qs, u"!="_qs};
        QTest::newRow("people") << u"createdBy = "_qs << QString() << 12
                                << QStringList{u"me()"_qs, u"\"anna b\""_qs, u"\"ben \\\"x\\\"\""_qs};
        QTest::newRow("begun") << u"createdBy = an"_qs << QString() << 12 << QStringList{u"\"anna b\""_qs};
        QTest::newRow("within quotes") << u"createdBy = \"anna "_qs << QString() << 13 << QStringList{u"anna b\""_qs};
        QTest::newRow("closed behind") << u"createdBy = \"an"_qs << u"\""_qs << 13 << QStringList{u"anna b"_qs};
        QTest::newRow("a text to look for") << u"\"na"_qs << QString() << 1 << QStringList();
        QTest::newRow("a value is no member")
            << u"owner = name "_qs << QString() << 13 << QStringList{u"AND"_qs, u"OR"_qs, u"NOT"_qs};
    }
    void offersOperatorsAndPeople()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, after);
        FilterState state(tokenSchema(), [this] { return context(); });
        state.setExpert(true);
        state.setKnownUsers({u"anna b"_qs, u"ben \"x\""_qs});
        state.setExpertText(before + after);
        const auto completion = state.completion(static_cast<int>(before.size()));
        QTEST(completion.start, "start");
        auto words = completion.words;
        words.removeIf([](const QString& word) { return findField(tokenSchema(), utf8(word)) != nullptr; });
        QTEST(words, "offers");
    }
};

QTEST_GUILESS_MAIN(FilterStateTest)
#include "filter_state_test.moc"

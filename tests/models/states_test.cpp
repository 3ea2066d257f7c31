#include <QSignalSpy>
#include <QTest>

#include "models/connection_state.h"
#include "models/failure_text.h"
#include "models/filter_state.h"
#include "models/route_check_state.h"
#include "models/secret_check_state.h"
#include "models/secret_clipboard_state.h"
#include "models/situation_state.h"
#include "models/text.h"
#include "models/time_text.h"

using namespace tokenhouse;

namespace {

class FakeClipboard : public ClipboardPort {
public:
    bool put(const SecretBytes& secret) override
    {
        if (!takes) {
            return false;
        }
        content = std::string(secret.view());
        changed();
        return true;
    }
    Holding holds(const SecretBytes& secret) const override
    {
        return !readable ? Holding::Unknown : content == secret.view() ? Holding::Ours : Holding::Foreign;
    }
    bool clear() override
    {
        if (!clearable) {
            return false;
        }
        content.clear();
        changed();
        return true;
    }
    void onChanged(std::function<void()> callback) override { m_changed = std::move(callback); }
    void changed() const
    {
        if (m_changed) {
            m_changed();
        }
    }

    std::string content;
    bool takes = true;
    bool readable = true;
    bool clearable = true;

private:
    std::function<void()> m_changed;
};

} // namespace

class StatesTest : public QObject {
    Q_OBJECT

private:
    Time m_now = *parseTime("2026-11-22T12:00:00Z");
    TimeText m_times{nullptr, [this] { return m_now; }, QTimeZone::utc(), QLocale::c()};
    FilterContext context() const { return {m_now, "maria.k"}; }

private Q_SLOTS:
    void timesInWords_data()
    {
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("text");
        QTest::newRow("now") << u"2026-11-22T11:59:58Z"_qs << u"just now"_qs;
        QTest::newRow("clocks differ") << u"2026-11-22T12:00:01Z"_qs << u"just now"_qs;
        QTest::newRow("seconds") << u"2026-11-22T11:59:30Z"_qs << u"30 s ago"_qs;
        QTest::newRow("minutes") << u"2026-11-22T11:56:00Z"_qs << u"4 min ago"_qs;
        QTest::newRow("hours") << u"2026-11-22T10:00:00Z"_qs << u"2 h ago"_qs;
        QTest::newRow("today") << u"2026-11-22T07:12:00Z"_qs << u"today 07:12"_qs;
        QTest::newRow("yesterday") << u"2026-11-21T07:12:00Z"_qs << u"yesterday"_qs;
        QTest::newRow("tomorrow") << u"2026-11-23T07:12:00Z"_qs << u"tomorrow"_qs;
        QTest::newRow("this year") << u"2026-03-04T07:12:00Z"_qs << u"4 Mar"_qs;
        QTest::newRow("another year") << u"2025-03-04T07:12:00Z"_qs << u"4 Mar 2025"_qs;
    }
    void timesInWords()
    {
        QFETCH(QString, time);
        QFETCH(QString, text);
        QCOMPARE(m_times.shortText(*parseTime(time.toStdString())), text);
    }

    void timesInAnotherZone()
    {
        TimeText times(nullptr, [this] { return m_now; }, QTimeZone("Asia/Tokyo"), QLocale::c());
        const auto late = *parseTime("2026-11-22T16:30:00Z");
        QCOMPARE(times.longText(late), QStringLiteral("23 Nov 2026 01:30"));
        QVERIFY(times.tip(late).endsWith(QStringLiteral("2026-11-22 16:30:00 UTC")));
        QSignalSpy changed(&times, &TimeText::changed);
        times.setUtc(true);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(times.exactText(late), QStringLiteral("2026-11-22 16:30:00 UTC"));
        times.setAbsolute(true);
        QCOMPARE(times.shortText(m_now - std::chrono::seconds(30)), QStringLiteral("22 Nov 11:59"));
    }

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
        QTest::newRow("alternatives") << u"(state = active OR state = \"held\") AND createdBy = \"maria.k\""_qs << 2 << 0 << u""_qs;
        QTest::newRow("not") << u"NOT (state = held)"_qs << 1 << 0 << u""_qs;
        QTest::newRow("not bare") << u"NOT state = held"_qs << 1 << 0 << u""_qs;
        QTest::newRow("between") << u"lastModified >= \"2026-10-01T00:00:00Z\" AND lastModified < \"2026-11-01T00:00:00Z\""_qs << 1 << 0 << u""_qs;
        QTest::newRow("within") << u"lastModified > ago(\"7d\")"_qs << 1 << 0 << u""_qs;
        QTest::newRow("absent") << u"NOT expiresAt:*"_qs << 1 << 0 << u""_qs;
        QTest::newRow("present") << u"expiresAt:*"_qs << 1 << 0 << u""_qs;
        QTest::newRow("words") << u"enc \"wall\" state = active"_qs << 1 << 0 << u"enc wall"_qs;
        QTest::newRow("has") << u"name:\"wall\""_qs << 1 << 0 << u""_qs;
        QTest::newRow("label") << u"labels:\"prod\""_qs << 1 << 0 << u""_qs;
        QTest::newRow("pattern") << u"name = \"enc*\""_qs << 1 << 1 << u""_qs;
        QTest::newRow("mixed or") << u"name = a OR usedBy > 3"_qs << 1 << 1 << u""_qs;
        QTest::newRow("nested") << u"(name = a AND (usedBy > 3 OR -isDisabled = true)) AND createdBy = me()"_qs << 2 << 2 << u""_qs;
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
        QCOMPARE(static_cast<int>(std::ranges::count(state.chips(), FilterChip::Kind::Expert, &FilterChip::kind)), experts);
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
        QVERIFY(state.completions(4).contains(QStringLiteral("lastModified")));
        state.setExpertText(QStringLiteral("state = un"));
        QCOMPARE(state.completions(10), QStringList{QStringLiteral("unclaimed")});
        QVERIFY(state.completions(0).contains(QStringLiteral("name")));
    }

    void needsAreComparedInOnePlace()
    {
        SituationState state;
        QSignalSpy changed(&state, &SituationState::changed);
        Needs needs;
        needs.changes = true;
        needs.permissions = {Permission::TokensDelete};
        needs.kind = ObjectKind::Token;
        needs.size = Needs::Size::AtLeastOne;
        QVERIFY(state.verdict(needs).reason.contains(QStringLiteral("cannot be reached")));
        state.setConnected(true);
        state.setReadOnly(true);
        QVERIFY(state.verdict(needs).reason.contains(QStringLiteral("read-only")));
        state.setReadOnly(false);
        QVERIFY(state.verdict(needs).reason.contains(QStringLiteral("tokens.delete")));
        state.setPermissions(Permissions::all());
        QVERIFY(state.verdict(needs).reason.contains(QStringLiteral("Select a token")));
        Selection selection;
        selection.kind = ObjectKind::Token;
        selection.ids = {"a"};
        selection.count(Face::Disabled);
        state.setSelection(selection);
        QVERIFY(state.verdict(needs).enabled);
        needs.states = Needs::Enabled;
        QVERIFY(!state.verdict(needs).enabled);
        needs.states = Needs::Disabled;
        QVERIFY(state.verdict(needs).enabled);
        needs.features = {"definitions.match"};
        QVERIFY(state.verdict(needs).reason.contains(QStringLiteral("definitions.match")));
        state.setFeatures({"definitions.match"});
        QVERIFY(state.verdict(needs).enabled);
        const auto before = changed.count();
        state.setSelection(selection);
        QCOMPARE(changed.count(), before); // nothing did change
    }

    void clipboardCountsDownAndClears()
    {
        FakeClipboard port;
        SecretClipboardState state(port);
        const SecretBytes secret("correct horse");
        state.copy(secret);
        QCOMPARE(state.state(), SecretClipboardState::State::Copied);
        QCOMPARE(state.text(), QStringLiteral("Copied, cleared in 30 s"));
        QCOMPARE(port.content, std::string("correct horse"));
        state.clearNow();
        QCOMPARE(state.state(), SecretClipboardState::State::Cleared);
        QVERIFY(port.content.empty());
    }

    void clipboardLeavesWhatIsNotOurs()
    {
        FakeClipboard port;
        SecretClipboardState state(port);
        state.copy(SecretBytes("correct horse"));
        port.content = "a letter";
        port.changed();
        QCOMPARE(state.state(), SecretClipboardState::State::Replaced);
        state.clearNow();
        QCOMPARE(port.content, std::string("a letter"));
    }

    void clipboardIsClearedAtTheEnd()
    {
        FakeClipboard port;
        {
            SecretClipboardState state(port);
            state.copy(SecretBytes("correct horse"));
        }
        QVERIFY(port.content.empty());
        port.changed(); // nobody listens any more
    }

    void clipboardSaysWhatItCannot()
    {
        FakeClipboard port;
        SecretClipboardState state(port);
        port.takes = false;
        state.copy(SecretBytes("x"));
        QCOMPARE(state.state(), SecretClipboardState::State::Refused);
        port.takes = true;
        port.readable = false;
        state.copy(SecretBytes("x"));
        QCOMPARE(state.state(), SecretClipboardState::State::NotReadable);
        QVERIFY(state.isCounting());
        port.clearable = false;
        state.clearNow();
        QCOMPARE(state.state(), SecretClipboardState::State::NotCleared);
    }

    void secretRequirementsAsLines()
    {
        SecretCheckState state;
        QCOMPARE(state.lines().at(0).met, SecretCheckState::Met::Open);
        state.setSecret("abc def");
        QCOMPARE(state.lines().at(0).met, SecretCheckState::Met::No);
        QCOMPARE(state.lines().at(0).text, QStringLiteral("At least 32 characters: 25 more"));
        QVERIFY(state.lines().at(1).text.endsWith(QStringLiteral("not at 4")));
        QVERIFY(!state.isGood());
        state.setSecret("abcdefghijklmnopqrstuvwxyz0123456789");
        QVERIFY(state.isGood());
        Failure failure;
        failure.traces = {{Reason::InvalidSecret, {}, "in use", {{"requirement", "unique"}}}};
        state.setRefused(failure);
        QVERIFY(!state.isGood());
        QCOMPARE(state.lines().at(2).met, SecretCheckState::Met::No);
        state.setSecret("abcdefghijklmnopqrstuvwxyz0123456780");
        QVERIFY(state.isGood());
    }

    void routeIsCheckedHereAndThere()
    {
        RouteCheckState state;
        QSignalSpy wanted(&state, &RouteCheckState::serverCheckWanted);
        state.setRoute(QStringLiteral("/bad//route{x}"));
        QCOMPARE(state.state(), RouteCheckState::State::Invalid);
        QVERIFY(!state.faults().isEmpty());
        state.setRoute(QStringLiteral("Ticket/{id}"));
        QCOMPARE(state.state(), RouteCheckState::State::Checking);
        QVERIFY(!state.exampleUrlPath().isEmpty());
        QTRY_COMPARE(wanted.count(), 1);
        QCOMPARE(wanted.first().at(1).toString(), QStringLiteral("ticket/{}"));
        RouteCheckState::Conflict other{Uuid::make(), QStringLiteral("Helpdesk"), QStringLiteral("ticket/{ticketId}")};
        state.setConflict(QStringLiteral("older"), other);
        QCOMPARE(state.state(), RouteCheckState::State::Checking);
        state.setConflict(state.route(), other);
        QCOMPARE(state.state(), RouteCheckState::State::Taken);
        QVERIFY(state.summary().contains(QStringLiteral("Helpdesk")));
        state.setOwnId(other.id);
        state.setConflict(state.route(), other);
        QCOMPARE(state.state(), RouteCheckState::State::Free);
    }

    void connectionCountsDown()
    {
        ConnectionState state(m_times);
        QSignalSpy phases(&state, &ConnectionState::phaseChanged);
        state.setConnecting();
        state.setConnected();
        state.setLost(std::chrono::seconds(8));
        QCOMPARE(state.secondsLeft(), 8);
        QCOMPARE(state.text(), QStringLiteral("Server gone since today 12:00. Trying again in 8 s."));
        m_now += std::chrono::seconds(5);
        QCOMPARE(state.secondsLeft(), 3);
        const auto since = state.since();
        state.setConnecting();
        state.setLost(std::chrono::seconds(16));
        QVERIFY(state.since() == since);
        QVERIFY(!state.dataAge().isEmpty());
        state.setConnected();
        QVERIFY(state.dataAge().isEmpty());
        QCOMPARE(phases.count(), 6);
        m_now -= std::chrono::seconds(5);
    }

    void failuresAreTold()
    {
        Failure failure{Fault::Forbidden, "You may not.", {}, {{"missingPermission", "tokens.write"}, {"correlationId", "c-1"}}};
        const auto text = failureText(failure);
        QCOMPARE(text.what, QStringLiteral("You may not."));
        QVERIFY(text.next.contains(QStringLiteral("tokens.write")));
        QCOMPARE(text.correlationId, QStringLiteral("c-1"));
    }
};

QTEST_GUILESS_MAIN(StatesTest)
#include "states_test.moc"

#include <QSignalSpy>
#include <QTest>

#include "core/limits.h"
#include "models/connection_state.h"
#include "models/failure_text.h"
#include "models/route_check_state.h"
#include "models/secret_check_state.h"
#include "models/secret_clipboard_state.h"
#include "models/situation_state.h"
#include "models/text.h"
#include "models/time_text.h"
#include "tests/support/fake_clipboard.h"

using namespace tokenhouse;

class StatesTest : public QObject {
    Q_OBJECT

private:
    Time m_now = *parseTime("2026-11-22T12:00:00Z");
    TimeText m_times{nullptr, [this] { return m_now; }, QTimeZone::utc(), QLocale::c()};

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
        TimeText times(
            nullptr, [this] { return m_now; }, QTimeZone("Asia/Tokyo"), QLocale::c());
        const auto late = *parseTime("2026-11-22T16:30:00Z");
        QCOMPARE(times.longText(late), QStringLiteral("23 Nov 2026 01:30"));
        QVERIFY(times.tip(late).endsWith(QStringLiteral("2026-11-22 16:30:00 UTC")));
        QSignalSpy changed(&times, &TimeText::changed);
        times.setUtc(true);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(times.exactText(late), QStringLiteral("2026-11-22 16:30:00 UTC"));
        times.setAbsolute(true);
        QCOMPARE(times.shortText(m_now - std::chrono::seconds(30)), QStringLiteral("11:59:30"));
        QCOMPARE(times.shortText(m_now - std::chrono::hours(24)), QStringLiteral("21 Nov"));
        QCOMPARE(times.momentText(m_now - std::chrono::hours(24)), QStringLiteral("21 Nov 12:00:00"));
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
        // What was not read would be left out without a word.
        selection.unread = 2;
        state.setSelection(selection);
        QCOMPARE(state.verdict(needs).reason,
                 QStringLiteral("Only 1 of the 3 selected were read so far. Select all, or fewer at a time."));
        selection.byFilter = ChosenByFilter{"state = disabled", "state = disabled", 0};
        needs.states = Needs::Enabled; // of what was not read nobody here knows
        state.setSelection(selection);
        QVERIFY(state.verdict(needs).enabled);
        selection.unread = static_cast<int>(batchMaximum);
        state.setSelection(selection);
        QVERIFY(state.verdict(needs).reason.contains(QStringLiteral("At most")));
        selection.unread = 0;
        selection.byFilter.reset();
        needs.states = Needs::Nothing;
        state.setSelection(selection);
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

    void clipboardIsToldOfForAWhile()
    {
        FakeClipboard port;
        SecretClipboardState state(port, nullptr, std::chrono::milliseconds(1));
        state.copy(SecretBytes("correct horse"));
        state.clearNow();
        QCOMPARE(state.text(), QStringLiteral("The clipboard was cleared."));
        QTRY_COMPARE(state.state(), SecretClipboardState::State::Idle);
        QVERIFY(state.text().isEmpty());
        state.copy(SecretBytes("battery staple"));
        QVERIFY(state.isCounting());
        port.clearable = false;
        QSignalSpy changed(&state, &SecretClipboardState::changed);
        state.clearNow();
        QCOMPARE(state.state(), SecretClipboardState::State::NotCleared);
        QVERIFY(!changed.wait(50)); // something is left to do: it is told on
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
        QVERIFY(!state.summary().contains(QStringLiteral("is free"))); // it is in use, by itself
    }

    void connectionCountsDown()
    {
        ConnectionState state(m_times);
        QSignalSpy phases(&state, &ConnectionState::phaseChanged);
        state.setConnecting();
        state.setConnected();
        state.setLost(std::chrono::seconds(8));
        QCOMPARE(state.secondsLeft(), 8);
        m_now += std::chrono::seconds(5);
        QCOMPARE(state.secondsLeft(), 3);
        const auto since = state.since();
        state.setConnecting();
        state.setLost(std::chrono::seconds(16));
        QVERIFY(state.since() == since);
        state.setConnected();
        QVERIFY(!state.since());
        QCOMPARE(phases.count(), 6);
        m_now -= std::chrono::seconds(5);
    }

    void failuresAreTold()
    {
        Failure failure{
            Fault::Forbidden, "You may not.", {}, {{"missingPermission", "tokens.write"}, {"correlationId", "c-1"}}};
        const auto text = failureText(failure);
        QCOMPARE(text.what, QStringLiteral("You may not."));
        QVERIFY(text.next.contains(QStringLiteral("tokens.write")));
        QCOMPARE(text.correlationId, QStringLiteral("c-1"));
        // Only the connection is tried again by itself, never what a dialog sent.
        const auto gone = failureText(Failure{Fault::Unreachable, "Nothing answers.", {}, {}});
        QCOMPARE(gone.next, QStringLiteral("Nothing is known to have changed. Try again once the server answers."));
    }
};

QTEST_GUILESS_MAIN(StatesTest)
#include "states_test.moc"

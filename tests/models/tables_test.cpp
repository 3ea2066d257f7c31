#include <memory>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "core/filter.h"
#include "models/allowed_picker.h"
#include "models/definitions_model.h"
#include "models/event_text.h"
#include "models/events_model.h"
#include "models/history_model.h"
#include "models/object_details.h"
#include "models/token_face.h"
#include "models/tokens_model.h"
#include "tests/models/fake_source.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;
using Tester = QAbstractItemModelTester;

class TablesTest : public QObject {
    Q_OBJECT

private:
    Time m_now = *parseTime("2026-11-22T12:00:00Z");
    TimeText m_times{nullptr, [this] { return m_now; }, QTimeZone::utc(), QLocale::c()};

private Q_SLOTS:
    void tokensShowTheirFacts()
    {
        auto source = std::make_shared<FakeSource<Token>>();
        auto one = token(1);
        one.name = "enc\xE2\x80\xAEoder\nwall";
        one.expiresAt = m_now + std::chrono::hours(24 * 6 + 1);
        one.rateLimit = *RateLimit::make(60, 60);
        one.usedBy = 7;
        auto off = token(2);
        off.isDisabled = true;
        off.lastUsedAt = m_now - std::chrono::seconds(12);
        source->rows = {one, off};
        TokensModel model(m_times);
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        model.setSource(source);

        const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, TokensModel::Name), QStringLiteral("enc\\u{202E}oder\\u{000A}wall"));
        QCOMPARE(text(0, TokensModel::State), QStringLiteral("Expires in 6 d"));
        QCOMPARE(text(0, TokensModel::RateLimit), QStringLiteral("60 in 1 minute"));
        QCOMPARE(text(1, TokensModel::RateLimit), QStringLiteral("No limit"));
        QCOMPARE(text(0, TokensModel::LastUsed), QStringLiteral("never"));
        QCOMPARE(text(1, TokensModel::LastUsed), QStringLiteral("12 s ago"));
        QCOMPARE(text(1, TokensModel::State), QStringLiteral("Disabled"));
        QCOMPARE(text(0, TokensModel::CreatedAt), QStringLiteral("4 Mar"));
        QCOMPARE(model.index(0, 0).data(FaceRole).toInt(), static_cast<int>(Face::Expiring));
        QVERIFY(model.index(1, 0).data(OffRole).toBool());
        QCOMPARE(model.index(0, TokensModel::UsedBy).data(NumberRole).toLongLong(), 7);
        QCOMPARE(model.index(0, TokensModel::Expires).data(TimeRole).toDateTime().toMSecsSinceEpoch(),
                 toMillis(*one.expiresAt));
        QCOMPARE(model.index(0, TokensModel::Expires).data(ExactRole).toString(),
                 QStringLiteral("2026-11-28T13:00:00.000Z"));
        QVERIFY(model.index(0, TokensModel::Expires)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("13:00:00 UTC")));
        QVERIFY(!model.index(0, TokensModel::LastUsed).data(TimeRole).toDateTime().isValid());
        QCOMPARE(model.columnCount(), 11);
        QCOMPARE(model.columnOf(QStringLiteral("expiresAt")), static_cast<int>(TokensModel::Expires));
    }

    void tipsDoNotReadNamesAsHtml()
    {
        auto source = std::make_shared<FakeSource<Token>>();
        auto one = token(1);
        one.name = "<img src=file:///etc/passwd>";
        source->rows = {one};
        TokensModel model(m_times);
        model.setSource(source);
        QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("&lt;img")));
    }

    void definitionsShowTheirFacts()
    {
        auto source = std::make_shared<FakeSource<Definition>>();
        auto one = definition(1);
        one.action = AutomationScript{"echo.js", InputType::RawBody};
        one.allowedTokens = {uuid(1), uuid(2)};
        one.isDisabled = true;
        source->rows = {one};
        DefinitionsModel model(m_times);
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        model.setSource(source);
        QCOMPARE(model.index(0, DefinitionsModel::RouteText).data().toString(), QStringLiteral("ticket/1"));
        QCOMPARE(model.index(0, DefinitionsModel::ActionType).data().toString(), QStringLiteral("Script echo.js"));
        QCOMPARE(model.index(0, DefinitionsModel::Tokens).data(NumberRole).toLongLong(), 2);
        QVERIFY(model.index(0, 0).data(OffRole).toBool());
    }

    void eventsShowTheirFacts()
    {
        auto source = std::make_shared<FakeSource<Event>>();
        auto deleted = tests::event(9, "token.deleted");
        auto updated = tests::event(8);
        updated.changes = {{"expiresAt", nullptr, json::value("2026-11-28T00:00:00.000Z")}, {"name", "a", "b"}};
        auto strange = tests::event(7, "future.kind\n");
        auto session = tests::event(6, "session.started");
        session.objectType = "session";
        auto disabled = tests::event(5, "token.disabled");
        disabled.changes = {{"isDisabled", false, true}, {"disableCode", "none", "leaked"}};
        disabled.reason = "seen in a log";
        auto enabled = tests::event(4, "token.enabled");
        enabled.changes = {{"isDisabled", true, false}, {"disableCode", "leaked", nullptr}};
        source->rows = {deleted, updated, strange, session, disabled, enabled};
        EventsModel model(m_times);
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        model.setSource(source);
        QCOMPARE(model.index(0, EventsModel::What).data().toString(), QStringLiteral("Token deleted"));
        QVERIFY(model.index(0, 0).data(RefusedRole).toBool());
        QCOMPARE(model.index(1, EventsModel::Changed).data().toString(), QStringLiteral("Expires, Name"));
        QCOMPARE(model.index(2, EventsModel::What).data().toString(), QStringLiteral("future.kind\\u{000A}"));
        QCOMPARE(model.index(0, EventsModel::Object).data(LinkRole).toString(), idText(7));
        QCOMPARE(model.index(3, EventsModel::Object).data(LinkRole).toString(),
                 QString()); // there is no page to show it
        QCOMPARE(model.index(4, EventsModel::Changed).data().toString(), QStringLiteral("reason given"));
        QCOMPARE(model.index(5, EventsModel::Changed).data().toString(), QString()); // it was taken back
        QCOMPARE(model.idAt(1), QStringLiteral("8"));
        QCOMPARE(source->last.orderBy, std::string("time desc"));
    }

    void sortableColumnsAreKnownToTheServer()
    {
        const auto check = [](const PagedModel& model, Schema schema) {
            for (const auto& column : model.columns()) {
                if (!column.order.empty()) {
                    QVERIFY2(parseOrder(column.order, schema), column.order.c_str());
                }
            }
        };
        check(TokensModel(m_times), tokenSchema());
        check(DefinitionsModel(m_times), definitionSchema());
        check(EventsModel(m_times), eventSchema());
    }

    void historyGrowsAndForgetsLateAnswers()
    {
        auto source = std::make_shared<FakeSource<Event>>();
        source->rows = {tests::event(2), tests::event(1, "token.created")};
        HistoryModel model(m_times);
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        model.setSource(source);
        model.setObject(idText(7));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(1).data().toString(), QStringLiteral("Token created"));
        QVERIFY(parseFilter(source->last.filter, eventSchema(), {}));
        QVERIFY(parseOrder(source->last.orderBy, eventSchema()));

        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        source->rows.insert(source->rows.begin(), tests::event(3, "token.disabled"));
        model.refresh();
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(resets.count(), 0);
        QCOMPARE(model.at(0)->sequence, 3);

        source->failure = Failure{Fault::Unreachable, "gone", {}, {}};
        model.refresh();
        QCOMPARE(model.rowCount(), 3); // what is here stays readable
        source->failure = Failure{Fault::Forbidden, "no right", {}, {}};
        model.refresh();
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.state(), HistoryModel::State::Failed);
        source->failure.reset();

        source->isHolding = true;
        model.setObject(idText(8));
        model.setObject(idText(9));
        source->rows = {tests::event(20)};
        source->release(1);
        source->rows = {tests::event(30), tests::event(31)};
        source->release(0);
        QCOMPARE(model.rowCount(), 1);
        source->failure = Failure{Fault::Unreachable, "gone", {}, {}};
        source->isHolding = false;
        model.setObject(idText(10));
        QCOMPARE(model.state(), HistoryModel::State::Failed);
        model.setObject({});
        QCOMPARE(model.state(), HistoryModel::State::Nothing);
    }

    void historySaysWhatHappened()
    {
        auto one = tests::event(1, "definition.updated"); // of the object 7
        one.objectName = "wall/layout";
        const auto tokens = json::value_from(std::vector<std::string>{uuid(8).text()});
        one.changes = {{"name", nullptr, "Wall"}, {"allowedTokens", nullptr, tokens}};
        QCOMPARE(historyText(one, idText(8), m_times), QStringLiteral("Allowed on wall/layout"));
        QCOMPARE(historyText(one, idText(9), m_times), QStringLiteral("API changed: wall/layout"));
        QCOMPARE(historyText(one, idText(7), m_times), QStringLiteral("Name, Allowed tokens changed"));
        one.changes = {{"allowedTokens", tokens, nullptr}};
        QCOMPARE(historyText(one, idText(8), m_times), QStringLiteral("No longer allowed on wall/layout"));
        QCOMPARE(historyText(one, idText(7), m_times), QStringLiteral("Tokens no longer allowed"));
        one.kind = "definition.created";
        one.changes = {{"allowedTokens", nullptr, tokens}};
        QCOMPARE(historyText(one, idText(8), m_times), QStringLiteral("Allowed on wall/layout"));
        QCOMPARE(historyText(one, idText(7), m_times), QStringLiteral("API created"));
        one.kind = "definition.updated";
        one.changes = {{"actionType", "AutomationScript", "FixedResponse"}};
        QCOMPARE(historyText(one, idText(7), m_times), QStringLiteral("Action set to Fixed response"));
        one.changes = {{"expiresAt", nullptr, json::value("2026-11-28T18:00:00.000Z")}};
        QCOMPARE(historyText(one, idText(7), m_times), QStringLiteral("Expires set to 28 Nov 2026 18:00"));
        one.changes = {{"rateLimit", json::object{{"limit", 60}, {"windowSeconds", 60}}, nullptr}};
        const auto differences = fieldDifferences(one, m_times);
        QCOMPARE(differences.at(0).before, QStringLiteral("60 in 1 minute"));
        QVERIFY(!differences.at(0).hasAfter);
        one.changes = {{"allowedTokens", json::array{uuid(8).text()}, json::array{uuid(9).text(), "x", 7}}};
        QVERIFY((tokensNamedIn(one) == std::vector{uuid(8), uuid(9)}));
        const auto named = fieldDifferences(one, m_times, {{idText(8), QStringLiteral("wall (deleted)")}});
        QCOMPARE(named.at(0).before, QStringLiteral("wall (deleted)"));
        QCOMPARE(named.at(0).after, idText(9) + QStringLiteral(", x, 7"));
    }

    void pickerKeepsWhatIsPicked()
    {
        auto source = std::make_shared<FakeSource<Token>>();
        source->rows = tokens(5);
        AllowedPicker picker;
        const Tester tester(&picker, Tester::FailureReportingMode::QtTest);
        picker.setTokens(source);
        QCOMPARE(picker.rowCount(), 5);
        QSignalSpy changed(&picker, &AllowedPicker::pickedChanged);
        QVERIFY(picker.setData(picker.index(2), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(changed.count(), 1);
        source->rows = tokens(2, 50);
        picker.setSearch(QStringLiteral("fi\"fty"));
        QTRY_COMPARE(picker.rowCount(), 2);
        QVERIFY(parseFilter(source->last.filter, tokenSchema(), {}));
        QCOMPARE(picker.picked(), std::vector<Uuid>{uuid(2)});
        picker.addPicked({uuid(99), QStringLiteral("new"), {}, false});
        QCOMPARE(picker.index(0).data().toString(), QStringLiteral("new"));
        QCOMPARE(picker.picked().size(), 2u);
        picker.setOnlyPicked(true);
        QVERIFY(source->last.filter.find(uuid(99).text()) != std::string::npos);
        QVERIFY(parseFilter(source->last.filter, tokenSchema(), {}));
        source->rows.clear();
        picker.setOnlyPicked(false);
        QCOMPARE(picker.state(), AllowedPicker::State::EmptyByFilter);
        const int asked = source->count;
        picker.setSearch(QStringLiteral("Zk3vQ9xW7mB2nR5tY8uP1aS4dF6gH0jL"));
        QSignalSpy states(&picker, &AllowedPicker::stateChanged);
        QVERIFY(states.wait());
        QCOMPARE(source->count, asked); // text shaped like a secret stays here
    }

    void detailsTellAll()
    {
        auto one = token(1);
        one.owner = "Team\nOne";
        one.description = "for\r\ntwo\u202Elines";
        one.claimUntil = m_now + std::chrono::minutes(5);
        const auto details = detailsOf(one, m_times);
        QCOMPARE(details.title, QStringLiteral("token 1"));
        QCOMPARE(details.face, Face::Unclaimed);
        const auto fact = [&](const QString& key) {
            for (const auto& one_ : details.facts) {
                if (one_.key == key) {
                    return one_;
                }
            }
            return DetailFact();
        };
        QCOMPARE(fact(QStringLiteral("description")).value, QStringLiteral("for\ntwo\\u{202E}lines"));
        QCOMPARE(fact(QStringLiteral("owner")).value, QStringLiteral("Team\\u{000A}One"));
        QCOMPARE(fact(QStringLiteral("createdAt")).value, QStringLiteral("4 Mar 2026 10:00 · maria.k"));
        QCOMPARE(fact(QStringLiteral("expiresAt")).value, QStringLiteral("never"));
    }
};

QTEST_GUILESS_MAIN(TablesTest)
#include "tables_test.moc"

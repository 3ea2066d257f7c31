#include <algorithm>

#include <QAccessible>
#include <QAction>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

#include "models/text.h"
#include "tests/views/sample.h"
#include "tests/views/walk.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/difference_table.h"
#include "views/widgets/filter_bar.h"
#include "views/widgets/filter_menu.h"
#include "views/widgets/house_status_bar.h"
#include "views/widgets/label.h"
#include "views/widgets/rail.h"

using namespace tokenhouse;

class WidgetsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void passingWordsGoByThemselves()
    {
        HouseStatusBar bar(nullptr, std::chrono::milliseconds(1));
        bar.resize(600, 28);
        bar.show();
        const int least = bar.minimumSizeHint().width();
        bar.say(QString(300, QLatin1Char('W')));
        bar.setConnection(QString(300, QLatin1Char('W')), Role::Active);
        QVERIFY(bar.minimumSizeHint().width() < least + 100); // the window does not grow with a name
        const auto told = [&bar] {
            const auto labels = bar.findChildren<ElidedLabel*>();
            return std::ranges::any_of(labels, [](const auto* one) {
                return one->isVisible() && !one->text().isEmpty() && one->text().startsWith(u'W');
            });
        };
        bar.setConnection({}, Role::Active);
        QVERIFY(told());
        QTRY_VERIFY(!told());
        bar.setWork(QStringLiteral("Working"), 10);
        QVERIFY(walk::named<ElidedLabel>(bar, QStringLiteral("Working")));
    }

    void blockedActionKeepsTheFocusAndSaysWhy()
    {
        QWidget host;
        QAction action(QStringLiteral("Rotate secret…"));
        action.setIconText(QStringLiteral("Rotate"));
        ActionButton button(&action, Button::Kind::Normal, &host);
        QCOMPARE(button.accessibleName(), QStringLiteral("Rotate secret"));
        QSignalSpy triggered(&action, &QAction::triggered);
        host.show();
        QTest::mouseClick(&button, Qt::LeftButton);
        QCOMPARE(triggered.size(), 1);
        action.setToolTip(QStringLiteral("Needs the permission tokens.write."));
        action.setEnabled(false);
        QVERIFY(button.isEnabled());
        QVERIFY(button.focusPolicy() & Qt::TabFocus);
        QCOMPARE(button.accessibleDescription(), QStringLiteral("Needs the permission tokens.write."));
        auto* spoken = QAccessible::queryAccessibleInterface(&button);
        QVERIFY(spoken->state().disabled);
        QVERIFY(spoken->state().focusable);
        QVERIFY(!spoken->actionInterface()->actionNames().contains(QAccessibleActionInterface::pressAction()));
        QTest::mouseClick(&button, Qt::LeftButton);
        QTest::keyClick(&button, Qt::Key_Space);
        QTest::keyClick(&button, Qt::Key_Return);
        button.click();
        QCOMPARE(triggered.size(), 1);
        action.setEnabled(true);
        QTest::keyClick(&button, Qt::Key_Space);
        QCOMPARE(triggered.size(), 2);
    }

    void railLocksPagesWithoutHidingThem()
    {
        Rail rail;
        rail.setEntries({{QStringLiteral("tokens"), QStringLiteral("Tokens"), QStringLiteral("token")},
                         {QStringLiteral("events"), QStringLiteral("Events"), QStringLiteral("events")}});
        rail.setLocked(QStringLiteral("events"), QStringLiteral("Needs the permission events.read."));
        rail.setCurrent(QStringLiteral("tokens"));
        rail.show();
        QSignalSpy chosen(&rail, &Rail::chosen);
        auto* events = walk::named<Button>(rail, QStringLiteral("Events"));
        QVERIFY(events);
        QTest::mouseClick(events, Qt::LeftButton);
        QTest::keyClick(events, Qt::Key_Return);
        QCOMPARE(chosen.size(), 0);
        QCOMPARE(events->accessibleDescription(), QStringLiteral("Needs the permission events.read."));
        rail.setLocked(QStringLiteral("events"), {});
        QTest::keyClick(events, Qt::Key_Return);
        QCOMPARE(chosen.value(0).value(0).toString(), QStringLiteral("events"));
        QCOMPARE(rail.current(), QStringLiteral("tokens"));
        rail.setNarrow(true);
        QCOMPARE(rail.width(), measure::railNarrow);
        QVERIFY(walk::nameless(rail).isEmpty());
    }

    void filterBarShowsWhereItGoesWrong()
    {
        FilterState state(tokenSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        const TimeText times(
            nullptr, [] { return sample::moment(); }, QTimeZone("Pacific/Auckland"));
        FilterBar bar(state,
                      FilterWords{QStringLiteral("Name"),
                                  {{QStringLiteral("active"), QStringLiteral("Active")}},
                                  QStringLiteral("state"),
                                  QStringLiteral("createdBy"),
                                  QStringLiteral("Created by"),
                                  QStringLiteral("lastModified"),
                                  QStringLiteral("Modified")},
                      times);
        bar.resize(900, 60);
        bar.show();
        FilterChip chip;
        chip.field = "state";
        chip.values = {"active"};
        state.setChip(chip);
        QCOMPARE(bar.findChildren<Chip*>().size(), 1);
        QCOMPARE(bar.findChildren<Chip*>().constFirst()->label(), QStringLiteral("Active"));
        // Days are those of the zone that is shown.
        chip = {};
        chip.field = "lastModified";
        chip.kind = FilterChip::Kind::Between;
        chip.from = parseTime("2026-11-15T11:00:00Z").value();
        chip.until = parseTime("2026-11-17T11:00:00Z").value();
        state.setChip(chip);
        QCOMPARE(bar.findChildren<Chip*>().constLast()->label(), QStringLiteral("Modified 16 Nov 2026 – 17 Nov 2026"));
        state.removeChip(1);
        auto* search = walk::named<QLineEdit>(bar, QStringLiteral("Filter"));
        QVERIFY(search);
        QTest::keyClick(search, Qt::Key_Backspace);
        QVERIFY(state.chips().empty());

        QTest::mouseClick(walk::named<Button>(bar, QStringLiteral("Expert filter")), Qt::LeftButton);
        QVERIFY(state.isExpert());
        QCOMPARE(bar.focusWidget(), walk::named<QLineEdit>(bar, QStringLiteral("Filter as text")));
        auto* expert = walk::named<QLineEdit>(bar, QStringLiteral("Filter as text"));
        QVERIFY(expert);
        QTest::keyClicks(expert, QStringLiteral("isDisabld = true"));
        QTest::keyClick(expert, Qt::Key_Return);
        QTRY_COMPARE(state.validity(), FilterState::Validity::Malformed);
        QVERIFY(expert->accessibleDescription().contains(QStringLiteral("At 0")));
        auto* offer = walk::named<Button>(bar, QStringLiteral("isDisabled?"));
        QVERIFY(offer);
        QTest::mouseClick(offer, Qt::LeftButton);
        QCOMPARE(state.expertText(), QStringLiteral("isDisabled = true"));
        QTRY_COMPARE(state.validity(), FilterState::Validity::Valid);
        QVERIFY(walk::nameless(bar).isEmpty());
    }

    void filterMenuTogglesStatesAndLeavesNothingBehind()
    {
        FilterState state(tokenSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        const TimeText times(
            nullptr, [] { return sample::moment(); }, QTimeZone::utc());
        FilterWords words;
        words.states = {{QStringLiteral("active"), QStringLiteral("Active")},
                        {QStringLiteral("expired"), QStringLiteral("Expired")}};
        words.stateField = QStringLiteral("state");
        words.timeField = QStringLiteral("lastModified");
        QWidget button;
        FilterMenu menu(state, words, times, button);
        const auto submenus = [&menu] { return menu.findChildren<QMenu*>(); };
        const auto choose = [&](const QString& word) {
            menu.popup({});
            for (auto* submenu : submenus()) {
                for (QAction* action : submenu->actions()) {
                    if (action->text() == word)
                        return action->trigger();
                }
            }
            QFAIL("no such condition");
        };
        using Values = std::vector<std::string>;
        choose(QStringLiteral("Active"));
        choose(QStringLiteral("Expired"));
        QCOMPARE(state.chips().at(0).values, (Values{"active", "expired"}));
        choose(QStringLiteral("Active"));
        QCOMPARE(state.chips().at(0).values, Values{"expired"});
        choose(QStringLiteral("Expired"));
        QVERIFY(state.chips().empty());
        QCOMPARE(submenus().size(), 2); // of states and of times, however often it was opened
    }

    void differencesOfWhatWasMadeHaveNoBefore()
    {
        DifferenceTable table;
        table.resize(286, 400);
        const auto red = [this](const DifferenceTable& shown) {
            const QImage image = const_cast<DifferenceTable&>(shown).grab().toImage();
            const QRgb ground = m_theme.colour(Role::RefusedSoft).rgb();
            int count = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    count += image.pixel(x, y) == ground;
            }
            return count;
        };
        const QString name = QStringLiteral("Name");
        table.setDifferences({{name, {}, QStringLiteral("ops-bot"), false, true}});
        QCOMPARE(red(table), 0);
        const int one = table.heightForWidth(286);
        // However long a value is, it leaves room for the next.
        table.setDifferences({{name, {}, QString(5000, QLatin1Char('x')), false, true}});
        QVERIFY(table.heightForWidth(286) > one);
        QVERIFY(table.heightForWidth(286) < 180);
        table.setDifferences({{name, QStringLiteral("ops"), QStringLiteral("ops-bot"), true, true}});
        QVERIFY(red(table) > 500);
    }

private:
    Theme m_theme;
};

QTEST_MAIN(WidgetsTest)
#include "widgets_test.moc"

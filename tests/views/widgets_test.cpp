#include <algorithm>
#include <cmath>

#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTimeZone>
#include <QTranslator>

#include "models/allowed_picker.h"
#include "models/text.h"
#include "tests/views/sample.h"
#include "tests/views/walk.h"
#include "views/icons.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/difference_table.h"
#include "views/widgets/expiry_field.h"
#include "views/widgets/filter_bar.h"
#include "views/widgets/focus_ring.h"
#include "views/widgets/house_status_bar.h"
#include "views/widgets/label.h"
#include "views/widgets/multi_picker.h"
#include "views/widgets/rail.h"
#include "views/widgets/rate_limit_field.h"
#include "views/widgets/segmented_control.h"
#include "views/widgets/state_pill.h"

using namespace tokenhouse;

namespace {

double contrast(const QColor& a, const QColor& b)
{
    const auto luminance = [](const QColor& colour) {
        const auto channel = [](double value) {
            return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * channel(static_cast<double>(colour.redF()))
               + 0.7152 * channel(static_cast<double>(colour.greenF()))
               + 0.0722 * channel(static_cast<double>(colour.blueF()));
    };
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

/// English plurals of "…(s)", as the shipped translation has them.
class Plurals : public QTranslator {
public:
    bool isEmpty() const override { return false; }
    QString translate(const char*, const char* source, const char*, int count) const override
    {
        const auto text = QString::fromUtf8(source);
        return text.endsWith(QLatin1String("(s)")) ? text.chopped(3) + QLatin1String(count == 1 ? "" : "s") : QString();
    }
};

} // namespace

class WidgetsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void coloursCanBeRead_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << int(Scheme::Light);
        QTest::newRow("dark") << int(Scheme::Dark);
        QTest::newRow("contrast") << int(Scheme::HighContrast);
    }
    void coloursCanBeRead()
    {
        QFETCH(int, scheme);
        Theme theme;
        theme.setScheme(static_cast<Scheme>(scheme));
        for (const auto& [ink, ground] :
             {std::pair{Role::Text, Role::Window}, std::pair{Role::Text, Role::Surface},
              std::pair{Role::Text, Role::Rail}, std::pair{Role::Text, Role::Selection},
              std::pair{Role::Muted, Role::Window}, std::pair{Role::Muted, Role::Surface},
              std::pair{Role::Muted, Role::Rail}, std::pair{Role::Muted, Role::Selection},
              std::pair{Role::Accent, Role::Surface}, std::pair{Role::Accent, Role::AccentSoft},
              std::pair{Role::OnAccent, Role::Accent}, std::pair{Role::Active, Role::ActiveSoft},
              std::pair{Role::Warning, Role::WarningSoft}, std::pair{Role::Refused, Role::RefusedSoft},
              std::pair{Role::Neutral, Role::NeutralSoft}, std::pair{Role::Held, Role::HeldSoft},
              std::pair{Role::Refused, Role::Surface}, std::pair{Role::OnTip, Role::Tip}})
            QVERIFY2(contrast(theme.colour(ink), theme.colour(ground)) >= 4.5,
                     qPrintable(QStringLiteral("%1 on %2: %3")
                                    .arg(int(ink))
                                    .arg(int(ground))
                                    .arg(contrast(theme.colour(ink), theme.colour(ground)))));
        QVERIFY(contrast(theme.colour(Role::Outline), theme.colour(Role::Surface)) >= 3.0);
    }

    void schemeTurnsLive()
    {
        StatePill pill;
        pill.setFace(Face::Active, QStringLiteral("Active"));
        const QImage light = pill.grab().toImage();
        m_theme.setScheme(Scheme::Dark);
        QVERIFY(pill.grab().toImage() != light);
        QCOMPARE(QApplication::palette().color(QPalette::Window), m_theme.colour(Role::Window));
        m_theme.setScheme(Scheme::Light);
        QCOMPARE(pill.grab().toImage(), light);
    }

    void statesDifferInShape()
    {
        using Shape = FaceDress::Shape;
        QVERIFY(dressOf(Face::Active).shape == Shape::Dot);
        QVERIFY(dressOf(Face::Disabled).shape == Shape::Square);
        QVERIFY(dressOf(Face::Expiring).shape == Shape::Triangle);
        QVERIFY(dressOf(Face::Expired).shape == Shape::Triangle);
        QVERIFY(dressOf(Face::Unclaimed).shape == Shape::Ring);
        QVERIFY(dressOf(Face::Held).ink == Role::Held);
    }

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

    void aTextOfSeveralLinesShowsTheKeyboard()
    {
        QWidget host;
        QPlainTextEdit edit(&host);
        QVERIFY(FocusRing::ringed(&edit));
        edit.setReadOnly(true);
        QVERIFY(!FocusRing::ringed(&edit));
    }

    void everyIconIsThere()
    {
        for (const char* name :
             {"overview", "token",  "api",     "events",  "logs",      "users",     "lock",    "plus",
              "edit",     "rotate", "disable", "enable",  "trash",     "export",    "copy",    "eye",
              "eye-off",  "save",   "search",  "close",   "check",     "cross",     "warning", "chevron-down",
              "shield",   "play",   "server",  "sort-up", "sort-down", "tokenhouse"})
            QVERIFY2(icons::exists(QString::fromLatin1(name)), name);
    }

    void choicesAreSpokenByTheirName()
    {
        QComboBox choice;
        choice.setAccessibleName(QStringLiteral("Expires"));
        choice.addItems({QStringLiteral("Never"), QStringLiteral("In 90 days")});
        auto* spoken = QAccessible::queryAccessibleInterface(&choice);
        QVERIFY(spoken && spoken->isValid());
        QCOMPARE(spoken->role(), QAccessible::ComboBox);
        QCOMPARE(spoken->text(QAccessible::Name), QStringLiteral("Expires"));
        QCOMPARE(spoken->text(QAccessible::Value), QStringLiteral("Never"));
        choice.setCurrentIndex(1);
        QCOMPARE(spoken->text(QAccessible::Description), QStringLiteral("In 90 days"));
        QVERIFY(spoken->child(0) && spoken->indexOfChild(spoken->child(0)) == 0);
        choice.show();
        spoken->actionInterface()->doAction(QAccessibleActionInterface::showMenuAction());
        QVERIFY(spoken->state().expanded);
        spoken->actionInterface()->doAction(QAccessibleActionInterface::showMenuAction());
        QTRY_VERIFY(!spoken->state().expanded);
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

    void rateLimitStaysWithinTheRules()
    {
        RateLimitField field;
        field.show();
        QCOMPARE(field.limit()->limit(), 60);
        field.setLimit(*RateLimit::make(5, 86400));
        QCOMPARE(field.limit()->window().count(), 86400);
        field.setLimit(*RateLimit::make(5, 90));
        QCOMPARE(field.limit()->window().count(), 90);
        QTest::mouseClick(walk::named<Button>(field, QStringLiteral("No limit")), Qt::LeftButton);
        QVERIFY(!field.limit());
        QTest::mouseClick(walk::named<Button>(field, QStringLiteral("Set a limit")), Qt::LeftButton);
        QVERIFY(field.limit());
    }

    void expiryLiesAhead()
    {
        TimeText times(
            nullptr, [] { return sample::moment(); }, QTimeZone::utc());
        ExpiryField field(times);
        QVERIFY(!field.expiry());
        field.setExpiry(sample::moment() - std::chrono::hours(1));
        QVERIFY(field.isGood()); // as it was: not changed
        field.setExpiry(std::nullopt);
        QVERIFY(!field.expiry());
    }

    void segmentsWalkByArrows()
    {
        SegmentedControl any(SegmentedControl::Choice::Any);
        any.addSegment(1, QStringLiteral("GET"));
        any.addSegment(2, QStringLiteral("POST"));
        any.show();
        QSignalSpy changed(&any, &SegmentedControl::changed);
        QTest::mouseClick(walk::named<QPushButton>(any, QStringLiteral("GET")), Qt::LeftButton);
        QTest::mouseClick(walk::named<QPushButton>(any, QStringLiteral("POST")), Qt::LeftButton);
        QCOMPARE(any.checkedIds(), (QList<int>{1, 2}));
        QTest::mouseClick(walk::named<QPushButton>(any, QStringLiteral("GET")), Qt::LeftButton);
        QCOMPARE(any.checkedIds(), (QList<int>{2}));
        QCOMPARE(changed.size(), 3);
    }

    void pickerIsWorkedByKeyboard()
    {
        AllowedPicker model;
        model.setTokens(std::make_shared<sample::VectorSource<Token>>(sample::tokens()));
        QWidget window;
        window.resize(600, 500);
        MultiPicker picker(
            model, QStringLiteral("Allowed tokens"), [](int count) { return QString::number(count); }, &window);
        picker.setGeometry(10, 10, 500, 40);
        window.show();
        QTRY_COMPARE(model.rowCount(), 20);
        picker.searchField()->setFocus();
        QTest::keyClick(picker.searchField(), Qt::Key_Down);
        QVERIFY(picker.isOpen());
        QTest::keyClick(picker.searchField(), Qt::Key_Down);
        QTest::keyClick(picker.searchField(), Qt::Key_Return);
        QCOMPARE(model.picked().size(), std::size_t(1));
        QCOMPARE(picker.findChildren<Chip*>().size(), 1);
        QCOMPARE(picker.findChildren<Chip*>().constFirst()->label(), QStringLiteral("billing-gateway"));
        QTest::keyClick(picker.searchField(), Qt::Key_Escape);
        QVERIFY(!picker.isOpen());
        QTest::keyClick(picker.searchField(), Qt::Key_Backspace);
        QVERIFY(model.picked().empty());
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

    void unitsGoWithTheirNumber()
    {
        Plurals plurals;
        QCoreApplication::installTranslator(&plurals);
        RateLimitField field;
        const auto* unit = field.findChild<QComboBox*>();
        auto* count = walk::named<QSpinBox>(field, QStringLiteral("Length of the window"));
        QVERIFY(unit && count);
        QCOMPARE(unit->currentText(), QStringLiteral("minute"));
        count->setValue(5);
        QCOMPARE(unit->currentText(), QStringLiteral("minutes"));
        QCoreApplication::removeTranslator(&plurals);
    }

private:
    Theme m_theme;
};

QTEST_MAIN(WidgetsTest)
#include "widgets_test.moc"

#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
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
#include "views/widgets/button.h"
#include "views/widgets/chip.h"
#include "views/widgets/expiry_field.h"
#include "views/widgets/focus_ring.h"
#include "views/widgets/multi_picker.h"
#include "views/widgets/rate_limit_field.h"
#include "views/widgets/segmented_control.h"

using namespace tokenhouse;

namespace {

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

/// What a dialog is filled in with.
class FieldsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

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

    void aTextOfSeveralLinesShowsTheKeyboard()
    {
        QWidget host;
        QPlainTextEdit edit(&host);
        QVERIFY(FocusRing::ringed(&edit));
        edit.setReadOnly(true);
        QVERIFY(!FocusRing::ringed(&edit));
    }

private:
    Theme m_theme;
};

QTEST_MAIN(FieldsTest)
#include "fields_test.moc"

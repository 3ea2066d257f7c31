#include <QAccessible>
#include <QClipboard>
#include <QMetaProperty>
#include <QMimeData>
#include <QTest>

#include "views/theme.h"
#include "views/widgets/secret_field.h"

using namespace tokenhouse;

class SecretFieldTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void typesAtTheCaret()
    {
        SecretField field(SecretField::Mode::Editable);
        field.show();
        QTest::keyClicks(&field, QStringLiteral("abd"));
        QTest::keyClick(&field, Qt::Key_Left);
        QTest::keyClick(&field, Qt::Key_C);
        QCOMPARE(field.secret().view(), std::string_view("abcd"));
        QTest::keyClick(&field, Qt::Key_Backspace);
        QCOMPARE(field.secret().view(), std::string_view("abd"));
        QTest::keyClick(&field, Qt::Key_Home);
        QTest::keyClick(&field, Qt::Key_Delete);
        QCOMPARE(field.secret().view(), std::string_view("bd"));
        QTest::keyClick(&field, Qt::Key_End);
        QTest::keyClick(&field, Qt::Key_Backspace, Qt::ControlModifier);
        QVERIFY(field.secret().empty());
    }

    void takesWholeCharacters()
    {
        SecretField field(SecretField::Mode::Editable);
        field.setSecret(SecretBytes("a\xc3\xa9\xe2\x82\xac"));
        QCOMPARE(field.length(), std::size_t(3));
        QTest::keyClick(&field, Qt::Key_Backspace);
        QCOMPARE(field.secret().view(), std::string_view("a\xc3\xa9"));
        QTest::keyClick(&field, Qt::Key_Left);
        QTest::keyClick(&field, Qt::Key_Delete);
        QCOMPARE(field.secret().view(), std::string_view("a"));
    }

    void pastesWithoutTheLineEnd()
    {
        QGuiApplication::clipboard()->setText(QStringLiteral("from-elsewhere\n"));
        SecretField field(SecretField::Mode::Editable);
        QTest::keyClick(&field, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(field.secret().view(), std::string_view("from-elsewhere"));
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("from-elsewhere\n"));
    }

    void refusesMoreThanItHolds()
    {
        SecretField field(SecretField::Mode::Editable);
        field.setSecret(SecretBytes(std::string(SecretField::bytesMaximum, 'a')));
        QTest::keyClick(&field, Qt::Key_B);
        QCOMPARE(field.secret().size(), SecretField::bytesMaximum);
    }

    void readOnlyTakesNothing()
    {
        SecretField field(SecretField::Mode::ReadOnly);
        field.setSecret(SecretBytes("kept"));
        QTest::keyClicks(&field, QStringLiteral("x"));
        QTest::keyClick(&field, Qt::Key_Backspace);
        QCOMPARE(field.secret().view(), std::string_view("kept"));
    }

    void commandsAreNoText()
    {
        SecretField field(SecretField::Mode::Editable);
        QTest::keyClick(&field, Qt::Key_S, Qt::ControlModifier);
        QTest::keyClick(&field, Qt::Key_S, Qt::AltModifier);
        QVERIFY(field.secret().empty());
    }

    void masksItselfToScreenReaders()
    {
        SecretField field(SecretField::Mode::ReadOnly);
        field.setSecret(SecretBytes("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"));
        auto* spoken = QAccessible::queryAccessibleInterface(&field);
        QVERIFY(spoken);
        QVERIFY(spoken->state().passwordEdit);
        QCOMPARE(spoken->text(QAccessible::Value), QStringLiteral("hidden, 32 characters"));
        QCOMPARE(spoken->textInterface()->text(0, 100), QStringLiteral("hidden, 32 characters"));
        field.setShown(true);
        QVERIFY(!spoken->state().passwordEdit);
        QCOMPARE(spoken->text(QAccessible::Value), QStringLiteral("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"));
    }

    void tellsInputMethodsNothing()
    {
        SecretField field(SecretField::Mode::Editable);
        field.setSecret(SecretBytes("secret"));
        for (const auto query :
             {Qt::ImSurroundingText, Qt::ImTextBeforeCursor, Qt::ImTextAfterCursor, Qt::ImCurrentSelection})
            QVERIFY(field.inputMethodQuery(query).toString().isEmpty());
        QVERIFY(field.inputMethodHints().testFlag(Qt::ImhHiddenText));
    }

    void holdsNoTextAnywhere()
    {
        SecretField field(SecretField::Mode::Editable);
        const QString needle = QStringLiteral("verySecretWord");
        QTest::keyClicks(&field, needle);
        field.setShown(true);
        field.show();
        field.grab();
        for (int i = 0; i < field.metaObject()->propertyCount(); ++i)
            QVERIFY(!field.metaObject()->property(i).read(&field).toString().contains(needle));
        for (const QByteArray& name : field.dynamicPropertyNames())
            QVERIFY(!field.property(name.constData()).toString().contains(needle));
        QVERIFY(!QGuiApplication::clipboard()->text(QClipboard::Selection).contains(needle));
    }

    void takingLeavesNothing()
    {
        SecretField field(SecretField::Mode::Editable);
        field.setSecret(SecretBytes("once"));
        const SecretBytes taken = field.take();
        QCOMPARE(taken.view(), std::string_view("once"));
        QVERIFY(field.secret().empty());
    }

    void masksWhatItPaints()
    {
        // Two secrets of one length look the same while masked and differ when shown.
        const auto picture = [](const char* text, bool shown) {
            SecretField field(SecretField::Mode::ReadOnly);
            field.setSecret(SecretBytes(text));
            field.setShown(shown);
            field.resize(400, 44);
            return field.grab().toImage();
        };
        QCOMPARE(picture("aaaaaaaa", false), picture("WWWWWWWW", false));
        QVERIFY(picture("aaaaaaaa", true) != picture("WWWWWWWW", true));
    }

private:
    Theme m_theme;
};

QTEST_MAIN(SecretFieldTest)
#include "secret_field_test.moc"

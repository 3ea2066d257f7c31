#include <QCloseEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

#include "models/allowed_picker.h"
#include "models/secret_clipboard_state.h"
#include "tests/support/fake_clipboard.h"
#include "tests/views/sample.h"
#include "tests/views/walk.h"
#include "views/dialogs/definition_dialog.h"
#include "views/dialogs/secret_choice.h"
#include "views/dialogs/secret_dialog.h"
#include "views/dialogs/token_dialog.h"
#include "views/widgets/secret_edit.h"
#include "views/widgets/secret_field.h"
#include "views/widgets/segmented_control.h"

using namespace tokenhouse;

/// Neither a secret nor what was typed is thrown away by accident.
class LeavingDialogsTest : public QObject {
    Q_OBJECT

private:
    /// A new secret on the screen.
    struct Reveal {
        FakeClipboard port;
        SecretClipboardState clipboard{port};
        SecretDialog dialog{QStringLiteral("ops-bot"), SecretBytes("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"), clipboard};
        QSignalSpy discarded{&dialog, &SecretDialog::discardWanted};

        Reveal()
        {
            QObject::connect(&dialog, &SecretDialog::secretCopyWanted, [this] { clipboard.copy(dialog.secret()); });
        }
        ~Reveal() { dialog.finish(); }
        Button* button(const char* name) { return walk::named<Button>(dialog, QString::fromLatin1(name)); }
        void click(const char* name) { QTest::mouseClick(button(name), Qt::LeftButton); }
        QString question() const { return dialog.question()->isVisible() ? dialog.question()->text() : QString(); }
    };

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void discardingSaysWhatItDoes()
    {
        Reveal one;
        one.dialog.setDiscarding(QStringLiteral("The token is disabled."));
        one.dialog.open();
        auto* discard = one.button("Discard and revoke");
        QCOMPARE(discard->accessibleDescription(), QStringLiteral("The token is disabled."));
        one.click("Discard and revoke");
        QCOMPARE(one.discarded.size(), 1);
    }

    void whatDestroysASecretComesLast()
    {
        Reveal one;
        one.dialog.open();
        QVERIFY(QTest::qWaitForWindowActive(&one.dialog));
        one.dialog.field()->setFocus();
        QStringList order;
        for (int i = 0; i < 6; ++i) {
            order.append(QAccessible::queryAccessibleInterface(one.dialog.focusWidget())->text(QAccessible::Name));
            QTest::keyClick(one.dialog.focusWidget(), Qt::Key_Tab);
        }
        const QStringList wanted{QStringLiteral("Secret"),
                                 QStringLiteral("Show"),
                                 QStringLiteral("Copy"),
                                 QStringLiteral("Save to file"),
                                 QStringLiteral("I have stored it"),
                                 QStringLiteral("Discard and revoke")};
        QCOMPARE(order, wanted);
    }

    void escapeAndXSayWhyASecretStays_data()
    {
        QTest::addColumn<QByteArray>("settles");
        QTest::newRow("shown") << QByteArray("Show");
        QTest::newRow("copied") << QByteArray("Copy");
        QTest::newRow("saved") << QByteArray();
    }
    void escapeAndXSayWhyASecretStays()
    {
        QFETCH(QByteArray, settles);
        Reveal one;
        one.dialog.open();
        auto* copy = one.button("Copy");
        const QPoint place = copy->mapTo(&one.dialog, QPoint());
        const auto first = QStringLiteral("Not yet. Copy, show or save it first, or discard it.");
        const auto then = QStringLiteral("Not yet. Say that you have stored it, or discard it.");
        for (const bool byEscape : {true, false}) {
            if (byEscape)
                QTest::keyClick(&one.dialog, Qt::Key_Escape);
            else
                one.dialog.close();
            QVERIFY(one.dialog.isVisible());
            walk::settle();
            QCOMPARE(one.question(), byEscape ? first : then);
            QCOMPARE(copy->mapTo(&one.dialog, QPoint()), place);
            if (settles.isEmpty())
                one.dialog.setSaved(QStringLiteral("/home/maria/x"));
            else
                one.click(settles.constData());
            QCOMPARE(one.question(), QString());
            if (settles == "Show")
                one.click("Hide");
        }
        // The countdown is no copying.
        QTest::keyClick(&one.dialog, Qt::Key_Escape);
        Q_EMIT one.clipboard.changed();
        QCOMPARE(one.question(), then);
    }

    void nothingMovesWhenTheCountdownEnds()
    {
        Reveal one;
        one.dialog.open();
        one.click("Copy");
        walk::settle();
        QVERIFY(one.button("Clear now"));
        const QPoint place = one.dialog.mainButton()->mapTo(&one.dialog, QPoint());
        one.clipboard.clearNow();
        walk::settle();
        QVERIFY(!one.button("Clear now"));
        QCOMPARE(one.dialog.mainButton()->mapTo(&one.dialog, QPoint()), place);
    }

    void aLapsedSecretCanBeClosed()
    {
        Reveal one;
        one.dialog.open();
        QSignalSpy closed(&one.dialog, &SecretDialog::storedConfirmed);
        one.dialog.setLapsed(QStringLiteral("It was not confirmed in time."));
        QCOMPARE(one.question(), QString());
        QTest::keyClick(&one.dialog, Qt::Key_Escape);
        QCOMPARE(closed.size(), 1);
        one.dialog.close();
        QCOMPARE(closed.size(), 2);
    }

    void anUntouchedTokenClosesAtOnce()
    {
        for (const bool isEdit : {false, true}) {
            TokenDialog dialog(m_times, nullptr);
            if (isEdit)
                dialog.setToken(sample::tokens()[2]);
            dialog.open();
            QTest::keyClick(&dialog, Qt::Key_Escape);
            QVERIFY(!dialog.isVisible());
        }
    }

    void aTokensTypedWorkIsAskedFor_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<bool>("edit");
        for (const auto& field : {QStringLiteral("Name"), QStringLiteral("Owner"), QStringLiteral("Description"),
                                  QStringLiteral("Secret"), QStringLiteral("Rate limit")}) {
            QTest::newRow(qPrintable(field)) << field << false;
            if (field != QLatin1String("Secret"))
                QTest::newRow(qPrintable(field + QStringLiteral(", edited"))) << field << true;
        }
    }
    void aTokensTypedWorkIsAskedFor()
    {
        QFETCH(QString, field);
        QFETCH(bool, edit);
        TokenDialog dialog(m_times, nullptr);
        if (edit)
            dialog.setToken(sample::tokens()[2]);
        dialog.open();
        auto* more = walk::named<Button>(dialog, QStringLiteral("Owner, description, labels, addresses…"));
        if (more && (field == QLatin1String("Owner") || field == QLatin1String("Description")))
            more->click();
        if (field == QLatin1String("Secret")) {
            dialog.secretChoice()->choice()->setChecked(1);
            QTest::keyClicks(dialog.secretChoice()->edit()->field(), QStringLiteral("abc"));
        } else if (field == QLatin1String("Rate limit")) {
            walk::named<Button>(dialog, QStringLiteral("No limit"))->click();
        } else if (auto* line = walk::named<QLineEdit>(dialog, field)) {
            QTest::keyClicks(line, QStringLiteral("x"));
        } else {
            QTest::keyClicks(walk::named<QPlainTextEdit>(dialog, field), QStringLiteral("x"));
        }
        asksOnce(dialog);
    }

    void anUntouchedApiClosesAtOnce()
    {
        AllowedPicker tokens;
        for (const bool isEdit : {false, true}) {
            DefinitionDialog dialog(tokens);
            if (isEdit)
                dialog.setDefinition(sample::definitions().front());
            dialog.open();
            dialog.setScripts({{QStringLiteral("echo.js"), {}}}, QStringLiteral("/scripts")); // comes later
            QTest::keyClick(&dialog, Qt::Key_Escape);
            QVERIFY2(!dialog.isVisible(), isEdit ? "edit" : "new");
        }
    }

    void anApisTypedWorkIsAskedFor_data()
    {
        QTest::addColumn<QString>("field");
        for (const auto& field : {QStringLiteral("Route"), QStringLiteral("GET"), QStringLiteral("Fixed response"),
                                  QStringLiteral("token")})
            QTest::newRow(qPrintable(field)) << field;
    }
    void anApisTypedWorkIsAskedFor()
    {
        QFETCH(QString, field);
        AllowedPicker tokens;
        DefinitionDialog dialog(tokens);
        dialog.open();
        if (field == QLatin1String("token"))
            tokens.addPicked({sample::id(12), QStringLiteral("partner"), {}, false});
        else if (auto* edit = walk::named<QLineEdit>(dialog, field))
            QTest::keyClicks(edit, QStringLiteral("x"));
        else
            QTest::mouseClick(walk::named<QPushButton>(dialog, field), Qt::LeftButton);
        dialog.setScripts({{QStringLiteral("echo.js"), {}}}, QStringLiteral("/scripts"));
        asksOnce(dialog);
    }

    void typingOnTakesTheQuestionBack()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        auto* name = walk::named<QLineEdit>(dialog, QStringLiteral("Name"));
        QTest::keyClicks(name, QStringLiteral("a"));
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(dialog.question()->isVisible());
        dialog.setNameHint(QStringLiteral("There is another one of this name.")); // by itself
        QVERIFY(dialog.question()->isVisible());
        QTest::keyClicks(name, QStringLiteral("b"));
        QVERIFY(!dialog.question()->isVisible());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(dialog.isVisible());
        // Typed away again, there is nothing to lose.
        name->clear();
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }

    void aHeldEscapeIsOnePress()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        QTest::keyClicks(walk::named<QLineEdit>(dialog, QStringLiteral("Name")), QStringLiteral("a"));
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QKeyEvent held(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier, {}, true);
        QApplication::sendEvent(&dialog, &held);
        QVERIFY(dialog.isVisible());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }

private:
    /// Each way out asks once, where nothing moves, and is answered by any of them.
    void asksOnce(HouseDialog& dialog)
    {
        const auto leave = [&dialog](int way) {
            if (way == 0)
                QTest::keyClick(&dialog, Qt::Key_Escape);
            else if (way == 1)
                QTest::mouseClick(walk::named<Button>(dialog, QStringLiteral("Cancel")), Qt::LeftButton);
            else
                dialog.close();
        };
        for (int way = 0; way < 3; ++way) {
            dialog.open();
            walk::settle();
            auto* cancel = walk::named<Button>(dialog, QStringLiteral("Cancel"));
            const QPoint place = cancel->mapTo(&dialog, QPoint());
            leave(way);
            QVERIFY(dialog.isVisible());
            walk::settle();
            QVERIFY(dialog.question()->isVisible());
            QVERIFY(dialog.question()->text().contains(QStringLiteral("What you typed would be lost.")));
            QCOMPARE(cancel->mapTo(&dialog, QPoint()), place);
            leave(way);
            QVERIFY(!dialog.isVisible());
        }
    }

    Theme m_theme;
    TimeText m_times;
};

QTEST_MAIN(LeavingDialogsTest)
#include "leaving_dialogs_test.moc"

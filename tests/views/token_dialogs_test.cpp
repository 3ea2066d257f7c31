#include <QAccessible>
#include <QCloseEvent>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include "models/secret_clipboard_state.h"
#include "models/text.h"
#include "tests/support/fake_clipboard.h"
#include "tests/views/sample.h"
#include "tests/views/walk.h"
#include "views/dialogs/rotate_dialog.h"
#include "views/dialogs/secret_choice.h"
#include "views/dialogs/secret_dialog.h"
#include "views/dialogs/token_dialog.h"
#include "views/widgets/secret_edit.h"
#include "views/widgets/secret_field.h"

using namespace tokenhouse;

/// Making and editing a token, and the one-time secret.
class TokenDialogsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void newTokenSaysWhyNot()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        QCOMPARE(dialog.accessibleName(), QStringLiteral("New token"));
        auto* create = walk::named<Button>(dialog, QStringLiteral("Create"));
        QVERIFY(create && create->isBlocked());
        QCOMPARE(create->accessibleDescription(), QStringLiteral("the name is still missing"));
        QVERIFY(QAccessible::queryAccessibleInterface(create)->state().disabled);
        QVERIFY(create->isEnabled()); // so that the keyboard gets there
        QSignalSpy submitted(&dialog, &TokenDialog::submitted);
        create->click();
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(submitted.size(), 0);

        auto* name = walk::named<QLineEdit>(dialog, QStringLiteral("Name"));
        QVERIFY(name);
        QTest::keyClicks(name, QStringLiteral("  "));
        QVERIFY(create->isBlocked());
        QTest::keyClicks(name, QStringLiteral("ops-bot"));
        QVERIFY(!create->isBlocked());
        QVERIFY(!QAccessible::queryAccessibleInterface(create)->state().disabled);
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(submitted.size(), 1);
        QVERIFY(dialog.generatesSecret());
        QCOMPARE(dialog.draft().rateLimit->limit(), 60);
        QCOMPARE(dialog.draft().rateLimit->window().count(), 60);
        QVERIFY(!dialog.draft().expiresAt);
    }

    void editingBeginsAtTheName()
    {
        TokenDialog dialog(m_times, nullptr);
        Token token = sample::tokens().front();
        token.owner = "Encoding team";
        dialog.setToken(token);
        dialog.open();
        QCOMPARE(dialog.focusWidget(), walk::named<QLineEdit>(dialog, QStringLiteral("Name")));
    }

    void newTokenKeepsSecretsOutOfNames()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        walk::named<QLineEdit>(dialog, QStringLiteral("Name"))
            ->setText(QStringLiteral("vK7r0_pQ-ZO8m.Tf3xN1lIw+Yc5GdHb99"));
        QVERIFY(dialog.mainButton()->isBlocked());
    }

    void ownSecretIsJudgedWhileTyping()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        walk::named<QLineEdit>(dialog, QStringLiteral("Name"))->setText(QStringLiteral("ops-bot"));
        QTest::mouseClick(walk::named<QPushButton>(dialog, QStringLiteral("Use my own")), Qt::LeftButton);
        QVERIFY(dialog.mainButton()->isBlocked());
        SecretField* field = dialog.secretChoice()->edit()->field();
        QTest::keyClicks(field, QStringLiteral("Wall-Of-Encoders 2026!"));
        QCOMPARE(dialog.mainReason(), QStringLiteral("the secret is not good enough yet"));
        field->clear();
        QTest::keyClicks(field, QStringLiteral("abcdefghijklmnopqrstuvwxyz012345"));
        QVERIFY(!dialog.mainButton()->isBlocked());
        QCOMPARE(dialog.secret().size(), std::size_t(32));
    }

    void takenPermissionLosesNothingTyped()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        auto* name = walk::named<QLineEdit>(dialog, QStringLiteral("Name"));
        name->setText(QStringLiteral("ops-bot"));
        dialog.setForbidden(QStringLiteral("tokens.write was taken away"));
        QVERIFY(dialog.mainButton()->isBlocked());
        QVERIFY(dialog.notice()->isVisible());
        QCOMPARE(name->text(), QStringLiteral("ops-bot"));
        dialog.setForbidden({});
        QVERIFY(!dialog.mainButton()->isBlocked());
    }

    void cannotBeLeftWhileASecretIsOnItsWay()
    {
        TokenDialog made(m_times, nullptr);
        RotateDialog rotated(QStringLiteral("ops-bot"));
        for (HouseDialog* dialog : std::initializer_list<HouseDialog*>{&made, &rotated}) {
            dialog->open();
            dialog->setBusy(QStringLiteral("Asking…"));
            QTest::keyClick(dialog, Qt::Key_Escape);
            dialog->close();
            QVERIFY(dialog->isVisible());
            dialog->setBusy({});
            QTest::keyClick(dialog, Qt::Key_Escape);
            QVERIFY(!dialog->isVisible());
        }
    }

    void editingHasNoSecret()
    {
        TokenDialog dialog(m_times, nullptr);
        Token token = sample::tokens()[2];
        token.isDisabled = true;
        dialog.setToken(token);
        dialog.open();
        QVERIFY(dialog.secretChoice()->isHidden() || !dialog.secretChoice()->isVisible());
        QCOMPARE(dialog.draft().name, token.name);
        QVERIFY(dialog.draft().expiresAt == token.expiresAt);
        QVERIFY(dialog.draft().isDisabled);
    }

    void secretDialogCannotBeLeftByAccident()
    {
        FakeClipboard port;
        SecretClipboardState clipboard(port);
        SecretDialog dialog(QStringLiteral("ops-bot"), SecretBytes("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"), clipboard);
        dialog.open();
        QCOMPARE(dialog.accessibleName(), QStringLiteral("New secret"));
        QVERIFY(!dialog.field()->isShown());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(dialog.isVisible());
        QCloseEvent close;
        QApplication::sendEvent(&dialog, &close);
        QVERIFY(!close.isAccepted());
        QVERIFY(dialog.isVisible());

        QSignalSpy stored(&dialog, &SecretDialog::storedConfirmed);
        auto* have = walk::named<Button>(dialog, QStringLiteral("I have stored it"));
        QVERIFY(have && have->isBlocked());
        QTest::keyClick(have, Qt::Key_Space);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(stored.size(), 0);

        QSignalSpy copy(&dialog, &SecretDialog::secretCopyWanted);
        QTest::mouseClick(walk::named<Button>(dialog, QStringLiteral("Copy")), Qt::LeftButton);
        QCOMPARE(copy.size(), 1);
        clipboard.copy(dialog.secret());
        QVERIFY(!dialog.field()->isShown());
        QVERIFY(!have->isBlocked());
        QVERIFY(walk::named<Button>(dialog, QStringLiteral("Clear now")));
        QTest::mouseClick(have, Qt::LeftButton);
        QCOMPARE(stored.size(), 1);
        QVERIFY(dialog.isVisible());
        dialog.finish();
        QVERIFY(!dialog.isVisible());
        QVERIFY(dialog.secret().empty());
    }

    void showingIsEnoughAndCanBeTakenBack()
    {
        FakeClipboard port;
        SecretClipboardState clipboard(port);
        SecretDialog dialog(QStringLiteral("ops-bot"), SecretBytes("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"), clipboard);
        dialog.open();
        QTest::mouseClick(walk::named<Button>(dialog, QStringLiteral("Show")), Qt::LeftButton);
        QVERIFY(dialog.field()->isShown());
        QVERIFY(!dialog.mainButton()->isBlocked());
        QTest::mouseClick(walk::named<Button>(dialog, QStringLiteral("Hide")), Qt::LeftButton);
        QVERIFY(!dialog.field()->isShown());
        QVERIFY(!dialog.mainButton()->isBlocked());
        QVERIFY(walk::named<Button>(dialog, QStringLiteral("Save to file")));
        dialog.finish();
    }

private:
    Theme m_theme;
    TimeText m_times;
};

QTEST_MAIN(TokenDialogsTest)
#include "token_dialogs_test.moc"

#include <QtTest>

#include <QCheckBox>
#include <QWindow>

#include "tests/e2e/remote_desktop.h"
#include "views/widgets/secret_field.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// Signing in to a server: refusals in words, and a password that is kept only on request.
class SignInTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;

    static QWidget* dialog() { return driver::window(QStringLiteral("Sign in")); }
    static bool says(const QString& text)
    {
        return driver::waitFor([&] { return driver::visibleText(dialog()).contains(text); });
    }
    static bool saysNow(const QString& text) { return driver::visibleText(dialog()).contains(text); }
    static bool isPasswordEmpty() { return dialog()->findChild<SecretField*>()->secret().empty(); }

private Q_SLOTS:
    void initTestCase() { m_desk.serve(); }

    void saysThatThePasswordIsWrong()
    {
        m_desk.open();
        QVERIFY(driver::waitFor([] { return dialog(); }));
        // It lies above its window, which was there first.
        QCOMPARE(dialog()->windowHandle()->transientParent(), m_desk.window()->windowHandle());
        QVERIFY(m_desk.enter(QStringLiteral("anna"), QStringLiteral("not the password")));
        QVERIFY2(says(QStringLiteral("is wrong")), qPrintable(driver::visibleText(dialog())));
        QVERIFY(driver::waitFor([] { return isPasswordEmpty(); }));
        QVERIFY(!m_desk.isConnected());
    }

    void letsTheRightOneInAndKeepsNothing()
    {
        QVERIFY(m_desk.enter(QStringLiteral("anna"), RemoteDesktop::password()));
        QVERIFY(driver::waitGone(QStringLiteral("Sign in")));
        QVERIFY(driver::waitFor([this] { return m_desk.isConnected(); }));
        m_desk.open();
        auto* name = driver::control(dialog(), QStringLiteral("User"), QAccessible::EditableText);
        QCOMPARE(QAccessible::queryAccessibleInterface(name)->text(QAccessible::Value), QStringLiteral("anna"));
        QVERIFY(isPasswordEmpty());
        QVERIFY(!m_desk.settings().keepsPassword(m_desk.address()));
    }

    void keepsThePasswordOnRequest()
    {
        auto* keep = dialog()->findChild<QCheckBox*>();
        QVERIFY(!keep->isChecked());
        keep->setChecked(true);
        QVERIFY(m_desk.enter(QStringLiteral("anna"), RemoteDesktop::password()));
        QVERIFY(driver::waitFor([this] { return m_desk.isConnected(); }));
        CredentialStore store;
        bool isKept = false;
        QVERIFY(driver::waitFor([&] {
            store.read(m_desk.address(), QStringLiteral("anna"), &store, [&](Result<SecretBytes> password) {
                isKept = isKept || (password && password->view() == adminPassword);
            });
            return isKept;
        }));
        QFile settings(m_desk.server().place.filePath(QStringLiteral("settings.ini")));
        QVERIFY(settings.open(QIODevice::ReadOnly));
        QVERIFY(!settings.readAll().contains(QByteArray::fromStdString(adminPassword)));
        m_desk.open();
        QVERIFY(driver::waitFor([] { return !isPasswordEmpty(); }));
    }

    void forgetsItWhenAskedToByWhoeverIsNext()
    {
        m_desk.server().addUser("otto", "Operators");
        dialog()->findChild<QCheckBox*>()->setChecked(false);
        QVERIFY(m_desk.enter(QStringLiteral("otto"), RemoteDesktop::password()));
        QVERIFY(driver::waitFor([this] { return m_desk.isConnected(); }));
        CredentialStore store;
        bool isGone = false;
        QVERIFY(driver::waitFor([&] {
            store.read(m_desk.address(), QStringLiteral("anna"), &store, [&](const Result<SecretBytes>& password) {
                isGone = isGone || (!password && password.error().fault == Fault::NotFound);
            });
            return isGone;
        }));
    }

    void offersToSignInWhereOneIsNot()
    {
        const auto link = QStringLiteral("Sign in");
        m_desk.open();
        QTest::keyClick(dialog(), Qt::Key_Escape);
        QVERIFY(driver::waitGone(link));
        auto* page = m_desk.window()->findChild<TokensPage*>();
        QVERIFY2(driver::visibleText(page).contains(QStringLiteral("Not signed in")),
                 qPrintable(driver::visibleText(page)));
        QVERIFY(driver::press(page, link));
        QVERIFY(m_desk.enter(QStringLiteral("otto"), RemoteDesktop::password()));
        QVERIFY(driver::waitGone(link));
        QVERIFY(driver::waitFor([this] { return m_desk.isConnected(); }));

        // A session that somebody ended: what was read stays, and signing in again is at hand.
        const auto ended = runServerCommand({"user", "passwd", "otto", "--data", m_desk.server().directory()},
                                            "another house of cards\n");
        QVERIFY2(ended.code == 0, ended.err.c_str());
        QVERIFY(dialog());
        QTest::keyClick(dialog(), Qt::Key_Escape);
        QVERIFY(driver::waitGone(link));
        QVERIFY2(driver::visibleText(page).contains(QStringLiteral("Your session has ended.")),
                 qPrintable(driver::visibleText(page)));
        QVERIFY(driver::press(page, link));
        QVERIFY(m_desk.enter(QStringLiteral("otto"), QStringLiteral("another house of cards")));
        QVERIFY(driver::waitFor([this] { return m_desk.isConnected(); }));
        QVERIFY(driver::waitFor(
            [&] { return !driver::visibleText(page).contains(QStringLiteral("Your session has ended.")); }));

        // Who signs out leaves nothing to be read.
        Q_EMIT m_desk.window()->signOutWanted();
        QVERIFY(dialog());
        QTest::keyClick(dialog(), Qt::Key_Escape);
        QVERIFY(driver::waitGone(link));
        QVERIFY(driver::visibleText(page).contains(QStringLiteral("Not signed in")));
    }

    void saysHowLongToWaitAfterManyWrongOnes()
    {
        m_desk.open();
        bool isThrottled = false;
        for (int i = 0; i < 20 && !isThrottled; ++i) {
            QVERIFY(m_desk.enter(QStringLiteral("anna"), QStringLiteral("not the password")));
            QVERIFY(driver::waitFor([] { return isPasswordEmpty(); }));
            isThrottled = driver::visibleText(dialog()).contains(QStringLiteral("Too many"));
        }
        QVERIFY2(isThrottled, qPrintable(driver::visibleText(dialog())));
        QVERIFY(driver::visibleText(dialog()).contains(QRegularExpression(QStringLiteral("\\d+ s"))));
    }

    void saysThatNothingAnswers()
    {
        m_desk.stopServing();
        m_desk.open();
        QVERIFY2(says(QStringLiteral("Nothing answers at the server's address.")),
                 qPrintable(driver::visibleText(dialog())));
        // Nobody tries again but the one who signs in: the dialog says so, before and after the attempt.
        QVERIFY(says(QStringLiteral("then sign in again")));
        QVERIFY(m_desk.enter(QStringLiteral("anna"), RemoteDesktop::password()));
        QVERIFY(driver::waitFor([] { return isPasswordEmpty(); }));
        QVERIFY(says(QStringLiteral("then sign in again")));
        QVERIFY(!saysNow(QStringLiteral("ourselves")) && !saysNow(QStringLiteral("itself")));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<SignInTest>(argc, argv);
}
#include "sign_in_test.moc"

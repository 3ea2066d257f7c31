#include <QtTest>

#include <QApplication>
#include <QClipboard>

#include "tests/e2e/remote_desktop.h"
#include "views/dialogs/certificate_dialog.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// A server whose certificate no authority vouches for: the real window, real TLS, a real server.
class TrustTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;
    QString m_first;

    static QString plain(QString text) { return text.remove(u'\n'); }

private Q_SLOTS:
    void initTestCase()
    {
        m_first = m_desk.makeCertificate();
        m_desk.serve(true);
        QVERIFY(m_desk.address().startsWith(QLatin1String("https://")));
    }

    void asksAboutAnUnknownCertificateBeforeAnybodyTypes()
    {
        m_desk.open();
        auto* dialog = driver::window(QStringLiteral("Certificate"));
        QVERIFY(dialog);
        const auto text = plain(driver::visibleText(dialog));
        QVERIFY2(text.contains(m_first), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("self-signed")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("tokens.example.net")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("is not trusted")), qPrintable(text));
        QVERIFY(driver::press(dialog, QStringLiteral("Copy for the administrator")));
        QVERIFY(QGuiApplication::clipboard()->text().contains(m_first));
        QVERIFY(driver::press(dialog, QStringLiteral("Stay away")));
        QVERIFY(driver::waitGone(QStringLiteral("Certificate")));
        QVERIFY(!m_desk.settings().certificate(m_desk.address()));
        auto* signIn = driver::window(QStringLiteral("Sign in"));
        QVERIFY(driver::waitFor(
            [&] { return driver::visibleText(signIn).contains(QStringLiteral("certificate is not trusted")); }));
    }

    void sendsNoPasswordToIt()
    {
        QVERIFY(m_desk.enter(QStringLiteral("anna"), RemoteDesktop::password()));
        auto* dialog = driver::window(QStringLiteral("Certificate"));
        QVERIFY(dialog); // asked again: one tried again on purpose
        QVERIFY(!m_desk.isConnected());
        QVERIFY(driver::press(dialog, QStringLiteral("Trust this one from now on")));
        QVERIFY(driver::waitGone(QStringLiteral("Certificate")));
        const auto kept = m_desk.settings().certificate(m_desk.address());
        QVERIFY(kept);
        QCOMPARE(fingerprintText(kept->fingerprint), m_first);
        QVERIFY(m_desk.enter(QStringLiteral("anna"), RemoteDesktop::password()));
        QVERIFY(driver::waitGone(QStringLiteral("Sign in")));
        QVERIFY(driver::waitFor([this] { return m_desk.isConnected(); }));
    }

    void keepsTheDecisionForThatServer()
    {
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
        QVERIFY(!driver::window(QStringLiteral("Certificate"), 0));
    }

    void refusesAChangedCertificateWhileSignedIn()
    {
        m_desk.stopServing();
        const auto second = m_desk.makeCertificate();
        QVERIFY(second != m_first);
        m_desk.serve(true);
        auto* dialog = driver::window(QStringLiteral("Certificate"));
        QVERIFY(dialog);
        const auto text = plain(driver::visibleText(dialog));
        QVERIFY2(text.contains(QStringLiteral("has changed")), qPrintable(text));
        QVERIFY2(text.contains(m_first) && text.contains(second), qPrintable(text));
        QVERIFY(!m_desk.isConnected());
        QVERIFY(driver::press(dialog, QStringLiteral("Stay away")));
        QVERIFY(driver::waitGone(QStringLiteral("Certificate")));
        QCOMPARE(fingerprintText(m_desk.settings().certificate(m_desk.address())->fingerprint), m_first);
        auto* page = m_desk.window()->findChild<TokensPage*>();
        QVERIFY(driver::waitFor(
            [&] { return driver::visibleText(page).contains(QStringLiteral("certificate that is not trusted")); }));
        // Also at the next try.
        QVERIFY(driver::press(page, QStringLiteral("Try now")));
        QVERIFY(driver::waitFor([&] { return driver::visibleText(page).contains(QStringLiteral("Trying again in")); }));
        QVERIFY(!m_desk.isConnected());
    }

    void takesTheNewOneOnlyByDecision()
    {
        m_desk.open();
        auto* dialog = driver::window(QStringLiteral("Certificate"));
        QVERIFY(dialog);
        QVERIFY(driver::visibleText(dialog).contains(QStringLiteral("has changed")));
        QVERIFY(driver::press(dialog, QStringLiteral("Trust this one from now on")));
        QVERIFY(m_desk.enter(QStringLiteral("anna"), RemoteDesktop::password()));
        QVERIFY(driver::waitFor([this] { return m_desk.isConnected(); }));
    }

    void saysThatTheNameIsWrong()
    {
        m_desk.close();
        m_desk.stopServing();
        m_desk.makeCertificate(QStringLiteral("DNS:elsewhere.example"));
        m_desk.serve(true);
        m_desk.settings().setCertificate(m_desk.address(), {}); // as if it had never been seen
        m_desk.open();
        auto* dialog = driver::window(QStringLiteral("Certificate"));
        QVERIFY(dialog);
        const auto text = driver::visibleText(dialog);
        QVERIFY2(text.contains(QStringLiteral("host name")), qPrintable(text));
        QVERIFY(driver::press(dialog, QStringLiteral("Stay away")));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<TrustTest>(argc, argv);
}
#include "trust_test.moc"

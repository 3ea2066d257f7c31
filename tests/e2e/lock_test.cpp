#include <QClipboard>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QtTest>

#include "app/screen_lock.h"
#include "tests/e2e/remote_desktop.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// What leaves with the screen's lock.
class LockTest : public QObject {
    Q_OBJECT

private:
    static void tell(const char* interface, bool active)
    {
        auto signal = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/ScreenSaver"),
                                                 QString::fromLatin1(interface), QStringLiteral("ActiveChanged"));
        signal << active;
        QVERIFY(QDBusConnection::sessionBus().send(signal));
    }

private Q_SLOTS:
    void hearsTheDesktop_data()
    {
        QTest::addColumn<QByteArray>("interface");
        QTest::newRow("freedesktop") << QByteArray("org.freedesktop.ScreenSaver");
        QTest::newRow("GNOME") << QByteArray("org.gnome.ScreenSaver");
    }
    void hearsTheDesktop()
    {
        QFETCH(QByteArray, interface);
        const ScreenLock lock;
        QSignalSpy locked(&lock, &ScreenLock::locked);
        tell(interface.constData(), false);
        tell(interface.constData(), true);
        QTRY_COMPARE(locked.count(), 1);
    }

    void clearsACopiedSecret()
    {
        RemoteDesktop desk;
        desk.serve();
        desk.server().addUser("otto", "Operators");
        QVERIFY(desk.signIn(QStringLiteral("otto")));
        QVERIFY(driver::press(desk.window(), QStringLiteral("New token")));
        auto* dialog = driver::window(QStringLiteral("New token"));
        driver::type(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText),
                     QStringLiteral("locked"));
        QVERIFY(driver::press(dialog, QStringLiteral("Create")));
        auto* reveal = driver::window(QStringLiteral("New secret"));
        QVERIFY(driver::press(reveal, QStringLiteral("Copy")));
        QVERIFY(driver::waitFor([] { return QGuiApplication::clipboard()->text().size() == 32; }));
        tell("org.freedesktop.ScreenSaver", true);
        QVERIFY(driver::waitFor([] { return QGuiApplication::clipboard()->text().isEmpty(); }));
        QVERIFY(driver::press(reveal, QStringLiteral("I have stored it")));
        QVERIFY(driver::waitGone(QStringLiteral("New secret")));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<LockTest>(argc, argv);
}

#include "lock_test.moc"

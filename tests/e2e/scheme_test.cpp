#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QSignalSpy>
#include <QTest>

#include "app/desktop_scheme.h"

using namespace tokenhouse;

/// The desktop's settings portal, on the bus that the test run starts.
class Portal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    uint colourScheme = 0;
    uint contrast = 0;

public Q_SLOTS:
    QDBusVariant Read(const QString& group, const QString& key) // NOLINT(readability-identifier-naming): the portal's
    {
        if (group != QStringLiteral("org.freedesktop.appearance"))
            return QDBusVariant();
        return QDBusVariant(
            QVariant::fromValue(QDBusVariant(key == QStringLiteral("contrast") ? contrast : colourScheme)));
    }
};

class SchemeTest : public QObject {
    Q_OBJECT

private:
    Portal m_portal;
    QDBusConnection m_bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("portal"));

    void change(const QString& key, uint value)
    {
        auto message = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/portal/desktop"),
                                                  QStringLiteral("org.freedesktop.portal.Settings"),
                                                  QStringLiteral("SettingChanged"));
        message << QStringLiteral("org.freedesktop.appearance") << key
                << QVariant::fromValue(QDBusVariant(QVariant::fromValue(value)));
        QVERIFY(m_bus.send(message));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_bus.isConnected(), "this test needs a session bus: run it by scripts/test");
        QVERIFY(m_bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &m_portal,
                                     QDBusConnection::ExportAllSlots));
        QVERIFY(m_bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
    }

    void followsTheDesktop()
    {
        m_portal.colourScheme = 1;
        DesktopScheme scheme;
        QTRY_COMPARE(scheme.scheme(), Scheme::Dark);
        QSignalSpy changed(&scheme, &DesktopScheme::changed);
        change(QStringLiteral("color-scheme"), 2);
        QTRY_COMPARE(scheme.scheme(), Scheme::Light);
        change(QStringLiteral("contrast"), 1);
        QTRY_COMPARE(scheme.scheme(), Scheme::HighContrast);
        change(QStringLiteral("contrast"), 0);
        change(QStringLiteral("color-scheme"), 1);
        QTRY_COMPARE(scheme.scheme(), Scheme::Dark);
        QVERIFY(changed.size() >= 3);
    }
};

QTEST_MAIN(SchemeTest)
#include "scheme_test.moc"

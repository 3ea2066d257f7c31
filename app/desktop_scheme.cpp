#include "app/desktop_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QPalette>

namespace tokenhouse {

namespace {

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString settings = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colourScheme = QStringLiteral("color-scheme");
const QString contrast = QStringLiteral("contrast");

bool paletteIsDark()
{
    const auto palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

} // namespace

DesktopScheme::DesktopScheme(QObject* parent)
    : QObject(parent), m_scheme(paletteIsDark() ? Scheme::Dark : Scheme::Light), m_dark(m_scheme == Scheme::Dark)
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // QtDBus (6.4) connects no slot whose types nobody has registered yet, not even its own.
    qRegisterMetaType<QDBusVariant>();
    // The signature as Qt compares it.
    // clang-format off
    const bool isHeard = bus.connect(service, path, settings, QStringLiteral("SettingChanged"), this,
                                     SLOT(onSettingChanged(QString,QString,QDBusVariant)));
    // clang-format on
    if (!isHeard)
        qWarning("Changes of the desktop's colours are not heard.");
    ask(colourScheme);
    ask(contrast);
}

void DesktopScheme::ask(const QString& key)
{
    auto message = QDBusMessage::createMethodCall(service, path, settings, QStringLiteral("Read"));
    message << appearance << key;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, key](QDBusPendingCallWatcher* finished) {
        finished->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *finished;
        if (reply.isError())
            return; // no portal, or an older one without this key: the palette's word stands
        auto value = reply.value().variant();
        if (value.canConvert<QDBusVariant>())
            value = value.value<QDBusVariant>().variant();
        take(key, value);
    });
}

void DesktopScheme::onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group == appearance)
        take(key, value.variant());
}

void DesktopScheme::take(const QString& key, const QVariant& value)
{
    if (key == colourScheme && value.toUInt() != 0)
        m_dark = value.toUInt() == 1;
    else if (key == colourScheme)
        m_dark = paletteIsDark();
    else if (key == contrast)
        m_highContrast = value.toUInt() == 1;
    const auto scheme = m_highContrast ? Scheme::HighContrast : m_dark ? Scheme::Dark : Scheme::Light;
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    Q_EMIT changed(scheme);
}

} // namespace tokenhouse

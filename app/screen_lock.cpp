#include "app/screen_lock.h"

#include <QDBusConnection>

namespace tokenhouse {

ScreenLock::ScreenLock(QObject* parent) : QObject(parent)
{
    auto desktop = QDBusConnection::sessionBus();
    for (const auto& saver : {QStringLiteral("org.freedesktop.ScreenSaver"), QStringLiteral("org.gnome.ScreenSaver")})
        desktop.connect({}, {}, saver, QStringLiteral("ActiveChanged"), this, SLOT(onActiveChanged(bool)));
    QDBusConnection::systemBus().connect(QStringLiteral("org.freedesktop.login1"), {},
                                         QStringLiteral("org.freedesktop.login1.Session"), QStringLiteral("Lock"), this,
                                         SIGNAL(locked()));
}

void ScreenLock::onActiveChanged(bool active)
{
    if (active)
        Q_EMIT locked();
}

} // namespace tokenhouse

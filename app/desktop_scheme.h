#pragma once

#include <QDBusVariant>
#include <QObject>

#include "views/theme.h"

namespace tokenhouse {

/// Light, dark or high contrast as the desktop wants it, followed live. Qt 6.4 does not tell, so the settings portal is
/// asked over D-Bus; without one the palette that the platform gave decides. GUI thread. The one file for this
/// platform.
class DesktopScheme : public QObject {
    Q_OBJECT

public:
    explicit DesktopScheme(QObject* parent = nullptr);

    Scheme scheme() const { return m_scheme; }

Q_SIGNALS:
    void changed(tokenhouse::Scheme scheme);

private Q_SLOTS:
    void onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void ask(const QString& key);
    void take(const QString& key, const QVariant& value);

    Scheme m_scheme;
    bool m_dark;
    bool m_highContrast = false;
};

} // namespace tokenhouse

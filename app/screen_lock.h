#pragma once

#include <QObject>

namespace tokenhouse {

/// Tells when the screen is locked: by the desktop's screen saver (freedesktop.org and GNOME), or by logind for any
/// session of this machine. Silent where there is no bus. GUI thread.
class ScreenLock : public QObject {
    Q_OBJECT

public:
    explicit ScreenLock(QObject* parent = nullptr);

Q_SIGNALS:
    void locked();

private Q_SLOTS:
    void onActiveChanged(bool active);
};

} // namespace tokenhouse

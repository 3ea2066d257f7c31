#pragma once

#include <functional>

#include <QObject>
#include <QPointer>

#include "models/clipboard_port.h"

class QClipboard;
class QMimeData;

namespace tokenhouse {

/// The desktop's clipboard for a secret: with each platform's hints that clipboard managers should not keep it, never
/// the X11 primary selection. GUI thread; needs a QGuiApplication.
class SystemClipboard final : public QObject, public ClipboardPort {
    Q_OBJECT

public:
    explicit SystemClipboard(QObject* parent = nullptr);

    bool put(const SecretBytes& secret) override;
    Holding holds(const SecretBytes& secret) const override;
    bool clear() override;
    void onChanged(std::function<void()> callback) override;

private:
    QClipboard* m_clipboard;
    QPointer<QMimeData> m_ours;
    std::function<void()> m_callback;
};

} // namespace tokenhouse

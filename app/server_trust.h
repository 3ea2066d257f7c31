#pragma once

#include <functional>

#include <QObject>
#include <QPointer>
#include <QUrl>

#include "app/settings.h"
#include "network/certificate_facts.h"

class QWidget;

namespace tokenhouse {

class CertificateDialog;

/// Whom one trusts: shows a certificate that was refused, with what is wrong with it and what was trusted before, and
/// keeps the person's decision for that server. A decision is for one certificate; another one is refused again and
/// asked about again. GUI thread; settings and window must outlive it.
class ServerTrust : public QObject {
    Q_OBJECT

public:
    ServerTrust(Settings& settings, QWidget& window, QObject* parent = nullptr);

    /// The fingerprint that a person decided to trust; empty: the system's authorities decide.
    QByteArray fingerprint(const QUrl& server) const;
    /// Asks about a refused certificate, once at a time and not again for one that was declined just now. `trusted` is
    /// called after it was kept.
    void ask(const QUrl& server, const QString& name, const CertificateFacts& facts, std::function<void()> trusted);
    /// One tries again on purpose: what was declined may be asked about again.
    void forgetDeclined() { m_declined.clear(); }

private:
    Settings& m_settings;
    QWidget& m_window;
    QPointer<CertificateDialog> m_dialog;
    QByteArray m_declined;
};

} // namespace tokenhouse

#pragma once

#include <functional>
#include <map>
#include <memory>

#include <QNetworkAccessManager>
#include <QObject>
#include <QThread>
#include <QUrl>

#include "core/secret.h"
#include "network/call.h"
#include "network/certificate_facts.h"

namespace tokenhouse {

class Job;
class Transport;

/// The way to one server: its address, whom it trusts, and the session. Lives on the GUI thread; sockets, TLS and the
/// reading of answers live on a thread of its own, so that an answer of any size never holds the window up.
///
/// Trust: with a pinned SHA-256 fingerprint exactly that certificate is taken (local mode, or a person's decision kept
/// in a profile), otherwise the system's authorities decide. TLS 1.2 at least; plain http only towards loopback.
/// Redirects are not followed, cookies not kept, HTTP/2 is off (Qt 6.4.2). When it goes, jobs without an answer deliver
/// Unreachable from the event loop, to whoever still listens then.
class Connection : public QObject {
    Q_OBJECT

public:
    using ManagerFactory = std::function<std::unique_ptr<QNetworkAccessManager>()>;

    /// `base` is http(s)://host:port. `factory` is the seam for tests; it runs on the network's thread.
    explicit Connection(QUrl base, QByteArray pinnedFingerprint = {}, QObject* parent = nullptr,
                        ManagerFactory factory = {});
    ~Connection() override;

    const QUrl& base() const { return m_base; }
    const QByteArray& pinnedFingerprint() const { return m_pinned; }
    /// Https, or http towards 127.0.0.0/8, ::1 or localhost: nothing else may carry a session.
    static bool isAddressAcceptable(const QUrl& base);

    void setSession(const SecretBytes& token);
    void clearSession();
    bool hasSession() const { return m_hasSession; }

    /// For jobs and streams.
    Transport& transport() { return *m_transport; }
    quint64 send(Job& job, Call call, Decoder decode);
    void forget(quint64 id);

Q_SIGNALS:
    void certificateRefused(const tokenhouse::CertificateFacts& facts);
    void sessionEnded(); ///< an authenticated call was answered 401; the session was cleared

private:
    struct Waiting {
        Job* job = nullptr;
        Decoder decode; ///< says what came in the job's type; here for when nothing comes
        quint64 session = 0;
    };
    void finish(quint64 id, const CallOutcome& outcome);

    QUrl m_base;
    QByteArray m_pinned;
    QThread m_thread;
    Transport* m_transport = nullptr;  ///< lives on m_thread, deleted there
    std::map<quint64, Waiting> m_jobs; ///< by id: in the order they were asked
    quint64 m_nextId = 1;
    quint64 m_sessionSerial = 0;
    bool m_hasSession = false;
};

} // namespace tokenhouse

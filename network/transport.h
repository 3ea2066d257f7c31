#pragma once

#include <functional>
#include <memory>
#include <unordered_map>

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QObject>
#include <QUrl>

#include "core/result.h"
#include "core/secret.h"
#include "network/call.h"
#include "network/certificate_facts.h"

namespace tokenhouse {

/// The part of a Connection that lives on the network's thread: sends calls, judges certificates, reads answers whole
/// and lets each job's decoder turn them into values. All members but the constructor run on that thread.
class Transport : public QObject {
    Q_OBJECT

public:
    using ManagerFactory = std::function<std::unique_ptr<QNetworkAccessManager>()>;
    using Report = std::function<void(CallOutcome)>; ///< called on the network's thread, once unless aborted

    static constexpr qint64 answerMaximum = 64 * 1024 * 1024; ///< bytes

    Transport(QUrl base, QByteArray pinned, ManagerFactory factory);
    ~Transport() override;

    void setSession(SecretBytes token);
    void send(quint64 id, std::shared_ptr<Call> call, Decoder decode, Report report);
    void abort(quint64 id);

    /// A request with address, trust and session set; for calls and streams.
    QNetworkRequest request(const QByteArray& path, const QByteArray& query, bool withSession) const;
    std::unique_ptr<QNetworkAccessManager> makeManager() const;
    QNetworkAccessManager& manager();
    /// Connects the trust decision of a reply. Call right after the reply was made.
    void guard(QNetworkReply& reply);
    /// What a reply that is over without being an answer under 400 means.
    Failure failureOf(QNetworkReply& reply, const QByteArray& body) const;

Q_SIGNALS:
    void certificateRefused(const tokenhouse::CertificateFacts& facts);

private:
    struct Running;
    void post(quint64 id);
    void finished(quint64 id);

    QUrl m_base;
    QByteArray m_pinned;
    ManagerFactory m_factory;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    SecretBytes m_session;
    std::unordered_map<quint64, std::unique_ptr<Running>> m_running;
};

/// Overwrites the bytes, whoever shares them. For answers that held a secret.
void wipe(QByteArray& bytes);

} // namespace tokenhouse

#include "network/transport.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>

#include "core/codec.h"
#include "network/secret_device.h"

namespace tokenhouse {
namespace {

constexpr auto apiPath = "/api/v1/";

QByteArray digestOf(const QSslCertificate& certificate)
{
    return certificate.digest(QCryptographicHash::Sha256);
}

CertificateFacts factsOf(const QUrl& url, const QSslCertificate& certificate, const QByteArray& expected,
                         const QList<QSslError>& errors)
{
    CertificateFacts facts;
    facts.host = url.host();
    facts.fingerprint = digestOf(certificate);
    facts.expected = expected;
    facts.subject = certificate.subjectDisplayName();
    facts.issuer = certificate.issuerDisplayName();
    facts.notBefore = certificate.effectiveDate();
    facts.notAfter = certificate.expiryDate();
    for (const auto& error : errors) {
        facts.faults << error.errorString();
    }
    return facts;
}

bool isBroken(const QNetworkReply& reply)
{
    return reply.error() == QNetworkReply::RemoteHostClosedError || reply.error() == QNetworkReply::ContentReSendError;
}

std::string unreachableText(QNetworkReply& reply)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("Network", text); };
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return tr(QT_TRANSLATE_NOOP("Network", "Nothing answers at the server's address.")).toStdString();
    case QNetworkReply::HostNotFoundError:
        return tr(QT_TRANSLATE_NOOP("Network", "The server's name is not known.")).toStdString();
    case QNetworkReply::SslHandshakeFailedError:
        return tr(QT_TRANSLATE_NOOP("Network", "The server's certificate is not trusted.")).toStdString();
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
        return tr(QT_TRANSLATE_NOOP("Network", "The server closed the connection before it answered.")).toStdString();
    case QNetworkReply::OperationCanceledError:
    case QNetworkReply::TimeoutError:
        return tr(QT_TRANSLATE_NOOP("Network", "The server did not answer in time.")).toStdString();
    default: return tr(QT_TRANSLATE_NOOP("Network", "The server could not be reached.")).toStdString();
    }
}

} // namespace

void wipe(QByteArray& bytes)
{
    if (!bytes.isEmpty()) {
        wipe(const_cast<char*>(bytes.constData()), static_cast<std::size_t>(bytes.size()));
    }
    bytes.clear();
}

struct Transport::Running {
    std::shared_ptr<Call> call;
    Decoder decode;
    Report report;
    std::unique_ptr<QNetworkAccessManager> own; ///< of a call that carries a secret
    QNetworkReply* reply = nullptr;
    bool wasRepeated = false;
    bool isTooLarge = false;

    QObject* owner = nullptr;

    ~Running()
    {
        if (reply != nullptr) {
            reply->disconnect(owner); // not from Qt's own ends: abort() needs them
            reply->abort();
            reply->deleteLater();
        }
        if (own) {
            own.release()->deleteLater(); // not at once: the reply, its child, may be what calls
        }
    }
};

Transport::Transport(QUrl base, QByteArray pinned, ManagerFactory factory)
    : m_base(std::move(base)), m_pinned(std::move(pinned)), m_factory(std::move(factory))
{}

Transport::~Transport() = default;

std::unique_ptr<QNetworkAccessManager> Transport::makeManager() const
{
    auto manager = m_factory ? m_factory() : std::make_unique<QNetworkAccessManager>();
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    const auto host = m_base.host();
    if (host == QStringLiteral("localhost") || QHostAddress(host).isLoopback()) {
        manager->setProxy(QNetworkProxy::NoProxy);
    }
    return manager;
}

QNetworkAccessManager& Transport::manager()
{
    if (!m_manager) {
        m_manager = makeManager();
    }
    return *m_manager;
}

void Transport::setSession(SecretBytes token)
{
    m_session = std::move(token);
}

QNetworkRequest Transport::request(const QByteArray& path, const QByteArray& query, bool withSession) const
{
    QByteArray address =
        m_base.toEncoded(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    address += apiPath + path + (query.isEmpty() ? QByteArray() : '?' + query);
    QNetworkRequest request(QUrl::fromEncoded(address, QUrl::StrictMode));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false); // unsound in Qt 6.4.2
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setRawHeader("Accept-Encoding", "identity"); // a small answer must not become a large one
    request.setRawHeader("User-Agent", "tokenhouse-desktop");
    if (m_base.scheme() == QStringLiteral("https")) {
        auto ssl = QSslConfiguration::defaultConfiguration();
        ssl.setProtocol(QSsl::TlsV1_2OrLater);
        ssl.setPeerVerifyMode(QSslSocket::VerifyPeer);
        if (!m_pinned.isEmpty()) {
            ssl.setCaCertificates({}); // no authority can vouch for another certificate than the pinned one
        }
        request.setSslConfiguration(ssl);
    }
    if (withSession && !m_session.empty()) {
        const auto token = m_session.view();
        request.setRawHeader("Authorization",
                             "Bearer " + QByteArray(token.data(), static_cast<qsizetype>(token.size())));
    }
    return request;
}

void Transport::guard(QNetworkReply& reply)
{
    connect(&reply, &QNetworkReply::sslErrors, this, [this, &reply](const QList<QSslError>& errors) {
        const auto certificate = reply.sslConfiguration().peerCertificate();
        if (!m_pinned.isEmpty() && !certificate.isNull() && digestOf(certificate) == m_pinned) {
            // These errors of this certificate only: Qt keeps what is ignored for the next handshake on this channel,
            // and ignoring all would let any later certificate pass.
            reply.ignoreSslErrors(errors);
            return;
        }
        Q_EMIT certificateRefused(factsOf(reply.url(), certificate, m_pinned, errors));
    });
    // With a pin also a certificate without any fault has to be the pinned one. Nothing has been sent yet here.
    connect(&reply, &QNetworkReply::encrypted, this, [this, &reply] {
        const auto certificate = reply.sslConfiguration().peerCertificate();
        if (!m_pinned.isEmpty() && digestOf(certificate) != m_pinned) {
            Q_EMIT certificateRefused(factsOf(reply.url(), certificate, m_pinned, {}));
            reply.abort();
            manager().clearConnectionCache(); // what is connected already would be used again without this question
        }
    });
}

void Transport::send(quint64 id, std::shared_ptr<Call> call, Decoder decode, Report report)
{
    auto running = std::make_unique<Running>();
    running->call = std::move(call);
    running->decode = std::move(decode);
    running->report = std::move(report);
    running->owner = this;
    m_running[id] = std::move(running);
    post(id);
}

void Transport::post(quint64 id)
{
    auto& running = *m_running.at(id);
    const auto& call = *running.call;
    auto what = request(call.path, call.query, call.withSession);
    what.setTransferTimeout(static_cast<int>(call.timeout.count()));
    if (!call.ifMatch.isEmpty()) {
        what.setRawHeader("If-Match", call.ifMatch);
    }
    if (!call.idempotencyKey.isEmpty()) {
        what.setRawHeader("Idempotency-Key", call.idempotencyKey);
    }
    const auto text = call.body.view();
    if (!text.empty()) {
        what.setHeader(QNetworkRequest::ContentTypeHeader, call.contentType);
    }
    if (call.carriesSecret && !running.own) {
        running.own = makeManager();
    }
    auto& carrier = running.own ? *running.own : manager();
    if (call.verb == "GET") {
        running.reply = carrier.get(what);
    } else {
        // Also an empty body goes by a device: it keeps Qt from sending a change twice.
        what.setHeader(QNetworkRequest::ContentLengthHeader, static_cast<qint64>(text.size()));
        what.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        auto* body = new SecretDevice(std::shared_ptr<const SecretBytes>(running.call, &call.body), this);
        running.reply = carrier.sendCustomRequest(what, call.verb, body);
        body->setParent(running.reply);
    }
    auto* reply = running.reply;
    guard(*reply);
    connect(reply, &QNetworkReply::downloadProgress, this, [this, id](qint64 received, qint64) {
        const auto found = m_running.find(id);
        if (received > answerMaximum && found != m_running.end() && !found->second->isTooLarge) {
            found->second->isTooLarge = true;
            found->second->reply->abort();
        }
    });
    connect(reply, &QNetworkReply::finished, this, [this, id] { finished(id); });
}

void Transport::finished(quint64 id)
{
    auto found = m_running.find(id);
    if (found == m_running.end()) {
        return;
    }
    auto& running = *found->second;
    auto& reply = *running.reply;
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0 && isBroken(reply) && running.call->repeatable && !std::exchange(running.wasRepeated, true)) {
        reply.disconnect(this);
        reply.deleteLater();
        post(id);
        return;
    }
    const auto kept = std::move(found->second); // what the report does may come back here
    m_running.erase(found);

    Answer answer;
    answer.status = status;
    answer.body = reply.isOpen() ? reply.readAll() : QByteArray();
    answer.correlationId = reply.rawHeader("X-Correlation-Id");
    CallOutcome outcome;
    outcome.correlationId = answer.correlationId;
    const bool good = reply.error() == QNetworkReply::NoError && status >= 200 && status < 300;
    Result<Answer> result = good ? Result<Answer>(answer) : tl::unexpected<Failure>(failureOf(reply, answer.body));
    if (kept->isTooLarge) {
        result = fail(Fault::TooLarge, "The server's answer is too large to be taken in.");
    }
    if (!result) {
        outcome.failed = true;
        outcome.fault = result.error().fault;
        if (outcome.correlationId.isEmpty()) {
            const auto* named = result.error().extra.if_contains("correlationId");
            outcome.correlationId = named != nullptr && named->is_string()
                                        ? QByteArray::fromStdString(std::string(named->get_string()))
                                        : QByteArray();
        }
    }
    outcome.result = kept->decode(result);
    wipe(answer.body); // shared with the result's: one memory, overwritten
    kept->report(std::move(outcome));
}

Failure Transport::failureOf(QNetworkReply& reply, const QByteArray& body) const
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0 || (status < 300 && reply.error() != QNetworkReply::NoError)) {
        Failure failure{Fault::Unreachable, unreachableText(reply), {}, {}};
        if (reply.error() == QNetworkReply::SslHandshakeFailedError) {
            failure.extra["certificateRefused"] = true;
        }
        return failure;
    }
    if (status < 400) {
        return Failure{Fault::Internal, "What answers at this address is not a Tokenhouse server.", {}, {}};
    }
    auto failure =
        failureFromProblem(status, std::string_view(body.constData(), static_cast<std::size_t>(body.size())));
    const auto correlation = reply.rawHeader("X-Correlation-Id");
    if (!correlation.isEmpty() && !failure.extra.contains("correlationId")) {
        failure.extra["correlationId"] = correlation.toStdString();
    }
    bool isNumber = false;
    const auto after = reply.rawHeader("Retry-After").toLongLong(&isNumber);
    if (isNumber && after >= 0 && !failure.extra.contains("retryAfter")) {
        failure.extra["retryAfter"] = after;
    }
    return failure;
}

void Transport::abort(quint64 id)
{
    m_running.erase(id);
}

} // namespace tokenhouse

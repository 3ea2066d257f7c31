#include "network/connection.h"

#include <QHostAddress>

#include "network/job.h"
#include "network/transport.h"

namespace tokenhouse {

Connection::Connection(QUrl base, QByteArray pinnedFingerprint, QObject* parent, ManagerFactory factory)
    : QObject(parent),
      m_base(std::move(base)),
      m_pinned(std::move(pinnedFingerprint)),
      m_transport(new Transport(m_base, m_pinned, std::move(factory)))
{
    m_transport->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_transport, &QObject::deleteLater);
    connect(m_transport, &Transport::certificateRefused, this, &Connection::certificateRefused);
    m_thread.setObjectName(QStringLiteral("network"));
    m_thread.start();
}

Connection::~Connection()
{
    m_thread.quit();
    m_thread.wait();
    for (const auto& [id, waiting] : std::exchange(m_jobs, {})) {
        Result<Answer> answer = fail(Fault::Unreachable, "The connection was given up before the answer came.");
        waiting.job->outlive({waiting.decode(answer), {}, Fault::Unreachable, true});
    }
}

bool Connection::isAddressAcceptable(const QUrl& base)
{
    if (!base.isValid() || base.host().isEmpty() || !base.userInfo().isEmpty()) {
        return false;
    }
    if (base.scheme() == QStringLiteral("https")) {
        return true;
    }
    const auto host = base.host();
    return base.scheme() == QStringLiteral("http")
           && (host == QStringLiteral("localhost") || QHostAddress(host).isLoopback());
}

void Connection::setSession(const SecretBytes& token)
{
    ++m_sessionSerial;
    m_hasSession = !token.empty();
    auto copy = std::make_shared<SecretBytes>(token.duplicate());
    QMetaObject::invokeMethod(m_transport,
                              [transport = m_transport, copy] { transport->setSession(std::move(*copy)); });
}

void Connection::clearSession()
{
    setSession(SecretBytes());
}

quint64 Connection::send(Job& job, Call call, Decoder decode)
{
    const auto id = m_nextId++;
    m_jobs[id] = {&job, decode, call.withSession && m_hasSession ? m_sessionSerial : 0};
    auto shared = std::make_shared<Call>(std::move(call));
    auto report = [this, id](CallOutcome outcome) { // the thread ends before this goes
        QMetaObject::invokeMethod(
            this, [this, id, outcome = std::move(outcome)] { finish(id, outcome); }, Qt::QueuedConnection);
    };
    QMetaObject::invokeMethod(m_transport, [transport = m_transport, id, shared, decode = std::move(decode), report] {
        transport->send(id, shared, decode, report);
    });
    return id;
}

void Connection::forget(quint64 id)
{
    if (m_jobs.erase(id) > 0) {
        QMetaObject::invokeMethod(m_transport, [transport = m_transport, id] { transport->abort(id); });
    }
}

void Connection::finish(quint64 id, const CallOutcome& outcome)
{
    const auto waiting = m_jobs.extract(id);
    if (waiting.empty()) {
        return; // cancelled meanwhile
    }
    auto* job = waiting.mapped().job;
    const auto session = waiting.mapped().session;
    const bool ended =
        outcome.failed && outcome.fault == Fault::NoSession && session != 0 && session == m_sessionSerial;
    if (ended) {
        clearSession();
    }
    const QPointer<Connection> self(this);
    job->finish(outcome);
    if (ended && self != nullptr) {
        Q_EMIT sessionEnded();
    }
}

} // namespace tokenhouse

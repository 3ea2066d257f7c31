#include "network/job.h"

namespace tokenhouse {

Job::Job(Connection& connection, Call call, Decoder decode) : QObject(&connection), m_connection(&connection)
{
    m_id = connection.send(*this, std::move(call), std::move(decode));
}

Job::~Job()
{
    if (m_id != 0 && m_connection != nullptr) {
        m_connection->forget(m_id);
    }
}

void Job::cancel()
{
    delete this;
}

void Job::setContext(QObject* context)
{
    m_context = context;
    connect(context, &QObject::destroyed, this, [this] { delete this; });
}

void Job::outlive(CallOutcome outcome)
{
    m_id = 0;
    if (m_context == nullptr) {
        delete this;
        return;
    }
    setParent(nullptr); // it goes with its context from now on
    QMetaObject::invokeMethod(
        this, [this, outcome = std::move(outcome)] { finish(outcome); }, Qt::QueuedConnection);
}

void Job::finish(const CallOutcome& outcome)
{
    m_id = 0;
    m_correlationId = outcome.correlationId;
    deleteLater();
    if (m_context != nullptr) {
        deliver(outcome.result);
    }
}

} // namespace tokenhouse

#include "app/commands/batch_run.h"

#include <algorithm>

#include "network/definition_jobs.h"

namespace tokenhouse {

BatchRun::BatchRun(Session& session, ObjectKind kind, BatchOrder order, std::vector<Uuid> ids, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_connection(&session.connection()),
      m_kind(kind),
      m_order(std::move(order)),
      m_ids(std::move(ids))
{}

void BatchRun::next()
{
    const auto size = std::min(piece, m_ids.size() - m_done);
    const bool isElsewhere = !m_connection || m_connection != &m_session.connection();
    if (size == 0 || m_isStopped || isElsewhere) {
        end({});
        return;
    }
    const auto begin = m_ids.begin() + static_cast<std::ptrdiff_t>(m_done);
    const BatchTarget target(std::vector<Uuid>(begin, begin + static_cast<std::ptrdiff_t>(size)));
    const auto then = [this, size](Result<BatchAnswer> answer) { take(std::move(answer), size); };
    if (m_kind == ObjectKind::Token)
        start<BatchTokensJob>(*m_connection, m_order, target).then(this, then);
    else
        start<BatchDefinitionsJob>(*m_connection, m_order, target).then(this, then);
}

void BatchRun::take(Result<BatchAnswer> answer, std::size_t size)
{
    if (!answer) {
        end(std::move(answer.error()));
        return;
    }
    m_done += size;
    if (m_outcome.operations.empty())
        m_outcome.answer.operationId = answer->operationId;
    m_outcome.operations.push_back(std::move(answer->operationId));
    auto& results = m_outcome.answer.results;
    std::move(answer->results.begin(), answer->results.end(), std::back_inserter(results));
    Q_EMIT progressed(static_cast<int>(m_done), static_cast<int>(m_ids.size()));
    next();
}

void BatchRun::end(std::optional<Failure> failure)
{
    m_outcome.left.assign(m_ids.begin() + static_cast<std::ptrdiff_t>(m_done), m_ids.end());
    m_outcome.failure = std::move(failure);
    Q_EMIT finished(m_outcome);
    deleteLater();
}

} // namespace tokenhouse

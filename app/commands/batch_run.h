#pragma once

#include <optional>

#include <QPointer>

#include "app/session.h"
#include "models/needs.h"
#include "network/token_jobs.h"

namespace tokenhouse {

/// Carries out a batch piece by piece, so that one sees how far it is and can stop it between pieces; what was done
/// stays done. Deletes itself after finished(). GUI thread.
class BatchRun : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t piece = 500;

    BatchRun(Session& session, ObjectKind kind, BatchOrder order, std::vector<Uuid> ids, QObject* parent);
    void begin() { next(); }
    /// No further piece is begun; finished() follows once the present one is answered.
    void stop() { m_isStopped = true; }

    struct Outcome {
        BatchAnswer answer;                  ///< of all that was tried; the operation of the first piece
        std::vector<std::string> operations; ///< each piece is one in the events
        std::vector<Uuid> left;              ///< was not tried
        std::optional<Failure> failure;      ///< why not; absent when it was stopped on purpose, or all was tried
    };

Q_SIGNALS:
    void progressed(int done, int all);
    void finished(const tokenhouse::BatchRun::Outcome& outcome);

private:
    void next();
    void take(Result<BatchAnswer> answer, std::size_t size);
    void end(std::optional<Failure> failure);

    Session& m_session;
    QPointer<Connection> m_connection; ///< the rest must not be done at another server
    ObjectKind m_kind;
    BatchOrder m_order;
    std::vector<Uuid> m_ids;
    std::size_t m_done = 0;
    bool m_isStopped = false;
    Outcome m_outcome;
};

} // namespace tokenhouse

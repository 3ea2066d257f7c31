#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

#include "network/connection.h"
#include "network/live_event.h"

namespace tokenhouse {

class StreamReader;

/// The live stream of changes: opens GET /events/stream, resumes after a gap by Last-Event-ID, and tries again with
/// growing pauses (1 s to 30 s). Silence of more than `patience` counts as a loss: the server beats each 15 s.
/// GUI thread; reading and decoding happen on the network's. Destroy it before its connection.
class EventStream : public QObject {
    Q_OBJECT

public:
    enum class Phase { Stopped, Connecting, Live, Waiting };
    Q_ENUM(Phase)

    struct Pauses {
        std::chrono::milliseconds first{1000};
        std::chrono::milliseconds longest{30'000};
        std::chrono::milliseconds patience{40'000};
    };

    explicit EventStream(Connection& connection, QObject* parent = nullptr) : EventStream(connection, parent, Pauses{})
    {}
    EventStream(Connection& connection, QObject* parent, Pauses pauses);
    ~EventStream() override;

    /// Begins now, or after `from`. A stream that runs is started anew.
    void start(const QString& filter = {}, std::optional<std::int64_t> from = {});
    void stop();
    void retryNow(); ///< while Waiting
    Phase phase() const { return m_phase; }
    std::int64_t lastSequence() const;

Q_SIGNALS:
    void phaseChanged();
    /// The stream is open; after a loss everything missed follows as events.
    void live();
    /// It broke or could not be opened. The next try is in `retryIn`.
    void lost(const tokenhouse::Failure& failure, std::chrono::milliseconds retryIn);
    /// The session has ended: Stopped. Refused in any other way it is lost.
    void refused(const tokenhouse::Failure& failure);
    void events(const std::vector<tokenhouse::LiveEvent>& events);
    /// `event: session`: the rights of the user, or the session, changed. Ask CurrentSessionJob.
    void sessionChanged();

private:
    void open();
    void close();
    void received(const std::vector<LiveEvent>& events, bool session, const QByteArray& lastId);
    void ended(const Failure& failure);
    void setPhase(Phase phase);

    Connection& m_connection;
    Pauses m_pauses;
    std::chrono::milliseconds m_pause;
    QTimer m_retry;
    StreamReader* m_reader = nullptr; ///< lives on the network's thread
    QString m_filter;
    std::optional<std::int64_t> m_from;
    QByteArray m_lastId;
    Phase m_phase = Phase::Stopped;
};

} // namespace tokenhouse

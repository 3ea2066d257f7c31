#include "network/event_stream.h"

#include <algorithm>

#include <QRandomGenerator>

#include "network/stream_reader.h"

namespace tokenhouse {

EventStream::EventStream(Connection& connection, QObject* parent, Pauses pauses)
    : QObject(parent), m_connection(connection), m_pauses(pauses), m_pause(pauses.first)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &EventStream::open);
}

EventStream::~EventStream()
{
    close();
}

void EventStream::start(const QString& filter, std::optional<std::int64_t> from)
{
    stop();
    m_filter = filter;
    m_from = from;
    m_lastId.clear();
    m_pause = m_pauses.first;
    open();
}

void EventStream::stop()
{
    m_retry.stop();
    close();
    setPhase(Phase::Stopped);
}

void EventStream::retryNow()
{
    if (m_phase == Phase::Waiting) {
        m_retry.stop();
        open();
    }
}

std::int64_t EventStream::lastSequence() const
{
    return m_lastId.toLongLong();
}

void EventStream::open()
{
    close();
    setPhase(Phase::Connecting);
    const bool resumes = !m_lastId.isEmpty();
    const auto query = queryText(
        {{"filter", m_filter.toStdString()}, {"from", m_from && !resumes ? std::to_string(*m_from) : std::string()}});
    auto& transport = m_connection.transport();
    m_reader = new StreamReader(transport, query, m_lastId, m_pauses.patience); // deleted by close(), on its thread
    m_reader->moveToThread(transport.thread());
    connect(m_reader, &StreamReader::opened, this, [this, reader = m_reader] {
        if (reader == m_reader) {
            m_pause = m_pauses.first;
            setPhase(Phase::Live);
            Q_EMIT live();
        }
    });
    connect(m_reader, &StreamReader::received, this,
            [this, reader = m_reader](const std::vector<LiveEvent>& events, bool session, const QByteArray& lastId) {
                if (reader == m_reader) {
                    received(events, session, lastId);
                }
            });
    connect(m_reader, &StreamReader::ended, this, [this, reader = m_reader](const Failure& failure) {
        if (reader == m_reader) {
            ended(failure);
        }
    });
    QMetaObject::invokeMethod(m_reader, &StreamReader::open, Qt::QueuedConnection);
}

void EventStream::close()
{
    if (m_reader != nullptr) {
        m_reader->disconnect(this);
        m_reader->deleteLater();
        m_reader = nullptr;
    }
}

void EventStream::received(const std::vector<LiveEvent>& news, bool session, const QByteArray& lastId)
{
    m_lastId = lastId;
    if (!news.empty()) {
        Q_EMIT events(news);
    }
    if (session) {
        Q_EMIT sessionChanged();
    }
}

void EventStream::ended(const Failure& failure)
{
    close();
    if (failure.fault == Fault::NoSession) {
        setPhase(Phase::Stopped);
        Q_EMIT refused(failure);
        return;
    }
    // Whoever has a session may have the stream: something between refuses, and will not think better of it soon.
    if (failure.fault == Fault::Forbidden || failure.fault == Fault::Malformed) {
        m_pause = m_pauses.longest;
    }
    auto pause = m_pause;
    if (const auto* after = failure.extra.if_contains("retryAfter"); after != nullptr && after->is_int64()) {
        pause = std::clamp<std::chrono::milliseconds>(
            std::chrono::seconds(std::clamp<std::int64_t>(after->get_int64(), 0, 3600)), m_pause, m_pauses.longest);
    }
    // Many windows lose one server at one time; they shall not all come back in one moment.
    pause += std::chrono::milliseconds(QRandomGenerator::global()->bounded(static_cast<int>(pause.count() / 4) + 1));
    m_pause = std::min(m_pauses.longest, m_pause * 2);
    setPhase(Phase::Waiting);
    m_retry.start(pause);
    Q_EMIT lost(failure, pause);
}

void EventStream::setPhase(Phase phase)
{
    if (std::exchange(m_phase, phase) != phase) {
        Q_EMIT phaseChanged();
    }
}

} // namespace tokenhouse

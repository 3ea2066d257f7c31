#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/event.h"
#include "server/api/stream_queue.h"
#include "server/auth/sessions.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// An event as every stream sends it, written once.
struct LiveEvent {
    Event event;
    std::string whole;     ///< its JSON
    std::string reduced;   ///< sequence, kind, objectType, objectId
    std::uint64_t end = 0; ///< bytes of all events up to and with this one
};

/// One open stream as the hub knows it.
class StreamSeat {
public:
    StreamSeat(const boost::asio::any_io_executor& executor, Uuid session, std::function<void()> abort)
        : m_bell(std::make_shared<Bell>(executor)), m_session(session), m_abort(std::move(abort))
    {}
    Bell& bell() { return *m_bell; }

private:
    friend class EventHub;
    std::shared_ptr<Bell> m_bell;
    Uuid m_session;
    std::function<void()> m_abort;
    // Guarded by the hub.
    std::uint64_t m_position = 0;
    bool m_isLive = false; ///< has caught up; from then on it may not fall behind
    bool m_rightsChanged = false;
    bool m_ended = false;
};

/// The newest events in memory, and who waits for the next. Streams pull, so a slow one costs a position and not a
/// queue; one that is more than 1 MB behind is cut off. Thread-safe.
class EventHub {
public:
    /// Takes the end of the chain; before apply() is called for the first time.
    Result<void> load(Store& store);
    void apply(const Commit& commit); ///< a store sink
    void sessionChanged(const Uuid& session, SessionChange change);
    void closeAll();

    std::shared_ptr<StreamSeat> join(const boost::asio::any_io_executor& executor, const Uuid& session,
                                     std::function<void()> abort);

    struct Pull {
        std::vector<std::shared_ptr<const LiveEvent>> events; ///< after the sequence asked for, in order
        bool gap = false; ///< the sequence is older than what is in memory: read on from the store
        bool rightsChanged = false;
        bool ended = false; ///< the session or the server is
    };
    Pull pull(StreamSeat& seat, std::int64_t after);
    std::int64_t head() const;

    static std::shared_ptr<const LiveEvent> prepare(Event event);
    static constexpr std::size_t behindMaximum = 1u << 20;

private:
    static constexpr std::size_t keptEvents = 4096;
    static constexpr std::size_t keptBytes = 8u << 20;
    static constexpr std::size_t pulledAtOnce = 256;

    mutable std::mutex m_mutex;
    std::deque<std::shared_ptr<const LiveEvent>> m_events; ///< without a hole, the newest last
    std::uint64_t m_bytes = 0;
    std::int64_t m_head = 0;
    bool m_closed = false;
    std::vector<std::weak_ptr<StreamSeat>> m_seats;
};

} // namespace tokenhouse::server

#include "server/api/event_hub.h"

#include <boost/json/serialize.hpp>

namespace tokenhouse::server {

std::shared_ptr<const LiveEvent> EventHub::prepare(Event event)
{
    auto live = std::make_shared<LiveEvent>();
    live->whole = json::serialize(eventJson(event));
    live->reduced = json::serialize(json::object{{"sequence", event.sequence},
                                                 {"kind", event.kind},
                                                 {"objectType", event.objectType},
                                                 {"objectId", event.objectId}});
    live->event = std::move(event);
    return live;
}

Result<void> EventHub::load(Store& store)
{
    const auto head = store.head();
    if (!head)
        return tl::unexpected(head.error());
    const std::lock_guard lock(m_mutex);
    m_head = head->sequence;
    return {};
}

void EventHub::apply(const Commit& commit)
{
    if (commit.events.empty())
        return;
    std::vector<std::shared_ptr<LiveEvent>> fresh;
    for (const auto& event : commit.events)
        fresh.push_back(std::const_pointer_cast<LiveEvent>(prepare(event)));
    const std::lock_guard lock(m_mutex);
    for (auto& one : fresh) {
        m_bytes += one->whole.size();
        one->end = m_bytes;
        m_head = one->event.sequence;
        m_events.push_back(std::move(one));
    }
    while (m_events.size() > keptEvents || (m_events.size() > 1 && m_bytes - m_events.front()->end > keptBytes))
        m_events.pop_front();
    std::erase_if(m_seats, [](const auto& one) { return one.expired(); });
    for (const auto& weak : m_seats) {
        const auto seat = weak.lock();
        if (seat == nullptr)
            continue;
        if (seat->m_isLive && m_bytes - seat->m_position > behindMaximum) {
            seat->m_ended = true;
            seat->m_abort();
        }
        seat->m_bell->ring();
    }
}

void EventHub::sessionChanged(const Uuid& session, SessionChange change)
{
    const std::lock_guard lock(m_mutex);
    for (const auto& weak : m_seats) {
        const auto seat = weak.lock();
        if (seat == nullptr || seat->m_session != session)
            continue;
        if (change == SessionChange::Ended)
            seat->m_ended = true;
        else
            seat->m_rightsChanged = true;
        seat->m_bell->ring();
    }
}

void EventHub::closeAll()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    for (const auto& weak : m_seats) {
        if (const auto seat = weak.lock())
            seat->m_bell->ring();
    }
}

std::shared_ptr<StreamSeat> EventHub::join(const boost::asio::any_io_executor& executor, const Uuid& session,
                                           std::function<void()> abort)
{
    auto seat = std::make_shared<StreamSeat>(executor, session, std::move(abort));
    const std::lock_guard lock(m_mutex);
    seat->m_position = m_bytes;
    std::erase_if(m_seats, [](const auto& one) { return one.expired(); });
    m_seats.push_back(seat);
    return seat;
}

EventHub::Pull EventHub::pull(StreamSeat& seat, std::int64_t after)
{
    Pull result;
    const std::lock_guard lock(m_mutex);
    result.ended = seat.m_ended || m_closed;
    result.rightsChanged = std::exchange(seat.m_rightsChanged, false);
    if (after >= m_head) {
        seat.m_isLive = true;
        seat.m_position = m_bytes;
        return result;
    }
    const auto first = m_events.empty() ? m_head + 1 : m_events.front()->event.sequence;
    if (after + 1 < first) {
        result.gap = true;
        return result;
    }
    auto index = static_cast<std::size_t>(after + 1 - first);
    for (; index < m_events.size() && result.events.size() < pulledAtOnce; ++index)
        result.events.push_back(m_events[index]);
    // What is handed out now counts as behind until the next pull, for it is not written yet.
    const auto& last = result.events.front();
    seat.m_position = last->end - last->whole.size();
    return result;
}

std::int64_t EventHub::head() const
{
    const std::lock_guard lock(m_mutex);
    return m_head;
}

} // namespace tokenhouse::server

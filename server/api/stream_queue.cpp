#include "server/api/stream_queue.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tokenhouse::server {

namespace asio = boost::asio;

Bell::Bell(const asio::any_io_executor& executor) : m_timer(executor) {}

void Bell::ring()
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_rung, true))
            return;
    }
    asio::post(m_timer.get_executor(), [self = shared_from_this()] { self->m_timer.cancel(); });
}

asio::awaitable<void> Bell::wait(std::chrono::milliseconds atMost)
{
    const auto self = shared_from_this();
    m_timer.expires_after(atMost);
    auto rung = false;
    {
        const std::lock_guard lock(m_mutex);
        rung = std::exchange(m_rung, false);
    }
    if (!rung) {
        // A ring() from here on posts its cancel to this executor, so it runs once the wait below has begun.
        boost::system::error_code ignored;
        co_await m_timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        const std::lock_guard lock(m_mutex);
        m_rung = false;
    }
}

bool StreamQueue::push(std::string_view bytes)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return false;
        if (m_bytes.size() + bytes.size() > maximum) {
            m_closed = true;
            m_bytes.clear();
            m_bell->ring();
            return false;
        }
        m_bytes += bytes;
    }
    m_bell->ring();
    return true;
}

void StreamQueue::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_bell->ring();
}

bool StreamQueue::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

asio::awaitable<std::string> StreamQueue::next(std::chrono::milliseconds atMost)
{
    std::string bytes;
    auto waited = false;
    while (true) {
        {
            const std::lock_guard lock(m_mutex);
            bytes.swap(m_bytes);
            if (!bytes.empty() || m_closed || waited)
                break;
        }
        co_await m_bell->wait(atMost);
        waited = true;
    }
    co_return bytes;
}

} // namespace tokenhouse::server

#include "server/http/wire.h"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "core/secret.h"

namespace tokenhouse::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t bytesPerSecond = 64 * 1024;    // a transfer this fast is never too slow, however large
constexpr std::size_t usedMaximum = 64 * 1024;       // past it the memory of what was used is given back
constexpr std::size_t leftoverMaximum = 1024 * 1024; // that is read at the end, so that the answer arrives

} // namespace

std::int64_t steadyMillis()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
               .count()
           + 1;
}

Wire::Wire(asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> tls, std::chrono::seconds transferTimeout)
    : m_socket(std::move(socket)), m_tlsContext(std::move(tls)), m_transferTimeout(transferTimeout)
{
    error_code ignored;
    m_socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    m_socket.non_blocking(true, ignored);
    if (m_tlsContext != nullptr)
        m_tls.emplace(m_socket, *m_tlsContext);
}

asio::ip::address Wire::peer() const
{
    error_code error;
    auto address = m_socket.remote_endpoint(error).address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return address;
}

void Wire::setDeadline(std::chrono::milliseconds fromNow)
{
    m_deadline.store(steadyMillis() + fromNow.count(), std::memory_order_relaxed);
}

bool Wire::isLate(std::int64_t nowMillis) const
{
    const auto deadline = m_deadline.load(std::memory_order_relaxed);
    return deadline != 0 && deadline <= nowMillis;
}

std::chrono::milliseconds Wire::transferTime(std::size_t bytes) const
{
    return m_transferTimeout + std::chrono::milliseconds(bytes * 1000 / bytesPerSecond);
}

void Wire::giveUp()
{
    error_code ignored;
    m_gone = true;
    m_socket.cancel(ignored);
}

void Wire::close()
{
    error_code ignored;
    m_socket.close(ignored);
}

asio::awaitable<bool> Wire::handshake()
{
    if (!m_tls)
        co_return true;
    error_code error;
    co_await m_tls->async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
    co_return !error && !m_gone;
}

void Wire::consume(std::size_t size)
{
    // Heads carry session tokens and secrets, bodies passwords: what was used leaves nothing behind.
    wipe(m_in.data() + m_used, size);
    m_used += size;
    if (m_used == m_in.size()) {
        m_in.clear();
        m_used = 0;
    } else if (m_used > usedMaximum) {
        m_in.erase(0, m_used);
        m_used = 0;
    }
}

asio::awaitable<std::size_t> Wire::readSome(char* data, std::size_t size)
{
    if (m_gone)
        co_return 0;
    error_code error;
    std::size_t count = 0;
    if (m_tls)
        count =
            co_await m_tls->async_read_some(asio::buffer(data, size), asio::redirect_error(asio::use_awaitable, error));
    else
        count = co_await m_socket.async_read_some(asio::buffer(data, size),
                                                  asio::redirect_error(asio::use_awaitable, error));
    if (error)
        co_return 0;
    co_return count;
}

asio::awaitable<bool> Wire::readMore()
{
    const auto count = co_await readSome(m_chunk.data(), m_chunk.size());
    m_in.append(m_chunk.data(), count);
    wipe(m_chunk.data(), count);
    co_return count > 0;
}

asio::awaitable<bool> Wire::send(std::string_view first, std::string_view second)
{
    if (m_gone)
        co_return false;
    error_code error;
    if (!m_tls) {
        // Most answers fit the kernel's buffer at once, and then nothing has to wait.
        while (!first.empty() || !second.empty()) {
            const std::array<asio::const_buffer, 2> buffers{asio::buffer(first), asio::buffer(second)};
            auto written = m_socket.write_some(buffers, error);
            if (error)
                break;
            const auto ofFirst = std::min(written, first.size());
            first.remove_prefix(ofFirst);
            second.remove_prefix(written - ofFirst);
        }
        if (!error)
            co_return true;
        if (error != asio::error::would_block && error != asio::error::try_again) {
            m_gone = true;
            co_return false;
        }
        error = {};
    }
    setDeadline(transferTime(first.size() + second.size()));
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(first), asio::buffer(second)};
    if (m_tls)
        co_await asio::async_write(*m_tls, buffers, asio::redirect_error(asio::use_awaitable, error));
    else
        co_await asio::async_write(m_socket, buffers, asio::redirect_error(asio::use_awaitable, error));
    clearDeadline();
    if (error)
        m_gone = true;
    co_return !error;
}

/// Closing over unread bytes would make the kernel throw the answer away, so they are read first, for a moment.
asio::awaitable<void> Wire::finish()
{
    if (!m_gone && m_socket.is_open()) {
        error_code error;
        if (m_tls) {
            setDeadline(std::chrono::seconds(1));
            co_await m_tls->async_shutdown(asio::redirect_error(asio::use_awaitable, error));
        }
        m_socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
        setDeadline(std::chrono::seconds(2));
        std::size_t read = 0;
        while (read < leftoverMaximum) {
            const auto count = co_await m_socket.async_read_some(asio::buffer(m_chunk),
                                                                 asio::redirect_error(asio::use_awaitable, error));
            if (error)
                break;
            read += count;
        }
    }
    clearDeadline();
    close();
}

} // namespace tokenhouse::http

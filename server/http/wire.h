#pragma once

#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tokenhouse::http {

/// Milliseconds of the monotonic clock, never 0.
std::int64_t steadyMillis();

/// The bytes of one connection, plain or under TLS, and the deadline by which the next of them must have come or gone.
/// It only tells when that is past; its owner then gives it up. All but the deadline is touched on its executor only.
class Wire {
public:
    Wire(boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls,
         std::chrono::seconds transferTimeout);

    boost::asio::any_io_executor executor() { return m_socket.get_executor(); }
    bool isSecure() const { return m_tls.has_value(); }
    boost::asio::ip::address peer() const; ///< unspecified when it is gone already

    boost::asio::awaitable<bool> handshake(); ///< of TLS; at once without it
    std::string_view unread() const { return std::string_view(m_in).substr(m_used); }
    void consume(std::size_t size);          ///< of what is unread
    boost::asio::awaitable<bool> readMore(); ///< into what is unread; false at the end
    boost::asio::awaitable<std::size_t> readSome(char* data, std::size_t size); ///< 0 at the end
    boost::asio::awaitable<bool> send(std::string_view first, std::string_view second = {});
    /// The end in order: what was sent arrives.
    boost::asio::awaitable<void> finish();
    void close();

    void setDeadline(std::chrono::milliseconds fromNow);
    void clearDeadline() { m_deadline.store(0, std::memory_order_relaxed); }
    bool isLate(std::int64_t nowMillis) const; ///< from any thread
    /// What a transfer of so many bytes may take.
    std::chrono::milliseconds transferTime(std::size_t bytes) const;

    /// The other end went, or took too long: nothing is read and sent any more.
    bool isGone() const { return m_gone; }
    void giveUp(); ///< what is under way ends
    void leave() { m_gone = true; }
    void takeBack() { m_gone = false; } ///< a late one can still be told so

private:
    boost::asio::ip::tcp::socket m_socket;
    std::shared_ptr<boost::asio::ssl::context> m_tlsContext;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> m_tls;
    std::chrono::seconds m_transferTimeout;
    std::atomic<std::int64_t> m_deadline{0}; ///< steadyMillis; 0 = none
    std::string m_in;                        ///< received; from m_used on not yet used
    std::size_t m_used = 0;
    std::array<char, 8192> m_chunk{};
    bool m_gone = false;
};

} // namespace tokenhouse::http

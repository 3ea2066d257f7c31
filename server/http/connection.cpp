#include "server/http/connection.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <exception>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "server/http/chunk_decoder.h"
#include "server/http/status_text.h"

namespace tokenhouse::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t gatherFrom = 16 * 1024;     // below it a copy is cheaper than a second buffer
constexpr std::size_t drainMaximum = 256 * 1024;  // of a body that nobody read, to keep the connection
constexpr std::size_t bytesPerSecond = 64 * 1024; // a body this fast is never too slow, however large
constexpr std::size_t bodyStep = 256 * 1024;      // memory grows with what arrived, not with what was announced

bool isServersField(std::string_view name)
{
    return equalsIgnoringCase(name, "Content-Length") || equalsIgnoringCase(name, "Date")
           || equalsIgnoringCase(name, "Server") || equalsIgnoringCase(name, "Connection")
           || equalsIgnoringCase(name, "Transfer-Encoding");
}

bool isSafeValue(std::string_view value)
{
    return std::ranges::none_of(value, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

/// The Date field, made once a second and thread.
std::string_view dateText()
{
    thread_local std::time_t made = 0;
    thread_local std::array<char, 32> text{};
    thread_local std::size_t size = 0;
    const auto seconds = std::time(nullptr);
    if (seconds != made) {
        std::tm parts{};
        gmtime_r(&seconds, &parts);
        size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        made = seconds;
    }
    return {text.data(), size};
}

template <class Number>
void appendNumber(std::string& out, Number number, int base = 10)
{
    std::array<char, 24> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, base).ptr;
    out.append(text.data(), end);
}

std::chrono::milliseconds transferTime(std::chrono::seconds base, std::size_t bytes)
{
    return base + std::chrono::milliseconds(bytes * 1000 / bytesPerSecond);
}

} // namespace

std::int64_t steadyMillis()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
               .count()
           + 1;
}

Connection::Connection(std::shared_ptr<ConnectionContext> context, asio::ip::tcp::socket socket,
                       std::shared_ptr<asio::ssl::context> tls)
    : m_context(std::move(context)),
      m_socket(std::move(socket)),
      m_tlsContext(std::move(tls)),
      m_waitingSince(steadyMillis())
{
    error_code error;
    const auto endpoint = m_socket.remote_endpoint(error);
    auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    m_peer = error ? std::string() : address.to_string();
    m_head.peer = m_peer;
    m_head.peerIsLoopback = !error && address.is_loopback();
    m_socket.set_option(asio::ip::tcp::no_delay(true), error);
    m_socket.non_blocking(true, error);
    if (m_tlsContext != nullptr) {
        m_tls.emplace(m_socket, *m_tlsContext);
        m_head.secure = true;
    }
}

void Connection::setDeadline(std::chrono::milliseconds fromNow)
{
    m_deadline.store(steadyMillis() + fromNow.count(), std::memory_order_relaxed);
}

void Connection::sweep(std::int64_t nowMillis)
{
    const auto deadline = m_deadline.load(std::memory_order_relaxed);
    const auto draining = m_context->draining.load(std::memory_order_relaxed);
    const auto late = deadline != 0 && deadline <= nowMillis;
    if (!late && (!draining || (!streaming() && waitingSince() == 0)))
        return;
    asio::post(m_socket.get_executor(), [self = shared_from_this(), draining] {
        // The connection may have moved on while this waited for its turn.
        const auto current = self->m_deadline.load(std::memory_order_relaxed);
        const auto stillLate = current != 0 && current <= steadyMillis();
        if (stillLate || (draining && (self->streaming() || self->waitingSince() != 0))) {
            error_code ignored;
            self->m_gone = true;
            self->m_socket.cancel(ignored);
        }
    });
}

void Connection::abort()
{
    m_leaving.store(true, std::memory_order_relaxed);
    asio::post(m_socket.get_executor(), [self = shared_from_this()] {
        self->m_gone = true;
        self->closeSocket();
    });
}

std::function<void()> Connection::aborter()
{
    return [weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->abort();
    };
}

void Connection::closeSocket()
{
    error_code ignored;
    m_socket.close(ignored);
}

void Connection::consume(std::size_t size)
{
    m_used += size;
    if (m_used == m_in.size()) {
        m_in.clear();
        m_used = 0;
    } else if (m_used > 64 * 1024) {
        m_in.erase(0, m_used);
        m_used = 0;
    }
}

asio::awaitable<std::size_t> Connection::readSome(char* data, std::size_t size)
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

asio::awaitable<bool> Connection::readMore()
{
    const auto count = co_await readSome(m_chunk.data(), m_chunk.size());
    m_in.append(m_chunk.data(), count);
    co_return count > 0;
}

asio::awaitable<bool> Connection::send(std::string_view first, std::string_view second)
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
    setDeadline(transferTime(m_context->options.bodyTimeout, first.size() + second.size()));
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

asio::awaitable<Connection::HeadOutcome> Connection::readHead()
{
    m_scanner.reset();
    m_bodyRead = m_replied = m_keep = false;
    auto started = !unread().empty();
    if (started)
        setDeadline(m_context->options.headerTimeout);
    while (true) {
        const auto state = m_scanner.scan(unread());
        if (state == HeadScanner::State::Complete && m_scanner.size() <= m_context->options.headMaximum)
            break;
        std::optional<FramingFault> fault;
        if (state == HeadScanner::State::Broken)
            fault = FramingFault{400, "The head has a control character, or a line that does not end in CR LF."};
        else if (m_scanner.size() > m_context->options.headMaximum)
            fault = FramingFault{431, "The request's head is larger than the server takes."};
        if (fault) {
            co_await answerFault(std::move(*fault));
            co_return HeadOutcome::Answered;
        }
        const auto more = co_await readMore();
        if (!more) {
            const auto deadline = m_deadline.load(std::memory_order_relaxed);
            if (started && m_gone && deadline != 0 && deadline <= steadyMillis()) {
                m_gone = false;
                FramingFault late{408, "The request's head did not come in time."};
                co_await answerFault(std::move(late));
                co_return HeadOutcome::Answered;
            }
            co_return HeadOutcome::Closed;
        }
        if (!started) {
            started = true;
            setDeadline(m_context->options.headerTimeout);
        }
    }
    clearDeadline();
    const auto size = m_scanner.size();
    auto fault = parseHead(unread().substr(0, size), m_head, m_framing);
    consume(size);
    if (fault) {
        co_await answerFault(std::move(*fault));
        co_return HeadOutcome::Answered;
    }
    m_keep = m_framing.keepAlive;
    m_waitingSince.store(0, std::memory_order_relaxed);
    co_return HeadOutcome::Request;
}

asio::awaitable<void> Connection::answerFault(FramingFault fault)
{
    m_head.method.clear();
    m_framing = {};
    m_bodyRead = true;
    m_waitingSince.store(0, std::memory_order_relaxed);
    auto response = m_context->framing(fault.status, fault.detail);
    response.close = true;
    co_await reply(std::move(response));
}

asio::awaitable<bool> Connection::sendContinue()
{
    if (!m_framing.expectContinue || !unread().empty())
        co_return true;
    m_framing.expectContinue = false;
    const auto sent = co_await send("HTTP/1.1 100 Continue\r\n\r\n", {});
    co_return sent;
}

asio::awaitable<Body> Connection::readSizedBody(std::size_t limit)
{
    Body body;
    const auto length = m_framing.contentLength.value_or(0);
    if (length > limit) {
        m_keep = false;
        body.fault = BodyFault::TooLarge;
        co_return body;
    }
    const auto size = static_cast<std::size_t>(length);
    const auto here = std::min(size, unread().size());
    body.text.assign(unread().substr(0, here));
    consume(here);
    if (here == size)
        co_return body;
    const auto continued = co_await sendContinue();
    const auto started = steadyMillis();
    auto filled = here;
    while (continued && filled < size) {
        const auto left = std::chrono::milliseconds(started - steadyMillis());
        setDeadline(transferTime(m_context->options.bodyTimeout, filled) + left);
        body.text.resize(std::min(size, filled + bodyStep));
        const auto count = co_await readSome(body.text.data() + filled, body.text.size() - filled);
        if (count == 0)
            break;
        filled += count;
    }
    clearDeadline();
    if (filled < size) {
        m_keep = false;
        body.text.clear();
        body.fault = BodyFault::Broken;
    }
    co_return body;
}

asio::awaitable<Body> Connection::readChunkedBody(std::size_t limit)
{
    Body body;
    ChunkDecoder decoder;
    const auto continued = co_await sendContinue();
    const auto started = steadyMillis();
    auto state = ChunkDecoder::State::More;
    while (continued) {
        std::size_t used = 0;
        state = decoder.feed(unread(), body.text, limit, used);
        consume(used);
        if (state != ChunkDecoder::State::More)
            break;
        const auto left = std::chrono::milliseconds(started - steadyMillis());
        setDeadline(transferTime(m_context->options.bodyTimeout, body.text.size()) + left);
        const auto more = co_await readMore();
        if (!more)
            break;
    }
    clearDeadline();
    if (state == ChunkDecoder::State::Complete)
        co_return body;
    m_keep = false;
    body.text.clear();
    body.fault = state == ChunkDecoder::State::TooLarge ? BodyFault::TooLarge : BodyFault::Broken;
    co_return body;
}

asio::awaitable<Body> Connection::readBody(std::size_t limit)
{
    if (m_bodyRead || !m_framing.hasBody())
        co_return Body{};
    m_bodyRead = true;
    Body body;
    if (m_framing.chunked)
        body = co_await readChunkedBody(limit);
    else
        body = co_await readSizedBody(limit);
    // A timely answer may still be wanted, so a late body does not take the connection down by itself.
    if (body.fault == BodyFault::Broken)
        m_gone = false;
    co_return body;
}

void Connection::writeHead(const Response& response, bool chunked)
{
    m_keep = m_keep && !response.close && !m_context->draining.load(std::memory_order_relaxed);
    m_out.clear();
    m_out += "HTTP/1.1 ";
    appendNumber(m_out, response.status);
    m_out += ' ';
    m_out += statusText(response.status);
    m_out += "\r\nDate: ";
    m_out += dateText();
    m_out += "\r\nServer: tokenhoused\r\n";
    for (const auto& [name, value] : response.fields) {
        if (!isTokenText(name) || !isSafeValue(value) || isServersField(name))
            continue;
        m_out += name;
        m_out += ": ";
        m_out += value;
        m_out += "\r\n";
    }
    if (chunked) {
        m_out += "Transfer-Encoding: chunked\r\n";
    } else if (!m_streaming && response.status >= 200 && response.status != 204 && response.status != 304) {
        m_out += "Content-Length: ";
        appendNumber(m_out, response.body.size());
        m_out += "\r\n";
    }
    if (!m_keep)
        m_out += "Connection: close\r\n";
    else if (!m_head.http11)
        m_out += "Connection: keep-alive\r\n";
    m_out += "\r\n";
}

asio::awaitable<void> Connection::reply(Response response)
{
    if (m_replied)
        co_return;
    m_replied = true;
    // A body that was announced and not read is in the way of the next request.
    if (!m_bodyRead && m_framing.hasBody()
        && (m_framing.chunked || m_framing.expectContinue || *m_framing.contentLength > drainMaximum))
        m_keep = false;
    writeHead(response, false);
    const auto bodiless = m_head.method == "HEAD" || response.status == 204 || response.status == 304;
    std::string_view body = bodiless ? std::string_view{} : std::string_view(response.body);
    if (body.size() < gatherFrom) {
        m_out += body;
        body = {};
    }
    const auto sent = co_await send(m_out, body);
    m_keep = m_keep && sent;
}

asio::awaitable<bool> Connection::beginStream(Response head)
{
    if (m_replied)
        co_return false;
    m_replied = true;
    m_streaming = true;
    if (!m_head.http11 || (!m_bodyRead && m_framing.hasBody()))
        m_keep = false;
    writeHead(head, m_head.http11);
    const auto sent = co_await send(m_out, {});
    co_return sent && !m_context->draining;
}

asio::awaitable<bool> Connection::write(std::string_view bytes)
{
    if (m_gone || m_context->draining || m_head.method == "HEAD")
        co_return false;
    if (bytes.empty())
        co_return true;
    bool sent = false;
    if (m_head.http11) {
        m_out.clear();
        appendNumber(m_out, bytes.size(), 16);
        m_out += "\r\n";
        m_out += bytes;
        m_out += "\r\n";
        sent = co_await send(m_out, {});
    } else {
        sent = co_await send(bytes, {});
    }
    co_return sent;
}

asio::awaitable<bool> Connection::handle()
{
    auto failed = false;
    try {
        co_await m_context->handler(*this);
    } catch (const std::exception&) {
        failed = true;
    }
    if (failed && m_replied)
        co_return false;
    if (!m_replied) {
        auto response = m_context->framing(500, "The request could not be answered.");
        co_await reply(std::move(response));
    }
    if (m_streaming) {
        if (m_head.http11 && !m_gone && m_head.method != "HEAD")
            co_await send("0\r\n\r\n", {});
        m_streaming = false;
    }
    if (!m_keep || m_gone)
        co_return false;
    if (!m_bodyRead && m_framing.hasBody()) {
        const auto body = co_await readBody(drainMaximum);
        co_return body.fault == BodyFault::None&& m_keep;
    }
    co_return true;
}

asio::awaitable<void> Connection::run()
{
    const auto self = shared_from_this();
    setDeadline(m_context->options.headerTimeout);
    if (m_tls) {
        error_code error;
        co_await m_tls->async_handshake(asio::ssl::stream_base::server,
                                        asio::redirect_error(asio::use_awaitable, error));
        if (error || m_gone) {
            closeSocket();
            co_return;
        }
    }
    setDeadline(m_context->options.headerTimeout);
    while (!m_gone) {
        const auto outcome = co_await readHead();
        if (outcome == HeadOutcome::Closed)
            m_gone = true;
        if (outcome != HeadOutcome::Request)
            break;
        const auto goOn = co_await handle();
        if (!goOn)
            break;
        m_waitingSince.store(steadyMillis(), std::memory_order_relaxed);
        if (m_context->draining)
            break;
        setDeadline(m_context->options.idleTimeout);
    }
    co_await finish();
}

/// Closing over unread bytes would make the kernel throw the answer away, so they are read first, for a moment.
asio::awaitable<void> Connection::finish()
{
    if (!m_gone && m_socket.is_open()) {
        error_code error;
        m_waitingSince.store(steadyMillis(), std::memory_order_relaxed);
        if (m_tls) {
            setDeadline(std::chrono::seconds(1));
            co_await m_tls->async_shutdown(asio::redirect_error(asio::use_awaitable, error));
        }
        m_socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
        setDeadline(std::chrono::seconds(2));
        std::size_t read = 0;
        while (read < 4 * drainMaximum) {
            const auto count = co_await m_socket.async_read_some(asio::buffer(m_chunk),
                                                                 asio::redirect_error(asio::use_awaitable, error));
            if (error)
                break;
            read += count;
        }
    }
    clearDeadline();
    closeSocket();
}

} // namespace tokenhouse::http

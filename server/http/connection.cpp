#include "server/http/connection.h"

#include <chrono>
#include <exception>
#include <optional>

#include <boost/asio/post.hpp>

#include "core/secret.h"
#include "server/http/body_reader.h"

namespace tokenhouse::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t gatherFrom = 16 * 1024;    // below it a copy is cheaper than a second buffer
constexpr std::size_t drainMaximum = 256 * 1024; // of a body that nobody read, to keep the connection

} // namespace

Connection::Connection(std::shared_ptr<ConnectionContext> context, asio::ip::tcp::socket socket,
                       std::shared_ptr<asio::ssl::context> tls)
    : m_context(std::move(context)),
      m_wire(std::move(socket), std::move(tls), m_context->options.bodyTimeout),
      m_waitingSince(steadyMillis())
{
    const auto address = m_wire.peer();
    m_peer = address.is_unspecified() ? std::string() : address.to_string();
    m_head.peer = m_peer;
    m_head.peerIsLoopback = address.is_loopback();
    m_head.secure = m_wire.isSecure();
}

void Connection::sweep(std::int64_t nowMillis)
{
    const auto draining = m_context->draining.load(std::memory_order_relaxed);
    if (!m_wire.isLate(nowMillis) && (!draining || (!streaming() && waitingSince() == 0)))
        return;
    asio::post(m_wire.executor(), [self = shared_from_this(), draining] {
        // The connection may have moved on while this waited for its turn.
        if (self->m_wire.isLate(steadyMillis()) || (draining && (self->streaming() || self->waitingSince() != 0)))
            self->m_wire.giveUp();
    });
}

void Connection::abort()
{
    m_leaving.store(true, std::memory_order_relaxed);
    asio::post(m_wire.executor(), [self = shared_from_this()] {
        self->m_wire.leave();
        self->m_wire.close();
    });
}

void Connection::evict()
{
    m_leaving.store(true, std::memory_order_relaxed);
    asio::post(m_wire.executor(), [self = shared_from_this()] {
        // A request may have come in while this waited for its turn; it is answered.
        if (self->waitingSince() == 0) {
            self->m_leaving.store(false, std::memory_order_relaxed);
            return;
        }
        self->m_wire.leave();
        self->m_wire.close();
    });
}

std::function<void()> Connection::aborter()
{
    return [weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->abort();
    };
}

asio::awaitable<void> Connection::run()
{
    const auto self = shared_from_this();
    m_wire.setDeadline(m_context->options.headerTimeout);
    if (m_wire.isSecure()) {
        const auto agreed = co_await m_wire.handshake();
        if (!agreed) {
            m_wire.close();
            co_return;
        }
    }
    m_wire.setDeadline(m_context->options.headerTimeout);
    while (!m_wire.isGone()) {
        const auto outcome = co_await readHead();
        if (outcome == HeadOutcome::Closed)
            m_wire.leave();
        if (outcome != HeadOutcome::Request)
            break;
        const auto goOn = co_await handle();
        forgetSecrets();
        if (!goOn)
            break;
        m_waitingSince.store(steadyMillis(), std::memory_order_relaxed);
        if (m_context->draining)
            break;
        m_wire.setDeadline(m_context->options.idleTimeout);
    }
    m_waitingSince.store(steadyMillis(), std::memory_order_relaxed);
    co_await m_wire.finish();
}

asio::awaitable<Connection::HeadOutcome> Connection::readHead()
{
    m_scanner.reset();
    m_bodyRead = m_replied = m_keep = false;
    auto started = !m_wire.unread().empty();
    if (started)
        m_wire.setDeadline(m_context->options.headerTimeout);
    while (true) {
        const auto state = m_scanner.scan(m_wire.unread());
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
        const auto more = co_await m_wire.readMore();
        if (!more) {
            if (started && m_wire.isGone() && m_wire.isLate(steadyMillis())) {
                m_wire.takeBack();
                FramingFault late{408, "The request's head did not come in time."};
                co_await answerFault(std::move(late));
                co_return HeadOutcome::Answered;
            }
            co_return HeadOutcome::Closed;
        }
        if (!started) {
            started = true;
            m_wire.setDeadline(m_context->options.headerTimeout);
        }
    }
    m_wire.clearDeadline();
    const auto size = m_scanner.size();
    auto fault = parseHead(m_wire.unread().substr(0, size), m_head, m_framing);
    m_wire.consume(size);
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

/// One request, from its head to the place where the next one may begin; false when there is no such place.
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
        if (m_head.http11 && !m_wire.isGone() && m_head.method != "HEAD")
            co_await m_wire.send("0\r\n\r\n");
        m_streaming = false;
    }
    if (!m_keep || m_wire.isGone())
        co_return false;
    if (!m_bodyRead && m_framing.hasBody()) {
        const auto body = co_await readBody(drainMaximum);
        co_return body.fault == BodyFault::None&& m_keep;
    }
    co_return true;
}

/// A connection can wait for its next request for long; until then it keeps nothing of what was asked and answered.
void Connection::forgetSecrets()
{
    wipe(m_out);
    for (auto& [name, value] : m_head.fields) {
        if (equalsIgnoringCase(name, "Authorization"))
            wipe(value);
    }
}

asio::awaitable<Body> Connection::readBody(std::size_t limit)
{
    if (m_bodyRead || !m_framing.hasBody())
        co_return Body{};
    m_bodyRead = true;
    Body body;
    if (m_framing.chunked)
        body = co_await readChunkedBody(m_wire, m_framing, limit);
    else
        body = co_await readSizedBody(m_wire, m_framing, limit);
    if (body.fault != BodyFault::None)
        m_keep = false;
    // A timely answer may still be wanted, so a late body does not take the connection down by itself.
    if (body.fault == BodyFault::Broken)
        m_wire.takeBack();
    co_return body;
}

void Connection::beginAnswer(const Response& response, BodyForm form)
{
    m_replied = true;
    m_keep = m_keep && !response.close && !m_context->draining.load(std::memory_order_relaxed);
    writeHead(m_out, response, form, m_keep, m_head.http11);
}

asio::awaitable<void> Connection::reply(Response response)
{
    if (m_replied)
        co_return;
    // A body that was announced and not read is in the way of the next request.
    if (!m_bodyRead && m_framing.hasBody()
        && (m_framing.chunked || m_framing.expectContinue || *m_framing.contentLength > drainMaximum))
        m_keep = false;
    beginAnswer(response, BodyForm::Sized);
    const auto bodiless = m_head.method == "HEAD" || response.status == 204 || response.status == 304;
    std::string_view body = bodiless ? std::string_view{} : std::string_view(response.body);
    if (body.size() < gatherFrom) {
        m_out += body;
        body = {};
    }
    const auto sent = co_await m_wire.send(m_out, body);
    m_keep = m_keep && sent;
}

asio::awaitable<bool> Connection::beginStream(Response head)
{
    if (m_replied)
        co_return false;
    m_streaming = true;
    if (!m_head.http11 || (!m_bodyRead && m_framing.hasBody()))
        m_keep = false;
    beginAnswer(head, m_head.http11 ? BodyForm::Chunked : BodyForm::ToTheEnd);
    const auto sent = co_await m_wire.send(m_out);
    co_return sent && !m_context->draining;
}

asio::awaitable<bool> Connection::write(std::string_view bytes)
{
    if (m_wire.isGone() || m_context->draining || m_head.method == "HEAD")
        co_return false;
    if (bytes.empty())
        co_return true;
    if (m_head.http11) {
        writeChunk(m_out, bytes);
        bytes = m_out;
    }
    const auto sent = co_await m_wire.send(bytes);
    co_return sent;
}

} // namespace tokenhouse::http

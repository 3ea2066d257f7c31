#include "server/http/body_reader.h"

#include <algorithm>

#include "server/http/chunk_decoder.h"

namespace tokenhouse::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t bodyStep = 256 * 1024; // memory grows with what arrived, not with what was announced

asio::awaitable<bool> sendContinue(Wire& wire, Framing& framing)
{
    if (!framing.expectContinue || !wire.unread().empty())
        co_return true;
    framing.expectContinue = false;
    const auto sent = co_await wire.send("HTTP/1.1 100 Continue\r\n\r\n");
    co_return sent;
}

} // namespace

asio::awaitable<Body> readSizedBody(Wire& wire, Framing& framing, std::size_t limit)
{
    Body body;
    const auto length = framing.contentLength.value_or(0);
    if (length > limit) {
        body.fault = BodyFault::TooLarge;
        co_return body;
    }
    const auto size = static_cast<std::size_t>(length);
    const auto here = std::min(size, wire.unread().size());
    body.text.assign(wire.unread().substr(0, here));
    wire.consume(here);
    if (here == size)
        co_return body;
    const auto continued = co_await sendContinue(wire, framing);
    const auto started = steadyMillis();
    auto filled = here;
    while (continued && filled < size) {
        const auto left = std::chrono::milliseconds(started - steadyMillis());
        wire.setDeadline(wire.transferTime(filled) + left);
        body.text.resize(std::min(size, filled + bodyStep));
        const auto count = co_await wire.readSome(body.text.data() + filled, body.text.size() - filled);
        if (count == 0)
            break;
        filled += count;
    }
    wire.clearDeadline();
    if (filled < size) {
        body.text.clear();
        body.fault = BodyFault::Broken;
    }
    co_return body;
}

asio::awaitable<Body> readChunkedBody(Wire& wire, Framing& framing, std::size_t limit)
{
    Body body;
    ChunkDecoder decoder;
    const auto continued = co_await sendContinue(wire, framing);
    const auto started = steadyMillis();
    auto state = ChunkDecoder::State::More;
    while (continued) {
        std::size_t used = 0;
        state = decoder.feed(wire.unread(), body.text, limit, used);
        wire.consume(used);
        if (state != ChunkDecoder::State::More)
            break;
        const auto left = std::chrono::milliseconds(started - steadyMillis());
        wire.setDeadline(wire.transferTime(body.text.size()) + left);
        const auto more = co_await wire.readMore();
        if (!more)
            break;
    }
    wire.clearDeadline();
    if (state == ChunkDecoder::State::Complete)
        co_return body;
    body.text.clear();
    body.fault = state == ChunkDecoder::State::TooLarge ? BodyFault::TooLarge : BodyFault::Broken;
    co_return body;
}

} // namespace tokenhouse::http

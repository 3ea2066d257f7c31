// tokenhouse-worker: runs scripts for tokenhoused, one call after the other, with nothing but a socket to it.
// Arguments: the parent's process id, the memory and the output it may use in bytes. Not meant to be started by hand.

#include "server/worker/cage.h"
#include "server/worker/script_engine.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace tokenhouse;
using server::wire::Kind;

constexpr std::uint32_t requestMaximum = 512u << 20;

std::optional<std::size_t> numberOf(const char* text)
{
    std::size_t value = 0;
    const auto* const end = text + std::strlen(text);
    const auto [stop, fault] = std::from_chars(text, end, value);
    return fault == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

bool receive(std::span<char> into)
{
    for (std::size_t done = 0; done < into.size();) {
        const auto count = ::recv(server::wire::channel, into.data() + done, into.size() - done, 0);
        if (count == 0 || (count < 0 && errno != EINTR)) {
            return false;
        }
        done += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    return true;
}

bool send(const std::string& frame)
{
    for (std::size_t done = 0; done < frame.size();) {
        const auto count = ::send(server::wire::channel, frame.data() + done, frame.size() - done, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        done += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    return true;
}

std::string frameOf(const worker::Outcome& outcome, bool leaving)
{
    server::wire::Writer writer;
    writer.reserve(outcome.body.size() + server::wire::frameSlack);
    writer.byte(static_cast<std::uint8_t>(outcome.kind));
    writer.byte(static_cast<std::uint8_t>((outcome.isBytes ? server::wire::flagBytes : 0)
                                          | (leaving ? server::wire::flagLeaving : 0)));
    writer.number(static_cast<std::uint32_t>(outcome.status));
    writer.number(static_cast<std::uint32_t>(outcome.headers.size()));
    for (const auto& [name, value] : outcome.headers) {
        writer.text(name);
        writer.text(value);
    }
    writer.text(outcome.body);
    return std::move(writer).finish();
}

/// Reads the parts of one frame straight into their places, as a body may be large and memory is bounded.
class FrameReader {
public:
    bool open() { return plainNumber(m_rest) && m_rest <= requestMaximum; }
    bool number(std::uint32_t& value) { return take(sizeof value) && plainNumber(value); }
    bool text(std::string& into)
    {
        std::uint32_t size = 0;
        if (!number(size) || !take(size)) {
            return false;
        }
        into.resize(size);
        return receive(into);
    }
    bool isAtEnd() const { return m_rest == 0; }

private:
    static bool plainNumber(std::uint32_t& value)
    {
        std::array<char, sizeof value> raw{};
        if (!receive(raw)) {
            return false;
        }
        std::memcpy(&value, raw.data(), raw.size());
        return true;
    }
    bool take(std::size_t bytes)
    {
        if (bytes > m_rest) {
            return false;
        }
        m_rest -= static_cast<std::uint32_t>(bytes);
        return true;
    }

    std::uint32_t m_rest = 0;
};

/// One call down, one answer up. False when the other end is gone or talks nonsense.
bool serveOne(worker::ScriptEngine& engine, std::size_t memoryBound)
{
    FrameReader reader;
    std::string name;
    std::string source;
    std::string input;
    std::uint32_t millis = 0;
    if (!reader.open() || !reader.text(name) || !reader.text(source) || !reader.text(input) || !reader.number(millis)
        || !reader.isAtEnd()) {
        return false;
    }
    const std::chrono::milliseconds time(millis);
    worker::allowProcessorTime(time);
    const auto outcome = engine.run(name, source, std::move(input));
    // Memory that a greedy call took is not given back to the system: a fresh process serves the next one.
    const bool leaving = worker::peakMemory() > memoryBound;
    return send(frameOf(outcome, leaving)) && !leaving;
}

} // namespace

int main(int argc, char** argv)
{
    const auto parent = argc == 4 ? numberOf(argv[1]) : std::nullopt;
    const auto memory = argc == 4 ? numberOf(argv[2]) : std::nullopt;
    const auto output = argc == 4 ? numberOf(argv[3]) : std::nullopt;
    if (!parent || !memory || !output) {
        return 2;
    }
    if (!worker::enterCage(static_cast<long>(*parent))) {
        return 1;
    }
    worker::ScriptEngine engine(*memory, *output);
    if (!worker::closeCage(*memory)) {
        return 1;
    }
    const auto bound = worker::peakMemory() + *memory / 2;
    server::wire::Writer hello;
    hello.byte(static_cast<std::uint8_t>(Kind::Hello));
    bool going = send(std::move(hello).finish());
    while (going) {
        engine.prepare();
        going = serveOne(engine, bound);
    }
    // Nothing to tidy up: the system takes everything back, and destructors of a hostile script's world are a risk.
    ::_exit(0);
}

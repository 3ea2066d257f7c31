#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tokenhouse::server::wire {

// What runs over the socket between tokenhoused and a tokenhouse-worker: frames of a 32-bit little-endian length and
// as many bytes. The worker is not trusted: every length it names is checked before it is believed.
//
//   down: name, source, input (JSON), each a 32-bit length and its bytes; then the time limit in ms
//   up:   kind, flags, status, number of headers, headers (name, value), body (of a fault: what the log may say)

enum class Kind : std::uint8_t { Hello, Answer, Failed, InvalidResult, TooLarge };
inline constexpr std::uint8_t flagBytes = 1;   ///< the body is bytes, not text
inline constexpr std::uint8_t flagLeaving = 2; ///< the worker ends after this answer: it has grown too much

inline constexpr int channel = 3; ///< the worker's end of the socket
inline constexpr std::size_t headerMaximum = 100;
inline constexpr std::size_t headerBytesMaximum = 64 * 1024;
/// What an answer may have beside its body.
inline constexpr std::size_t frameSlack = headerBytesMaximum + headerMaximum * 8 + 1024;

class Writer {
public:
    Writer() : m_data(4, '\0') {}
    void byte(std::uint8_t value) { m_data.push_back(static_cast<char>(value)); }
    void number(std::uint32_t value)
    {
        char raw[4];
        std::memcpy(raw, &value, 4);
        m_data.append(raw, 4);
    }
    void text(std::string_view value)
    {
        number(static_cast<std::uint32_t>(value.size()));
        m_data.append(value);
    }
    void reserve(std::size_t bytes) { m_data.reserve(bytes + 4); }
    /// The whole frame, length in front.
    std::string finish() &&
    {
        const auto size = static_cast<std::uint32_t>(m_data.size() - 4);
        std::memcpy(m_data.data(), &size, 4);
        return std::move(m_data);
    }

private:
    std::string m_data;
};

/// Reads a payload; after the first fault everything is zero and ok() is false.
class Reader {
public:
    explicit Reader(std::string_view payload) : m_rest(payload) {}
    std::uint8_t byte() { return static_cast<std::uint8_t>(take(1).empty() ? 0 : m_last[0]); }
    std::uint32_t number()
    {
        std::uint32_t value = 0;
        if (const auto raw = take(4); raw.size() == 4) {
            std::memcpy(&value, raw.data(), 4);
        }
        return value;
    }
    std::string_view text() { return take(number()); }
    bool ok() const { return m_ok; }
    bool finished() const { return m_ok && m_rest.empty(); }

private:
    std::string_view take(std::size_t count)
    {
        if (!m_ok || count > m_rest.size()) {
            m_ok = false;
            return m_last = {};
        }
        m_last = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return m_last;
    }

    std::string_view m_rest;
    std::string_view m_last;
    bool m_ok = true;
};

} // namespace tokenhouse::server::wire

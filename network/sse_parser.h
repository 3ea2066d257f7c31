#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tokenhouse {

/// Server-sent events (WHATWG HTML, 9.2.6) out of bytes that arrive in any pieces and may be anything. Memory is
/// bounded: an event over `maximum` bytes makes the parser fail, and it stays failed until reset().
class SseParser {
public:
    struct Message {
        std::string event; ///< "message" when the stream named none
        std::string data;  ///< lines joined by \n
    };
    static constexpr std::size_t maximum = 4 * 1024 * 1024;

    /// What was completed by these bytes. An event whose end has not come yet is never given.
    std::vector<Message> feed(std::string_view bytes);
    /// The last id seen, also on events without data (heartbeats). Kept over reset().
    const std::string& lastId() const { return m_lastId; }
    void setLastId(std::string id) { m_lastId = std::move(id); }
    bool hasFailed() const { return m_failed; }
    /// The stream's `retry:` in ms; -1 when it gave none.
    long long retry() const { return m_retry; }
    void reset();

private:
    void line(std::string_view text, std::vector<Message>& out);
    std::string m_line;
    std::string m_event;
    std::string m_data;
    std::string m_id;
    std::string m_lastId;
    long long m_retry = -1;
    bool m_hasData = false;
    bool m_afterCr = false;
    bool m_first = true;
    bool m_failed = false;
};

} // namespace tokenhouse

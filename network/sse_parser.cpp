#include "network/sse_parser.h"

#include <charconv>
#include <utility>

namespace tokenhouse {

std::vector<SseParser::Message> SseParser::feed(std::string_view bytes)
{
    std::vector<Message> out;
    for (std::size_t at = 0; at < bytes.size() && !m_failed; ++at) {
        const char c = bytes[at];
        if (std::exchange(m_afterCr, false) && c == '\n') {
            continue; // the second half of \r\n
        }
        if (c == '\n' || c == '\r') {
            m_afterCr = c == '\r';
            const auto text = std::exchange(m_line, {});
            line(text, out);
            continue;
        }
        const auto end = bytes.find_first_of("\r\n", at);
        const auto length = (end == std::string_view::npos ? bytes.size() : end) - at;
        if (m_line.size() + m_data.size() + length > maximum) {
            m_failed = true;
            m_line.clear();
            m_data.clear();
            break;
        }
        m_line.append(bytes.substr(at, length));
        at += length - 1;
    }
    return out;
}

void SseParser::line(std::string_view text, std::vector<Message>& out)
{
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (std::exchange(m_first, false) && text.starts_with(mark)) {
        text.remove_prefix(mark.size());
    }
    if (text.empty()) {
        m_lastId = m_id.empty() ? m_lastId : m_id;
        auto event = std::exchange(m_event, {});
        auto data = std::exchange(m_data, {});
        if (std::exchange(m_hasData, false)) {
            out.push_back({event.empty() ? std::string("message") : std::move(event), std::move(data)});
        }
        return;
    }
    if (text.front() == ':') {
        return;
    }
    const auto colon = text.find(':');
    const auto name = text.substr(0, colon);
    auto value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (value.starts_with(' ')) {
        value.remove_prefix(1);
    }
    if (name == "data") {
        if (m_hasData) {
            m_data += '\n';
        }
        m_data += value;
        m_hasData = true;
    } else if (name == "event") {
        m_event = value;
    } else if (name == "id") {
        if (value.find('\0') == std::string_view::npos) {
            m_id = value;
        }
    } else if (name == "retry") {
        long long millis = 0;
        const auto [rest, error] = std::from_chars(value.data(), value.data() + value.size(), millis);
        if (error == std::errc() && rest == value.data() + value.size() && millis >= 0) {
            m_retry = millis;
        }
    }
}

void SseParser::reset()
{
    auto lastId = std::move(m_lastId);
    *this = SseParser();
    m_lastId = std::move(lastId);
}

} // namespace tokenhouse

#include "server/endpoint/call_path.h"

#include "core/route.h"
#include "core/text.h"

namespace tokenhouse::server {

namespace {

constexpr std::string_view prefix = "/api/custom/";

/// Characters that mean themselves and nothing else in a path.
bool isPlain(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
           || (character >= '0' && character <= '9') || character == '-' || character == '_' || character == '~';
}

char lower(char character)
{
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A')) : character;
}

} // namespace

std::optional<CallPath> CallPath::parse(std::string_view raw)
{
    CallPath path;
    path.m_raw = raw;
    bool plain = raw.size() > prefix.size() && raw.size() <= path.m_buffer.size() && raw.back() != '/';
    for (std::size_t i = 0; plain && i < raw.size(); ++i) {
        const bool separator = raw[i] == '/' && (i == 0 || raw[i - 1] != '/');
        plain = separator || isPlain(raw[i]);
        path.m_buffer[i] = lower(raw[i]);
    }
    if (plain && std::string_view(path.m_buffer.data(), prefix.size()) == prefix) {
        path.m_isUnderPrefix = true;
        path.m_folded = {prefix.size(), raw.size() - prefix.size()};
        return path;
    }
    auto segments = splitRequestPath(raw);
    if (!segments) {
        return std::nullopt;
    }
    path.m_isSplit = true;
    path.m_isUnderPrefix =
        segments->size() >= 2 && textKey(segments->at(0)) == "api" && textKey(segments->at(1)) == "custom";
    if (path.m_isUnderPrefix) {
        path.m_segments.assign(std::make_move_iterator(segments->begin() + 2),
                               std::make_move_iterator(segments->end()));
    }
    return path;
}

const std::vector<std::string>& CallPath::segments()
{
    if (!m_isSplit) {
        m_isSplit = true;
        auto rest = m_raw.substr(m_folded.start);
        for (;;) {
            const auto slash = rest.find('/');
            m_segments.emplace_back(rest.substr(0, slash));
            if (slash == std::string_view::npos) {
                break;
            }
            rest.remove_prefix(slash + 1);
        }
    }
    return m_segments;
}

std::string CallPath::route()
{
    std::string text;
    for (const auto& segment : segments()) {
        text += text.empty() ? "" : "/";
        text += segment;
    }
    return text;
}

} // namespace tokenhouse::server

#include "core/route.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/hex.h"
#include "core/text.h"

namespace tokenhouse {

namespace {

constexpr std::string_view prefix = "api/custom/";
constexpr std::size_t routeMaximum = 260;
constexpr std::size_t readMaximum = 4 * routeMaximum; ///< bytes; what is longer is too long in any script

/// C0, DEL and C1 (U+0080 to U+009F: two bytes in UTF-8, the first is C2). `text` is valid UTF-8.
bool hasControl(std::string_view text)
{
    bool isSecond = false;
    return std::ranges::any_of(text, [&isSecond](char c) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isC1 = isSecond && byte < 0xA0;
        isSecond = byte == 0xC2;
        return byte < 0x20 || byte == 0x7F || isC1;
    });
}

class RouteReader {
public:
    RouteReader(std::string_view text, std::string_view id) : m_text(text), m_id(id) {}

    std::vector<RouteSegment> read()
    {
        if (m_text.empty()) {
            fault("empty", "A route must not be empty.");
            return {};
        }
        if (!isValidUtf8(m_text)) {
            fault("utf8", "A route must be valid UTF-8.");
            return {};
        }
        const bool isFlood = m_text.size() > readMaximum; // not worth a look at each of its segments
        if (isFlood || prefix.size() + codePoints(m_text) > routeMaximum)
            fault("tooLong", "api/custom/ and the route together have at most 260 characters.");
        if (isFlood)
            return {};
        if (m_text.front() == '/' || m_text.back() == '/')
            fault("outerSlash", "A route neither begins nor ends with a slash.");
        std::vector<RouteSegment> segments;
        std::size_t start = 0;
        while (start <= m_text.size()) {
            const auto end = std::min(m_text.find('/', start), m_text.size());
            const auto segment = m_text.substr(start, end - start);
            // The empty ones at either end are told as outer slashes already.
            if (segment.empty() && start != 0 && end != m_text.size())
                fault("emptySegment", "A route has no empty segment (two slashes in a row).");
            else if (!segment.empty())
                readSegment(segment, segments);
            start = end + 1;
        }
        return segments;
    }

    std::vector<Trace> takeTraces() { return std::move(m_traces); }

private:
    void readSegment(std::string_view segment, std::vector<RouteSegment>& segments)
    {
        const bool braces = segment.find_first_of("{}") != std::string_view::npos;
        if (!braces) {
            checkCharacters(segment, ":<>*?\\%#", "segment");
            if (segment == "." || segment == "..")
                fault("dotSegment", "No segment is \".\" or \"..\".");
            if (isBlank(segment))
                fault("blankSegment", "No segment is only white space.");
            segments.push_back({std::string(segment), false});
            return;
        }
        const bool whole = segment.size() >= 2 && segment.front() == '{' && segment.back() == '}';
        const auto name = whole ? segment.substr(1, segment.size() - 2) : segment;
        if (!whole || name.find_first_of("{}") != std::string_view::npos) {
            fault("mixedSegment", "A segment is either a literal or exactly one placeholder such as {id}.");
            return;
        }
        if (isBlank(name))
            fault("emptyPlaceholder", "A placeholder needs a name.");
        checkCharacters(name, ":<>*?\\%#=", "placeholder");
        if (!m_placeholders.insert(textKey(name)).second) // routes do not tell cases apart
            fault("duplicatePlaceholder", "The placeholder \"" + displaySafe(name) + "\" stands more than once.");
        segments.push_back({std::string(name), true});
    }

    void checkCharacters(std::string_view text, std::string_view forbidden, const std::string& what)
    {
        const auto found = text.find_first_of(forbidden);
        if (found != std::string_view::npos)
            fault("forbiddenCharacter",
                  "A " + what + " must not hold the character " + std::string(1, text[found]) + " .");
        if (hasControl(text))
            fault("controlCharacter", "A " + what + " must not hold control characters.");
    }

    void fault(std::string_view criterion, std::string message)
    {
        const auto same = [&](const Trace& trace) { return trace.message == message; };
        if (std::any_of(m_traces.begin(), m_traces.end(), same))
            return;
        const std::string shown = isValidUtf8(m_text) ? elided(m_text, 300) : std::string();
        m_traces.push_back({Reason::InvalidRoute,
                            std::string(m_id),
                            std::move(message),
                            {{"route", shown}, {"criterion", criterion}}});
    }

    std::string_view m_text;
    std::string_view m_id;
    std::set<std::string> m_placeholders;
    std::vector<Trace> m_traces;
};

Result<std::string> decodeSegment(std::string_view segment)
{
    std::string decoded;
    decoded.reserve(segment.size());
    for (std::size_t i = 0; i < segment.size(); ++i) {
        char c = segment[i];
        if (c == '%') {
            const auto byte = percentByte(segment, i);
            if (!byte)
                return fail(Fault::Malformed, "The path holds a bad percent escape.");
            c = *byte;
            i += 2;
            if (c == '/')
                return fail(Fault::Malformed, "The path holds an encoded slash.");
        }
        if (c == '\\' || c == '\0')
            return fail(Fault::Malformed, "The path holds a backslash or a NUL.");
        decoded += c;
    }
    if (!isValidUtf8(decoded))
        return fail(Fault::Malformed, "The path is not UTF-8.");
    if (decoded == "." || decoded == "..")
        return fail(Fault::Malformed, "The path holds a dot segment.");
    return decoded;
}

} // namespace

Result<Route> Route::make(std::string_view text, std::string_view id)
{
    RouteReader reader(text, id);
    auto segments = reader.read();
    if (auto traces = reader.takeTraces(); !traces.empty())
        return refuse(std::move(traces));
    Route route;
    route.m_text = text;
    for (const auto& segment : segments) {
        if (!route.m_shape.empty())
            route.m_shape += '/';
        route.m_shape += segment.isPlaceholder ? "{}" : textKey(segment.text);
    }
    route.m_segments = std::move(segments);
    return route;
}

bool Route::isStatic() const
{
    return std::none_of(m_segments.begin(), m_segments.end(),
                        [](const auto& segment) { return segment.isPlaceholder; });
}

Result<std::vector<std::string>> splitRequestPath(std::string_view rawPath)
{
    std::vector<std::string> segments;
    std::size_t start = 0;
    while (start < rawPath.size()) {
        const auto end = std::min(rawPath.find('/', start), rawPath.size());
        if (end > start) {
            auto segment = decodeSegment(rawPath.substr(start, end - start));
            if (!segment)
                return tl::unexpected(std::move(segment.error()));
            segments.push_back(std::move(*segment));
        }
        start = end + 1;
    }
    return segments;
}

RouteExample exampleOf(const Route& route)
{
    RouteExample example;
    int next = 42;
    for (const auto& segment : route.segments()) {
        if (!example.path.empty())
            example.path += '/';
        if (segment.isPlaceholder) {
            example.values.emplace_back(segment.text, std::to_string(next));
            example.path += std::to_string(next++);
        } else {
            example.path += segment.text;
        }
    }
    return example;
}

} // namespace tokenhouse

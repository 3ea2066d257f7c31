#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace tokenhouse {

/// One segment of a route: a literal as written, or the name of a placeholder.
struct RouteSegment {
    std::string text;
    bool isPlaceholder = false;
    bool operator==(const RouteSegment&) const = default;
};

/// A valid route: the part after /api/custom/ as written. Rules: domain.md, Routes.
class Route {
public:
    /// InvalidRoute with one trace for each criterion not met (extra `route`, `criterion`).
    static Result<Route> make(std::string_view text, std::string_view id = {});

    const std::string& text() const { return m_text; }
    const std::vector<RouteSegment>& segments() const { return m_segments; }
    /// Literals folded by textKey, placeholders blanked to "{}": two routes of one shape conflict.
    const std::string& shape() const { return m_shape; }
    bool isStatic() const;
    bool operator==(const Route& other) const { return m_text == other.m_text; }

private:
    Route() = default;
    std::string m_text;
    std::string m_shape;
    std::vector<RouteSegment> m_segments;
};

/// A request path after /api/custom/: split, repeated slashes joined, percent-decoded after splitting.
/// Malformed for %2F, backslash, NUL, dot segments, bad escapes or bytes that are no UTF-8. Empty when nothing is left.
Result<std::vector<std::string>> splitRequestPath(std::string_view rawPath);

/// An example path that the route matches, and the placeholders' values in it; for the editor.
struct RouteExample {
    std::string path;
    std::vector<std::pair<std::string, std::string>> values;
};
RouteExample exampleOf(const Route& route);

} // namespace tokenhouse

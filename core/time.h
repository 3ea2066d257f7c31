#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tokenhouse {

/// UTC, milliseconds since 1970-01-01.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

Time now();
/// RFC 3339 with milliseconds and `Z`, 24 characters.
std::string formatTime(Time time);
/// RFC 3339 with any offset and 0 to 9 digits of fraction (cut to milliseconds), year 0001 to 9999; also a bare
/// date `YYYY-MM-DD` as its first instant in UTC when `allowDate`. Nothing else.
std::optional<Time> parseTime(std::string_view text, bool allowDate = false);
/// `90s 15m 1h 7d 2w`: a whole number and a unit.
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);

inline std::int64_t toMillis(Time time)
{
    return time.time_since_epoch().count();
}
inline Time fromMillis(std::int64_t millis)
{
    return Time{std::chrono::milliseconds{millis}};
}

} // namespace tokenhouse

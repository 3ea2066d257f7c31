#include "core/time.h"

#include <array>

#include "core/running_time.h"

namespace tokenhouse {

namespace {

/// Reads exactly `count` digits at `position`.
std::optional<int> digits(std::string_view text, std::size_t position, std::size_t count)
{
    if (position + count > text.size())
        return std::nullopt;
    int value = 0;
    for (std::size_t i = position; i < position + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool has(std::string_view text, std::size_t position, std::string_view characters)
{
    return position < text.size() && characters.find(text[position]) != std::string_view::npos;
}

std::optional<std::chrono::sys_days> parseDate(std::string_view text)
{
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day || !has(text, 4, "-") || !has(text, 7, "-") || *year == 0)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days{date};
}

/// The offset of `Z`, `+hh:mm` or `-hh:mm` from `position` to the end.
std::optional<std::chrono::minutes> parseOffset(std::string_view text, std::size_t position)
{
    if (position + 1 == text.size() && has(text, position, "Zz"))
        return std::chrono::minutes{0};
    const auto hours = digits(text, position + 1, 2);
    const auto minutes = digits(text, position + 4, 2);
    if (position + 6 != text.size() || !has(text, position, "+-") || !has(text, position + 3, ":") || !hours || !minutes
        || *hours > 23 || *minutes > 59)
        return std::nullopt;
    const std::chrono::minutes offset{*hours * 60 + *minutes};
    return text[position] == '-' ? -offset : offset;
}

void put(char* out, int value, int width)
{
    for (int i = width - 1; i >= 0; --i) {
        out[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

} // namespace

Time now()
{
    const auto system = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return runningTime().at(system, std::chrono::steady_clock::now());
}

std::string formatTime(Time time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const auto rest = static_cast<int>((time - day).count());
    std::string text = "0000-00-00T00:00:00.000Z";
    put(&text[0], static_cast<int>(date.year()), 4);
    put(&text[5], static_cast<int>(static_cast<unsigned>(date.month())), 2);
    put(&text[8], static_cast<int>(static_cast<unsigned>(date.day())), 2);
    put(&text[11], rest / 3'600'000, 2);
    put(&text[14], rest / 60'000 % 60, 2);
    put(&text[17], rest / 1000 % 60, 2);
    put(&text[20], rest % 1000, 3);
    return text;
}

std::optional<Time> parseTime(std::string_view text, bool allowDate)
{
    const auto day = parseDate(text);
    if (!day)
        return std::nullopt;
    if (text.size() == 10)
        return allowDate ? std::optional<Time>{*day} : std::nullopt;
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    // A leap second (:60) is taken as the last millisecond's neighbour, as POSIX time does.
    if (!has(text, 10, "Tt ") || !hour || !minute || !second || !has(text, 13, ":") || !has(text, 16, ":") || *hour > 23
        || *minute > 59 || *second > 60)
        return std::nullopt;
    std::size_t position = 19;
    int millis = 0;
    if (has(text, position, ".")) {
        std::size_t count = 0;
        int scale = 100;
        for (++position; has(text, position, "0123456789"); ++position, ++count) {
            millis += (text[position] - '0') * scale;
            scale /= 10;
        }
        if (count == 0 || count > 9)
            return std::nullopt;
    }
    const auto offset = parseOffset(text, position);
    if (!offset)
        return std::nullopt;
    const Time time = Time{*day} + std::chrono::hours{*hour} + std::chrono::minutes{*minute}
                      + std::chrono::seconds{*second} + std::chrono::milliseconds{millis} - *offset;
    const Time first = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
    const Time end = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};
    return time >= first && time < end ? std::optional{time} : std::nullopt;
}

std::optional<std::chrono::milliseconds> parseDuration(std::string_view text)
{
    constexpr std::array<std::pair<char, std::int64_t>, 5> units{
        {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86'400}, {'w', 604'800}}};
    if (text.size() < 2 || text.size() > 7)
        return std::nullopt;
    std::int64_t number = 0;
    for (const char c : text.substr(0, text.size() - 1)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        number = number * 10 + (c - '0');
    }
    for (const auto& [unit, seconds] : units) {
        if (unit == text.back())
            return std::chrono::seconds{number * seconds};
    }
    return std::nullopt;
}

} // namespace tokenhouse

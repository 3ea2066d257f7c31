#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tokenhouse {

/// A UUID that is never nil unless default-constructed (isNil() then tells "none").
class Uuid {
public:
    Uuid() = default;
    /// A new one, version 7 (ordered by time, so that an index grows at its end), random part from OpenSSL.
    static Uuid make();
    /// 8-4-4-4-12 hex digits in any case; the nil one is refused.
    static std::optional<Uuid> parse(std::string_view text);
    static Uuid fromBytes(const std::uint8_t* sixteen);

    std::string text() const; ///< lower case
    const std::array<std::uint8_t, 16>& bytes() const { return m_bytes; }
    bool isNil() const { return m_bytes == std::array<std::uint8_t, 16>{}; }
    auto operator<=>(const Uuid&) const = default;

private:
    std::array<std::uint8_t, 16> m_bytes{};
};

} // namespace tokenhouse

template <>
struct std::hash<tokenhouse::Uuid> {
    std::size_t operator()(const tokenhouse::Uuid& id) const noexcept
    {
        std::size_t value = 0;
        std::memcpy(&value, id.bytes().data() + 8, sizeof value);
        return value * 0x9E3779B97F4A7C15ULL;
    }
};

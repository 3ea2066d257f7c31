#include "core/uuid.h"

#include <openssl/rand.h>

#include <stdexcept>

#include "core/hex.h"
#include "core/time.h"

namespace tokenhouse {

namespace {

constexpr bool isDash(std::size_t position)
{
    return position == 8 || position == 13 || position == 18 || position == 23;
}

} // namespace

Uuid Uuid::make()
{
    Uuid id;
    if (RAND_bytes(id.m_bytes.data(), static_cast<int>(id.m_bytes.size())) != 1)
        throw std::runtime_error("the random generator failed");
    const auto millis = static_cast<std::uint64_t>(toMillis(now()));
    for (std::size_t i = 0; i < 6; ++i)
        id.m_bytes[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
    id.m_bytes[6] = static_cast<std::uint8_t>(0x70 | (id.m_bytes[6] & 0x0F));
    id.m_bytes[8] = static_cast<std::uint8_t>(0x80 | (id.m_bytes[8] & 0x3F));
    return id;
}

std::optional<Uuid> Uuid::parse(std::string_view text)
{
    if (text.size() != 36)
        return std::nullopt;
    Uuid id;
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (isDash(i)) {
            if (text[i] != '-')
                return std::nullopt;
            continue;
        }
        const int value = hexValue(text[i]);
        if (value < 0)
            return std::nullopt;
        auto& byte = id.m_bytes[nibble / 2];
        byte = static_cast<std::uint8_t>((byte << 4) | value);
        ++nibble;
    }
    return id.isNil() ? std::nullopt : std::optional{id};
}

Uuid Uuid::fromBytes(const std::uint8_t* sixteen)
{
    Uuid id;
    std::memcpy(id.m_bytes.data(), sixteen, id.m_bytes.size());
    return id;
}

std::string Uuid::text() const
{
    constexpr char hex[] = "0123456789abcdef";
    std::string text(36, '-');
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (isDash(i))
            continue;
        const std::uint8_t byte = m_bytes[nibble / 2];
        text[i] = hex[nibble % 2 == 0 ? byte >> 4 : byte & 15];
        ++nibble;
    }
    return text;
}

} // namespace tokenhouse

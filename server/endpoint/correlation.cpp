#include "server/endpoint/correlation.h"

#include <array>
#include <cstdint>

#include "core/uuid.h"

namespace tokenhouse::server {

std::string nextCorrelationId()
{
    // The end of a fresh UUID is random; its 62 bits tell threads and starts of the server apart.
    thread_local const auto mine = Uuid::make().bytes();
    thread_local std::uint64_t count = 0;
    ++count;
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = mine[8 + i];
    }
    for (std::size_t i = 0; i < 6; ++i) {
        bytes[10 + i] = static_cast<std::uint8_t>(count >> (40 - 8 * i));
    }
    bytes[6] = static_cast<std::uint8_t>(0x80 | (bytes[6] & 0x0F));
    bytes[8] = static_cast<std::uint8_t>(0x80 | (mine[7] & 0x3F));
    bytes[9] = mine[6];

    static constexpr char digits[] = "0123456789abcdef";
    std::string text(36, '-');
    std::size_t at = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        at += i == 4 || i == 6 || i == 8 || i == 10 ? 1 : 0;
        text[at++] = digits[bytes[i] >> 4];
        text[at++] = digits[bytes[i] & 15];
    }
    return text;
}

} // namespace tokenhouse::server

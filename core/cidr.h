#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tokenhouse {

/// An address as 16 bytes; IPv4 in its mapped form, so that ::ffff:10.0.0.1 and 10.0.0.1 are one.
using AddressBytes = std::array<std::uint8_t, 16>;
/// A textual IPv4 or IPv6 address, no port, no zone.
std::optional<AddressBytes> parseAddress(std::string_view text);

/// A block of addresses: "10.0.0.0/8", "2001:db8::/32", or one address. Host bits are cleared.
class Cidr {
public:
    static std::optional<Cidr> parse(std::string_view text);
    bool contains(const AddressBytes& address) const;
    std::string text() const; ///< with the length of the prefix always written

private:
    AddressBytes m_network{};
    int m_prefix = 128; ///< of the 16 bytes: an IPv4 /8 is 104
    bool m_isV4 = false;
};

} // namespace tokenhouse

#include "core/cidr.h"

#include <algorithm>
#include <cstddef>

#include <boost/url/ipv4_address.hpp>
#include <boost/url/ipv6_address.hpp>

namespace tokenhouse {

namespace {

constexpr std::array<std::uint8_t, 12> mappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool isMapped(const AddressBytes& address)
{
    return std::equal(mappedPrefix.begin(), mappedPrefix.end(), address.begin());
}

} // namespace

std::optional<AddressBytes> parseAddress(std::string_view text)
{
    AddressBytes bytes{};
    if (const auto v4 = boost::urls::parse_ipv4_address({text.data(), text.size()})) {
        const auto four = v4->to_bytes();
        std::copy(mappedPrefix.begin(), mappedPrefix.end(), bytes.begin());
        std::copy(four.begin(), four.end(), bytes.begin() + 12);
        return bytes;
    }
    if (const auto v6 = boost::urls::parse_ipv6_address({text.data(), text.size()})) {
        const auto sixteen = v6->to_bytes();
        std::copy(sixteen.begin(), sixteen.end(), bytes.begin());
        return bytes;
    }
    return std::nullopt;
}

std::optional<Cidr> Cidr::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = parseAddress(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    Cidr block;
    block.m_isV4 = isMapped(*address) && text.find(':') == std::string_view::npos;
    const int width = block.m_isV4 ? 32 : 128;
    int prefix = width;
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits.front() == '0'))
            return std::nullopt;
        prefix = 0;
        for (const char c : digits) {
            if (c < '0' || c > '9')
                return std::nullopt;
            prefix = prefix * 10 + (c - '0');
        }
        if (prefix > width)
            return std::nullopt;
    }
    block.m_prefix = prefix + (128 - width);
    block.m_network = *address;
    for (int bit = block.m_prefix; bit < 128; ++bit)
        block.m_network[static_cast<std::size_t>(bit / 8)] &= static_cast<std::uint8_t>(~(0x80 >> (bit % 8)));
    return block;
}

bool Cidr::contains(const AddressBytes& address) const
{
    const auto whole = static_cast<std::size_t>(m_prefix / 8);
    if (!std::equal(m_network.begin(), m_network.begin() + static_cast<std::ptrdiff_t>(whole), address.begin()))
        return false;
    const int rest = m_prefix % 8;
    if (rest == 0)
        return true;
    const auto mask = static_cast<std::uint8_t>(0xFF << (8 - rest));
    return (address[whole] & mask) == (m_network[whole] & mask);
}

std::string Cidr::text() const
{
    if (m_isV4) {
        boost::urls::ipv4_address::bytes_type four{};
        std::copy(m_network.begin() + 12, m_network.end(), four.begin());
        return std::string(boost::urls::ipv4_address(four).to_string()) + '/' + std::to_string(m_prefix - 96);
    }
    boost::urls::ipv6_address::bytes_type sixteen{};
    std::copy(m_network.begin(), m_network.end(), sixteen.begin());
    return std::string(boost::urls::ipv6_address(sixteen).to_string()) + '/' + std::to_string(m_prefix);
}

} // namespace tokenhouse

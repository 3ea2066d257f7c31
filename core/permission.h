#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

namespace tokenhouse {

enum class Permission : std::uint8_t {
    TokensRead,
    TokensWrite,
    TokensDelete,
    DefinitionsRead,
    DefinitionsWrite,
    DefinitionsDelete,
    AutomationExecute,
    EventsRead,
    LogsRead,
    UsersManage,
    SecretsIdentify,
    TokensHold,
};
inline constexpr std::size_t permissionCount = 12;

std::string_view permissionName(Permission permission); ///< "tokens.read"
std::optional<Permission> permissionFromName(std::string_view name);

/// A set of permissions; the same predicate serves the server and the desktop's command mask.
class Permissions {
public:
    constexpr Permissions() = default;
    constexpr Permissions(std::initializer_list<Permission> list)
    {
        for (const auto one : list)
            m_bits |= bit(one);
    }
    static constexpr Permissions all() { return fromBits((1u << permissionCount) - 1); }
    static constexpr Permissions fromBits(std::uint32_t bits)
    {
        Permissions result;
        result.m_bits = bits;
        return result;
    }
    constexpr bool has(Permission one) const { return (m_bits & bit(one)) != 0; }
    constexpr bool hasAll(Permissions others) const { return (m_bits & others.m_bits) == others.m_bits; }
    constexpr void add(Permissions others) { m_bits |= others.m_bits; }
    constexpr std::uint32_t bits() const { return m_bits; }
    std::vector<Permission> list() const;
    /// The first of `needed` that is not here.
    std::optional<Permission> firstMissing(Permissions needed) const;
    constexpr bool operator==(const Permissions&) const = default;

private:
    static constexpr std::uint32_t bit(Permission one) { return 1u << static_cast<unsigned>(one); }
    std::uint32_t m_bits = 0;
};

struct Group {
    std::string_view name;
    Permissions permissions;
};
/// Administrators, Operators, Auditors, Viewers.
const std::array<Group, 4>& builtInGroups();
const Group* builtInGroup(std::string_view name);

} // namespace tokenhouse

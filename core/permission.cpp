#include "core/permission.h"

namespace tokenhouse {

namespace {

constexpr std::array<std::string_view, permissionCount> names{
    "tokens.read",       "tokens.write",       "tokens.delete",      "definitions.read",
    "definitions.write", "definitions.delete", "automation.execute", "events.read",
    "logs.read",         "users.manage",       "secrets.identify",   "tokens.hold",
};

} // namespace

std::string_view permissionName(Permission permission)
{
    return names[static_cast<std::size_t>(permission)];
}

std::optional<Permission> permissionFromName(std::string_view name)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name)
            return static_cast<Permission>(i);
    }
    return std::nullopt;
}

std::vector<Permission> Permissions::list() const
{
    std::vector<Permission> result;
    for (std::size_t i = 0; i < permissionCount; ++i) {
        if (has(static_cast<Permission>(i)))
            result.push_back(static_cast<Permission>(i));
    }
    return result;
}

std::optional<Permission> Permissions::firstMissing(Permissions needed) const
{
    for (const auto one : needed.list()) {
        if (!has(one))
            return one;
    }
    return std::nullopt;
}

const std::array<Group, 4>& builtInGroups()
{
    using enum Permission;
    static constexpr std::array<Group, 4> groups{{
        {"Administrators", Permissions::all()},
        {"Auditors", {TokensRead, DefinitionsRead, EventsRead, LogsRead}},
        {"Operators",
         {TokensRead, TokensWrite, TokensDelete, DefinitionsRead, DefinitionsWrite, DefinitionsDelete,
          AutomationExecute, EventsRead, SecretsIdentify}},
        {"Viewers", {TokensRead, DefinitionsRead}},
    }};
    return groups;
}

const Group* builtInGroup(std::string_view name)
{
    for (const auto& group : builtInGroups()) {
        if (group.name == name)
            return &group;
    }
    return nullptr;
}

} // namespace tokenhouse

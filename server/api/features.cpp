#include "server/api/features.h"

#include <array>

namespace tokenhouse::server {

namespace {

constexpr auto features = std::to_array<std::string_view>({
    "tokens",
    "definitions",
    "events",
    "events.stream",
    "sessions",
    "sessions.changePassword",
    "users.read",
    "users.write",
    "groups.read",
    "savedFilters",
    "scripts",
    "logs",
    "batch",
    "batch.dryRun",
    "batch.parameters",
    "claims",
    "idempotency",
    "definitions.match",
    "openapi",
    "overview",
    "FixedResponse",
    "AutomationScript",
    "overlaps",
    "holds",
    "identify",
    "stats",
    "definitions.explain",
    "export",
});

} // namespace

std::span<const std::string_view> serverFeatures()
{
    return features;
}

} // namespace tokenhouse::server

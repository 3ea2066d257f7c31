#include "server/api/features.h"

#include <array>

namespace tokenhouse::server {

namespace {

constexpr std::array<std::string_view, 16> features{
    "tokens",
    "definitions",
    "events",
    "events.stream",
    "sessions",
    "users.read",
    "groups.read",
    "scripts",
    "logs",
    "batch",
    "claims",
    "idempotency",
    "definitions.match",
    "openapi",
    "FixedResponse",
    "AutomationScript",
};

} // namespace

std::span<const std::string_view> serverFeatures()
{
    return features;
}

} // namespace tokenhouse::server

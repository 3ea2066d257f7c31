#include <array>

#include "server/api/calls.h"
#include "server/api/list_call.h"

namespace tokenhouse::server {

namespace {

using P = Permission;

constexpr Permissions writesDefinitions{P::DefinitionsWrite, P::AutomationExecute};
constexpr std::array<std::string_view, 2> streamQuery{"filter", "from"};
constexpr std::array<std::string_view, 1> scopeQuery{"scope"};
constexpr std::array<std::string_view, 2> statsQuery{"tokenId", "definitionId"};
constexpr std::array<std::string_view, 3> logQuery{"level", "text", "follow"};

// clang-format off
constexpr ApiRoute routes[] = {
    {.method = "POST", .pattern = "sessions", .handler = calls::signIn, .access = Access::Public, .body = BodyRule::Json},
    {.method = "GET", .pattern = "sessions", .handler = calls::listSessions},
    {.method = "GET", .pattern = "sessions/current", .handler = calls::currentSession},
    {.method = "DELETE", .pattern = "sessions/current", .handler = calls::endCurrentSession},
    {.method = "POST", .pattern = "sessions/current:changePassword", .handler = calls::changeOwnPassword, .body = BodyRule::Json},
    {.method = "DELETE", .pattern = "sessions/{id}", .handler = calls::endSession},

    {.method = "GET", .pattern = "tokens", .handler = calls::listTokens, .needs = {P::TokensRead}, .query = listQuery},
    {.method = "POST", .pattern = "tokens", .handler = calls::createToken, .needs = {P::TokensWrite}, .body = BodyRule::Json, .idempotent = true},
    {.method = "GET", .pattern = "tokens/{id}", .handler = calls::getToken, .needs = {P::TokensRead}},
    {.method = "PATCH", .pattern = "tokens/{id}", .handler = calls::patchToken, .needs = {P::TokensWrite}, .body = BodyRule::MergePatch, .ifMatch = true},
    {.method = "DELETE", .pattern = "tokens/{id}", .handler = calls::deleteToken, .needs = {P::TokensDelete}, .ifMatch = true},
    {.method = "POST", .pattern = "tokens/{id}:rotate", .handler = calls::rotateToken, .needs = {P::TokensWrite}, .body = BodyRule::Json, .ifMatch = true, .idempotent = true},
    {.method = "POST", .pattern = "tokens/{id}:endOverlap", .handler = calls::endOverlap, .needs = {P::TokensWrite}, .body = BodyRule::JsonOrNone, .ifMatch = true},
    {.method = "POST", .pattern = "tokens/{id}:claim", .handler = calls::claimToken, .needs = {P::TokensWrite}, .body = BodyRule::JsonOrNone, .ifMatch = true},
    {.method = "POST", .pattern = "tokens/{id}:discard", .handler = calls::discardToken, .needs = {P::TokensWrite}, .body = BodyRule::JsonOrNone, .ifMatch = true},
    {.method = "POST", .pattern = "tokens/{id}:disable", .handler = calls::disableToken, .needs = {P::TokensWrite}, .body = BodyRule::JsonOrNone, .ifMatch = true},
    {.method = "POST", .pattern = "tokens/{id}:enable", .handler = calls::enableToken, .needs = {P::TokensWrite}, .body = BodyRule::JsonOrNone, .ifMatch = true},
    {.method = "POST", .pattern = "tokens/{id}:hold", .handler = calls::holdToken, .needs = {P::TokensHold}, .body = BodyRule::Json, .ifMatch = true},
    {.method = "POST", .pattern = "tokens/{id}:release", .handler = calls::releaseToken, .needs = {P::TokensHold}, .body = BodyRule::Json, .ifMatch = true},
    {.method = "POST", .pattern = "tokens:batch", .handler = calls::batchTokens, .body = BodyRule::Json},
    {.method = "POST", .pattern = "tokens:identify", .handler = calls::identifySecret, .needs = {P::SecretsIdentify}, .body = BodyRule::Json},
    {.method = "POST", .pattern = "tokens:export", .needs = {P::TokensRead}, .body = BodyRule::Json, .stream = StreamKind::Export},

    {.method = "GET", .pattern = "definitions", .handler = calls::listDefinitions, .needs = {P::DefinitionsRead}, .query = listQuery},
    {.method = "POST", .pattern = "definitions", .handler = calls::createDefinition, .needs = writesDefinitions, .body = BodyRule::Json, .idempotent = true},
    {.method = "GET", .pattern = "definitions/{id}", .handler = calls::getDefinition, .needs = {P::DefinitionsRead}},
    {.method = "PATCH", .pattern = "definitions/{id}", .handler = calls::patchDefinition, .needs = writesDefinitions, .body = BodyRule::MergePatch, .ifMatch = true},
    {.method = "DELETE", .pattern = "definitions/{id}", .handler = calls::deleteDefinition, .needs = {P::DefinitionsDelete}, .ifMatch = true},
    {.method = "POST", .pattern = "definitions/{id}:disable", .handler = calls::disableDefinition, .needs = writesDefinitions, .body = BodyRule::JsonOrNone, .ifMatch = true},
    {.method = "POST", .pattern = "definitions/{id}:enable", .handler = calls::enableDefinition, .needs = writesDefinitions, .body = BodyRule::JsonOrNone, .ifMatch = true},
    {.method = "POST", .pattern = "definitions/{id}:allow", .handler = calls::allowTokens, .needs = writesDefinitions, .body = BodyRule::Json, .ifMatch = true},
    {.method = "POST", .pattern = "definitions/{id}:disallow", .handler = calls::disallowTokens, .needs = writesDefinitions, .body = BodyRule::Json, .ifMatch = true},
    {.method = "POST", .pattern = "definitions:batch", .handler = calls::batchDefinitions, .body = BodyRule::Json},
    {.method = "POST", .pattern = "definitions:match", .handler = calls::matchDefinition, .needs = {P::DefinitionsRead}, .body = BodyRule::Json},
    {.method = "POST", .pattern = "definitions:explain", .handler = calls::explainDefinition, .needs = {P::DefinitionsRead, P::TokensRead}, .body = BodyRule::Json},
    {.method = "POST", .pattern = "definitions:export", .needs = {P::DefinitionsRead}, .body = BodyRule::Json, .stream = StreamKind::Export},

    {.method = "GET", .pattern = "events", .handler = calls::listEvents, .needs = {P::EventsRead}, .query = listQuery},
    {.method = "POST", .pattern = "events:export", .needs = {P::EventsRead}, .body = BodyRule::Json, .stream = StreamKind::Export},
    {.method = "GET", .pattern = "events/stream", .query = streamQuery, .stream = StreamKind::Events},

    {.method = "GET", .pattern = "users", .handler = calls::listUsers, .needs = {P::UsersManage}, .query = listQuery},
    {.method = "POST", .pattern = "users", .handler = calls::createUser, .needs = {P::UsersManage}, .body = BodyRule::Json},
    {.method = "GET", .pattern = "users/{id}", .handler = calls::getUser, .needs = {P::UsersManage}},
    {.method = "PATCH", .pattern = "users/{id}", .handler = calls::patchUser, .needs = {P::UsersManage}, .body = BodyRule::MergePatch, .ifMatch = true},
    {.method = "DELETE", .pattern = "users/{id}", .handler = calls::deleteUser, .needs = {P::UsersManage}, .ifMatch = true},
    {.method = "POST", .pattern = "users/{id}:endSessions", .handler = calls::endUserSessions, .needs = {P::UsersManage}, .body = BodyRule::JsonOrNone},
    {.method = "GET", .pattern = "groups", .handler = calls::listGroups, .needs = {P::UsersManage}},
    {.method = "GET", .pattern = "scripts", .handler = calls::listScripts, .needs = {P::DefinitionsRead}},
    {.method = "GET", .pattern = "logs/{log}", .handler = calls::readLog, .needs = {P::LogsRead}, .query = logQuery, .stream = StreamKind::Log},
    {.method = "GET", .pattern = "savedFilters", .handler = calls::listSavedFilters},
    {.method = "PUT", .pattern = "savedFilters", .handler = calls::putSavedFilters, .body = BodyRule::Json, .ifMatch = true, .query = scopeQuery},
    {.method = "GET", .pattern = "overview", .handler = calls::overview},
    {.method = "GET", .pattern = "stats", .handler = calls::stats, .query = statsQuery},
    {.method = "GET", .pattern = "metrics", .missing = "metrics"},
    {.method = "GET", .pattern = "status", .handler = calls::status, .access = Access::SessionOptional},
    {.method = "GET", .pattern = "openapi.json", .handler = calls::openApi},
};
// clang-format on

} // namespace

std::span<const ApiRoute> apiRoutes()
{
    return routes;
}

} // namespace tokenhouse::server

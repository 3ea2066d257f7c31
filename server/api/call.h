#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/permission.h"
#include "server/api/query_string.h"
#include "server/auth/sessions.h"
#include "server/http/exchange.h"
#include "server/registry/registry.h"

namespace tokenhouse::server {

class EventHub;
class Logs;
class Overview;
class Passwords;
class RouteIndex;
class ScriptRunner;
class SignIn;

/// What the calls work with; all of it outlives the server.
struct Services {
    Store& store;
    const KeyRing& keys;
    Registry& registry;
    Sessions& sessions;
    SignIn& signIn;
    Passwords& passwords;
    EventHub& hub;
    RouteIndex& routes;
    ScriptRunner& scripts;
    Logs& logs;
    Overview& overview;
    std::string version;
    std::function<std::string()> endpointUrl;
    std::function<json::object()> endpointState; ///< for `status`: connections, whether it is ready …
    /// {accepted,decidedBy,…} for method, target and token, perhaps from an address; see the endpoint's explanation.h.
    std::function<json::object(std::string_view, std::string_view, const Token&, std::optional<std::string_view>)>
        explain;
    std::function<Result<void>()> settleCalls; ///< so that the store knows of all calls that were answered
    std::string storeKind = "sqlite";
};

/// One request, checked as far as its route says.
struct Call {
    std::string path;                ///< after /api/v1/, decoded
    std::vector<std::string> params; ///< what stands for {…} in the route
    QueryString query;
    std::string bodyText;      ///< wiped after the call
    json::value body;          ///< null when there is none
    std::int64_t revision = 0; ///< of If-Match
    std::string idempotencyKey;
    std::string lastEventId;
    std::optional<SessionView> session;
    std::string correlationId;
    std::string client;
    std::string address;

    Actor actor() const;
    /// The id in the path; Malformed for a text that is no id.
    Result<Uuid> id() const;
    Result<void> require(Permission permission) const;
    std::optional<Registry::Idempotency> idempotency(const KeyRing& keys) const;
};

/// What a call answers: JSON, or nothing.
struct Reply {
    int status = 200;
    std::string body;
    HeaderList fields;
};

using Handler = Result<Reply> (*)(Services&, Call&);

enum class BodyRule : std::uint8_t { None, Json, JsonOrNone, MergePatch };
enum class Access : std::uint8_t { Public, Session, SessionOptional };
enum class StreamKind : std::uint8_t { None, Events, Log, Export };

/// One call of /api/v1. The table of them is the only place that says what there is and what it needs; the OpenAPI
/// text and the permission matrix are tested against it.
struct ApiRoute {
    std::string_view method;
    std::string_view pattern; ///< below /api/v1/: "tokens/{id}:rotate"
    Handler handler = nullptr;
    Permissions needs{}; ///< all of them, before the request is looked at further
    Access access = Access::Session;
    BodyRule body = BodyRule::None;
    bool ifMatch = false;
    bool idempotent = false; ///< takes Idempotency-Key
    std::span<const std::string_view> query{};
    StreamKind stream = StreamKind::None; ///< Log: only with follow=true
    std::string_view missing{};           ///< what the contract knows and this server does not have, in words
};

std::span<const ApiRoute> apiRoutes();

struct RouteFound {
    const ApiRoute* route = nullptr; ///< null when no route has this method
    std::vector<std::string> params;
    std::vector<std::string_view> methods; ///< that the path knows; none = unknown path
};
RouteFound findApiRoute(std::string_view method, std::string_view path);

Reply jsonReply(const json::value& value, int status = 200);
/// An object with its ETag.
Reply objectReply(std::string body, std::int64_t revision, int status = 200);
tl::unexpected<Failure> notHere(std::string_view what);
/// The Reply of a failure: problem+json, and the fields that go with its status.
Reply problemReply(const Failure& failure, std::string_view path, const std::string& correlationId);

} // namespace tokenhouse::server

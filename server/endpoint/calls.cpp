#include "server/endpoint/calls.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include "core/text.h"
#include "server/endpoint/call_request.h"
#include "server/endpoint/correlation.h"
#include "server/endpoint/judgement.h"

namespace tokenhouse::server {

namespace asio = boost::asio;

namespace {

/// As long as a usual secret: so that a text that cannot be one costs what one costs.
constexpr std::string_view nobodysSecret = "00000000000000000000000000000000";

thread_local std::size_t seat = 0;

/// A script's answer on its way to the call that waits for it on `wakeUp`, all on the call's own executor. The call
/// owns it; the runner, which may outlive the endpoint's threads, only knows of it.
struct Waiting {
    explicit Waiting(const asio::any_io_executor& own)
        : executor(own), wakeUp(own, asio::steady_timer::time_point::max())
    {}
    asio::any_io_executor executor;
    asio::steady_timer wakeUp;
    ScriptAnswer answer;
    bool isThere = false;
};

std::string_view outcomeName(EndpointFault fault)
{
    return fault == EndpointFault::None ? "Succeeded" : textOf(fault).title;
}

bool hasField(const http::Response& response, std::string_view name)
{
    return std::ranges::any_of(response.fields, [&](const auto& field) {
        return field.first.size() == name.size()
               && std::ranges::equal(field.first, name, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    });
}

} // namespace

struct Calls::Call {
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::string correlationId = nextCorrelationId();
    std::optional<CallPath> path;
    AccessTable::Look look;
    SecretKey secret{};
    EndpointFault fault = EndpointFault::None;
    bool isMatched = false; ///< the route may be named in the log
    std::string detail;

    CallLine line(const http::RequestHead& head) const
    {
        CallLine line;
        line.correlationId = correlationId;
        line.method = head.method;
        line.peer = head.peer;
        line.token = look.verdict.id;
        line.errorCode = textOf(fault).code;
        line.detail = detail;
        if (isMatched && look.found.definition) {
            line.route = look.found.definition->route.text();
            line.definition = look.found.definition->id;
        }
        return line;
    }
    CallTally::Note note(const http::RequestHead& head) const
    {
        return {.token = look.verdict.owner,
                .secret = secret,
                .isPrevious = look.verdict.isPrevious,
                .definition = isMatched ? look.found.definition->id : Uuid(),
                .isRefused = fault != EndpointFault::None,
                .address = head.peer,
                .at = look.at};
    }
    std::chrono::microseconds age() const
    {
        return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
    }
};

Calls::Calls(const EndpointOptions& options, AccessTable& table, const KeyRing& keys, ScriptRunner& scripts,
             EndpointLogs logs, CallTally& tally)
    : m_options(options),
      m_table(table),
      m_keys(keys),
      m_scripts(scripts),
      m_log(std::move(logs), options.logLinesPerSecond),
      m_tally(tally)
{}

void Calls::takeSeat(std::size_t number)
{
    seat = number;
}

http::Response Calls::framingAnswer(int status, const std::string& detail)
{
    m_requests.fetch_add(1, std::memory_order_relaxed);
    m_refusals.count(EndpointFault::MalformedRequest);
    m_log.framing(status, detail);
    auto response = framingResponse(status, detail, m_options.node);
    response.fields.emplace_back("X-Correlation-Id", nextCorrelationId());
    return response;
}

/// What judge() asks of a call that came.
struct Calls::Facts {
    const Calls& calls;
    Call& call;
    const http::RequestHead& head;

    bool hasGoodTarget() const
    {
        call.path = CallPath::parse(head.path);
        return call.path && isGoodQuery(head.query);
    }
    bool isReady() const { return calls.isReady(); }
    bool hasShortQuery() const { return head.query.size() <= queryMaximum; }
    std::optional<Method> method() const { return methodFromName(head.method); }
    bool hasBearer()
    {
        secret = bearerSecret(head);
        return secret.has_value();
    }
    /// One path for every secret: digest, token, route and allowed set are looked at whether the secret is good or not.
    const AccessTable::Look& look() const
    {
        const bool isCandidate = isSecretText(*secret);
        const auto digest = calls.m_keys.digest(isCandidate ? *secret : nobodysSecret);
        call.secret = CallTally::keyOf(digest);
        call.look = calls.m_table.look(seat, digest, isCandidate, head.peer, *call.path);
        return call.look;
    }
    bool isEmptyRoute() const { return call.path->isEmptyRoute(); }
    bool hasGoodContentType() const { return !announcesBody(head) || server::hasGoodContentType(head); }

    std::optional<std::string_view> secret{};
};

EndpointFault Calls::judge(Call& call, const http::RequestHead& head) const
{
    Facts facts{*this, call, head};
    const auto step = server::judge(facts);
    call.isMatched = step > Step::Definition;
    return faultOf(step);
}

http::Response Calls::refuse(Call& call, EndpointFault fault) const
{
    call.fault = fault;
    auto response = faultResponse(fault, m_options.node);
    if (fault == EndpointFault::InvalidRequestMethod) {
        response.fields.emplace_back("Allow", call.isMatched ? call.look.found.definition->allow
                                                             : "GET, PUT, POST, DELETE, PATCH");
    } else if (fault == EndpointFault::RateLimitExceeded) {
        response.fields.emplace_back("Retry-After", std::to_string(call.look.verdict.retryAfter.count()));
    } else if (fault == EndpointFault::ManagerNotInitialized || fault == EndpointFault::WorkersBusy) {
        response.fields.emplace_back("Retry-After", "1");
    }
    return response;
}

asio::awaitable<void> Calls::handle(http::Exchange& exchange)
{
    Call call;
    http::Response response;
    m_requests.fetch_add(1, std::memory_order_relaxed);
    bool failed = false;
    try {
        response = co_await answer(exchange, call);
    } catch (const std::exception& exception) {
        // Texts of the standard library and of Boost; none of ours carries anything of a caller's.
        call.detail = exception.what();
        failed = true;
    }
    if (failed) {
        response = refuse(call, EndpointFault::UnexpectedException);
    }
    if (call.fault != EndpointFault::None) {
        m_refusals.count(call.fault);
    }
    if (!call.look.verdict.owner.isNil()) {
        m_tally.note(seat, call.note(exchange.head()));
    }
    auto line = call.line(exchange.head());
    line.status = response.status;
    line.duration = call.age();
    m_log.request(line);
    response.fields.emplace_back("X-Correlation-Id", std::move(call.correlationId));
    co_await exchange.reply(std::move(response));
}

asio::awaitable<http::Response> Calls::answer(http::Exchange& exchange, Call& call)
{
    using enum EndpointFault;
    const auto& head = exchange.head();
    if (const auto fault = judge(call, head); fault != None) {
        co_return refuse(call, fault);
    }
    http::Body body;
    if (announcesBody(head)) {
        body = co_await exchange.readBody(m_options.bodyMaximum);
        if (body.fault != http::BodyFault::None) {
            co_return refuse(call, body.fault == http::BodyFault::TooLarge ? BodyTooLarge : MalformedRequest);
        }
        if (!isValidUtf8(body.text)) {
            co_return refuse(call, FailedToReadBody);
        }
    }
    const auto& action = call.look.found.definition->action;
    if (!action) {
        co_return refuse(call, InvalidActionMeta);
    }
    if (const auto* const fixed = std::get_if<FixedResponse>(&*action)) {
        http::Response response;
        response.status = fixed->status;
        response.fields.reserve(fixed->headers.size() + 2);
        response.fields = fixed->headers;
        response.body = fixed->body;
        if (!response.body.empty() && !hasField(response, "Content-Type")) {
            response.fields.emplace_back("Content-Type", "application/json");
        }
        co_return response;
    }
    auto response = co_await runScript(std::get<AutomationScript>(*action), call, std::move(body.text), head);
    co_return response;
}

asio::awaitable<http::Response> Calls::runScript(const AutomationScript& script, Call& call, std::string body,
                                                 const http::RequestHead& head)
{
    using enum EndpointFault;
    ScriptInput input;
    if (script.inputType == InputType::Parameters) {
        auto parameters = bodyParameters(body);
        if (!parameters) {
            co_return refuse(call, BodyToParametersConversionFailed);
        }
        input.parameters = std::move(*parameters);
    }
    input.requestMethod = head.method;
    input.route = call.path->route();
    input.rawBody = std::move(body);
    input.queryParameters = queryParameters(head.query).value_or(json::object());
    for (const auto& [name, value] : call.look.found.placeholders) {
        input.routeParameters[name] = value;
    }
    input.tokenId = call.look.verdict.id.text();
    input.definitionId = call.look.found.definition->id.text();
    input.correlationId = call.correlationId;

    m_log.triggerStart(call.line(head), script.script);
    const auto begun = std::chrono::steady_clock::now();
    const auto executor = co_await asio::this_coro::executor;
    const auto waiting = std::make_shared<Waiting>(executor);
    m_scripts.run(script.script, std::move(input),
                  [known = std::weak_ptr(waiting), gate = m_gate](ScriptAnswer answer) {
                      gate->pass([&] {
                          if (auto waits = known.lock()) {
                              const auto own = waits->executor;
                              asio::post(own, [waits = std::move(waits), answer = std::move(answer)]() mutable {
                                  waits->answer = std::move(answer);
                                  waits->isThere = true;
                                  waits->wakeUp.cancel();
                              });
                          }
                      });
                  });
    while (!waiting->isThere) {
        boost::system::error_code ignored;
        co_await waiting->wakeUp.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    call.detail = waiting->answer.faultDetail;
    auto response = scriptResponse(std::move(waiting->answer), call);
    auto line = call.line(head);
    line.status = response.status;
    line.duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
    m_log.triggerEnd(line, script.script, outcomeName(call.fault));
    co_return response;
}

http::Response Calls::scriptResponse(ScriptAnswer&& answer, Call& call) const
{
    using enum EndpointFault;
    switch (answer.fault) {
    case ScriptFault::None: break;
    case ScriptFault::NotFound: return refuse(call, FailedToGetScriptInfo);
    case ScriptFault::Failed: return refuse(call, AutomationActionError);
    case ScriptFault::InvalidResult: return refuse(call, InvalidAutomationActionResult);
    case ScriptFault::TooLarge: return refuse(call, ResponseBodyTooLarge);
    case ScriptFault::Busy: return refuse(call, WorkersBusy);
    case ScriptFault::NoWorker: return refuse(call, WorkerNotReached);
    }
    if (answer.status < 200 || answer.status > 599) {
        return refuse(call, UnknownStatusCode);
    }
    for (const auto& [name, value] : answer.headers) {
        if (!isValidHeaderName(name) || !isValidHeaderValue(value)) {
            return refuse(call, ResponseHeadersInvalid);
        }
        if (isBlockedResponseHeader(name)) {
            return refuse(call, ResponseHeadersNotAllowed);
        }
    }
    if (answer.body.size() > m_options.bodyMaximum) {
        return refuse(call, ResponseBodyTooLarge);
    }
    http::Response response;
    response.status = answer.status;
    response.fields = std::move(answer.headers);
    response.body = std::move(answer.body);
    if (!hasField(response, "Content-Type")) {
        response.fields.emplace_back("Content-Type", answer.isBytes ? "application/octet-stream" : "application/json");
    }
    return response;
}

} // namespace tokenhouse::server

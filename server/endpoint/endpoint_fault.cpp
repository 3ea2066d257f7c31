#include "server/endpoint/endpoint_fault.h"

#include <array>

#include "core/json.h"

namespace tokenhouse::server {

namespace {

using enum EndpointFault;

constexpr std::array faults = {
    FaultText{None, "", 0, 200, ""},
    FaultText{
        MalformedRequest, "MalformedRequest", 1015, 400,
        "The request is malformed: its path or query has a wrong escape, a dot segment or bytes that are no UTF-8, or its body is framed wrongly."},
    FaultText{EmptyRoute, "EmptyRoute", 1, 400,
              "The route is missing: call /api/custom/ followed by the route of an API."},
    FaultText{InvalidRequestMethod, "InvalidRequestMethod", 3, 405,
              "The method is not supported here; Allow names those that are."},
    FaultText{DefinitionNotFound, "DefinitionNotFound", 5, 404, "There is no API with this route."},
    FaultText{ManagerNotInitialized, "ManagerNotInitialized", 7, 503,
              "The server is not ready yet. Try again shortly."},
    FaultText{UnexpectedException, "UnexpectedException", 8, 500,
              "Something went wrong on the server; its log has the details."},
    FaultText{InvalidActionMeta, "InvalidActionMeta", 9, 500, "What this API is to do cannot be read."},
    FaultText{BodyToParametersConversionFailed, "BodyToParametersConversionFailed", 10, 400,
              "The body must be one flat JSON object whose values are texts, numbers or booleans."},
    FaultText{AutomationActionError, "AutomationActionError", 12, 500, "The script failed, or ran past its time."},
    FaultText{InvalidAutomationActionResult, "InvalidAutomationActionResult", 13, 500,
              "The script's result is missing or invalid."},
    FaultText{FailedToGetScriptInfo, "FailedToGetScriptInfo", 15, 500, "The script of this API is not there."},
    FaultText{ResponseBodyTooLarge, "ResponseBodyTooLarge", 17, 500, "The answer is larger than it may be."},
    FaultText{WorkerNotReached, "WorkerNotReached", 1001, 500, "No script worker could be reached."},
    FaultText{WorkersBusy, "WorkersBusy", 1006, 503, "All script workers are busy. Try again shortly."},
    FaultText{UnknownStatusCode, "UnknownStatusCode", 1002, 500, "The script's status is not one of 200 to 599."},
    FaultText{InvalidContentType, "InvalidContentType", 1003, 415,
              "A body must be application/json, application/xml, text/xml or text/plain, in UTF-8 and not compressed."},
    FaultText{FailedToReadBody, "FailedToReadBody", 1007, 500, "The body could not be read as UTF-8 text."},
    FaultText{AuthenticationHeaderInvalid, "AuthenticationHeaderInvalid", 1008, 401,
              "The header Authorization is missing or not of the form: Bearer SECRET."},
    FaultText{BodyTooLarge, "BodyTooLarge", 1009, 413, "The body is larger than it may be."},
    FaultText{AuthenticationFailed, "AuthenticationFailed", 1010, 401, "The secret is not accepted for this API."},
    FaultText{QueryStringTooLarge, "QueryStringTooLarge", 1011, 414, "The query string is longer than 2 KB."},
    FaultText{ResponseHeadersNotAllowed, "ResponseHeadersNotAllowed", 1012, 500,
              "The script set a response header that it may not set."},
    FaultText{ResponseHeadersInvalid, "ResponseHeadersInvalid", 1013, 500,
              "The script set a response header that is invalid."},
    FaultText{RateLimitExceeded, "RateLimitExceeded", 1014, 429,
              "This token's limit of requests is reached; Retry-After tells for how long."},
};

constexpr bool isInOrder()
{
    for (std::size_t i = 0; i < faults.size(); ++i) {
        if (faults[i].fault != static_cast<EndpointFault>(i)) {
            return false;
        }
    }
    return faults.size() == static_cast<std::size_t>(RateLimitExceeded) + 1;
}
static_assert(isInOrder());

http::Response response(int status, std::string_view title, std::string_view detail, int code, std::string_view node)
{
    const json::object error{{"title", title}, {"detail", detail}, {"errorCode", code}, {"faultingNode", node}};
    http::Response made;
    made.status = status;
    made.fields.emplace_back("Content-Type", "application/json");
    made.body = json::serialize(json::object{{"errors", json::array{error}}});
    return made;
}

} // namespace

const FaultText& textOf(EndpointFault fault)
{
    return faults[static_cast<std::size_t>(fault)];
}

http::Response faultResponse(EndpointFault fault, std::string_view node)
{
    const auto& text = textOf(fault);
    auto made = response(text.status, text.title, text.detail, text.code, node);
    if (fault == AuthenticationHeaderInvalid) {
        made.fields.emplace_back("WWW-Authenticate", "Bearer");
    } else if (fault == AuthenticationFailed) {
        made.fields.emplace_back("WWW-Authenticate", "Bearer error=\"invalid_token\""); // RFC 6750 section 3
    }
    return made;
}

http::Response framingResponse(int status, std::string_view detail, std::string_view node)
{
    if (status == 414) {
        return faultResponse(QueryStringTooLarge, node);
    }
    auto made = response(status, textOf(MalformedRequest).title, detail, textOf(MalformedRequest).code, node);
    made.close = true;
    return made;
}

} // namespace tokenhouse::server

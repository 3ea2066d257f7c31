#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/http/exchange.h"

namespace tokenhouse::server {

/// The errors of the endpoint that this version can give; names, codes and statuses: domain.md section 4.
enum class EndpointFault : std::uint8_t {
    None,
    MalformedRequest, ///< framing and path; 400
    EmptyRoute,
    InvalidRequestMethod,
    DefinitionNotFound,
    ManagerNotInitialized,
    UnexpectedException,
    InvalidActionMeta,
    BodyToParametersConversionFailed,
    AutomationActionError,
    InvalidAutomationActionResult,
    FailedToGetScriptInfo,
    ResponseBodyTooLarge,
    WorkerNotReached,
    WorkersBusy,
    UnknownStatusCode,
    InvalidContentType,
    FailedToReadBody,
    AuthenticationHeaderInvalid,
    BodyTooLarge,
    AuthenticationFailed,
    QueryStringTooLarge,
    ResponseHeadersNotAllowed,
    ResponseHeadersInvalid,
    RateLimitExceeded,
};

inline constexpr std::size_t endpointFaultCount = static_cast<std::size_t>(EndpointFault::RateLimitExceeded) + 1;

struct FaultText {
    EndpointFault fault;
    std::string_view title;
    int code;
    int status;
    std::string_view detail;
};
const FaultText& textOf(EndpointFault fault);

/// `{"errors":[{"title","detail","errorCode","faultingNode"}]}`.
http::Response faultResponse(EndpointFault fault, std::string_view node);
/// For heads that the server refuses before anybody sees them: 400, 408, 414, 431 …
http::Response framingResponse(int status, std::string_view detail, std::string_view node);

} // namespace tokenhouse::server

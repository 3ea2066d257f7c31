#pragma once

#include <optional>
#include <string_view>

namespace tokenhouse {

/// Why a change was refused; the word on the wire is reasonName(). Source: domain.md section 2.
enum class Reason {
    InvalidName,
    InvalidSecret,
    TokenInUse,
    InvalidRateLimit,
    InvalidExpiry,
    InvalidDescription,
    InvalidOwner,
    InvalidLabels,
    InvalidAllowedAddresses,
    InvalidRoute,
    RouteInUse,
    InvalidMethods,
    InvalidActionMeta,
    IdInUse,
    UnknownToken,
    NotFound,
    RevisionConflict,
    InvalidState,
    InvalidClaim,
    InvalidOverlap,
    InvalidPassword,
    InvalidGroup,
    NameInUse,
    LastManager,
    InvalidFilter,
};

std::string_view reasonName(Reason reason);
std::optional<Reason> reasonFromName(std::string_view name);

/// The kind of refusal as a whole; it maps one to one to an HTTP status, see faultStatus().
enum class Fault {
    Malformed,            // 400
    NoSession,            // 401
    Forbidden,            // 403
    NotFound,             // 404
    MethodNotAllowed,     // 405
    Conflict,             // 409
    PreconditionFailed,   // 412
    TooLarge,             // 413
    UnsupportedMedia,     // 415
    Rule,                 // 422
    PreconditionRequired, // 428
    Throttled,            // 429
    HeadTooLarge,         // 431
    Internal,             // 500
    Unavailable,          // 503
    Unreachable,          // no answer at all; exists on the client's side only, status 0
};

int faultStatus(Fault fault);
Fault faultFromStatus(int status);
std::string_view faultTitle(Fault fault);

} // namespace tokenhouse

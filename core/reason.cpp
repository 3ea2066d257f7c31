#include "core/reason.h"

#include <array>
#include <utility>

namespace tokenhouse {

namespace {

constexpr std::array<std::pair<Reason, std::string_view>, 25> reasons{{
    {Reason::InvalidName, "InvalidName"},
    {Reason::InvalidSecret, "InvalidSecret"},
    {Reason::TokenInUse, "TokenInUse"},
    {Reason::InvalidRateLimit, "InvalidRateLimit"},
    {Reason::InvalidExpiry, "InvalidExpiry"},
    {Reason::InvalidDescription, "InvalidDescription"},
    {Reason::InvalidOwner, "InvalidOwner"},
    {Reason::InvalidLabels, "InvalidLabels"},
    {Reason::InvalidAllowedAddresses, "InvalidAllowedAddresses"},
    {Reason::InvalidRoute, "InvalidRoute"},
    {Reason::RouteInUse, "RouteInUse"},
    {Reason::InvalidMethods, "InvalidMethods"},
    {Reason::InvalidActionMeta, "InvalidActionMeta"},
    {Reason::IdInUse, "IdInUse"},
    {Reason::UnknownToken, "UnknownToken"},
    {Reason::NotFound, "NotFound"},
    {Reason::RevisionConflict, "RevisionConflict"},
    {Reason::InvalidState, "InvalidState"},
    {Reason::InvalidClaim, "InvalidClaim"},
    {Reason::InvalidOverlap, "InvalidOverlap"},
    {Reason::InvalidPassword, "InvalidPassword"},
    {Reason::InvalidGroup, "InvalidGroup"},
    {Reason::NameInUse, "NameInUse"},
    {Reason::LastManager, "LastManager"},
    {Reason::InvalidFilter, "InvalidFilter"},
}};

struct FaultRow {
    Fault fault;
    int status;
    std::string_view title;
};

constexpr std::array<FaultRow, 16> faults{{
    {Fault::Malformed, 400, "The request is malformed"},
    {Fault::NoSession, 401, "Sign in first"},
    {Fault::Forbidden, 403, "Not permitted"},
    {Fault::NotFound, 404, "Not found"},
    {Fault::MethodNotAllowed, 405, "Method not allowed"},
    {Fault::Conflict, 409, "In conflict with another object"},
    {Fault::PreconditionFailed, 412, "Changed by someone else"},
    {Fault::TooLarge, 413, "The request is too large"},
    {Fault::UnsupportedMedia, 415, "Unsupported content type"},
    {Fault::Rule, 422, "Refused by a rule"},
    {Fault::PreconditionRequired, 428, "A revision is required"},
    {Fault::Throttled, 429, "Too many attempts"},
    {Fault::HeadTooLarge, 431, "The request head is too large"},
    {Fault::Internal, 500, "Something went wrong"},
    {Fault::Unavailable, 503, "Not available now"},
    {Fault::Unreachable, 0, "The server does not answer"},
}};

} // namespace

std::string_view reasonName(Reason reason)
{
    for (const auto& [value, name] : reasons) {
        if (value == reason)
            return name;
    }
    return {};
}

std::optional<Reason> reasonFromName(std::string_view name)
{
    for (const auto& [value, text] : reasons) {
        if (text == name)
            return value;
    }
    return std::nullopt;
}

int faultStatus(Fault fault)
{
    for (const auto& row : faults) {
        if (row.fault == fault)
            return row.status;
    }
    return 500;
}

Fault faultFromStatus(int status)
{
    for (const auto& row : faults) {
        if (row.status == status)
            return row.fault;
    }
    return status >= 400 && status < 500 ? Fault::Malformed : Fault::Internal;
}

std::string_view faultTitle(Fault fault)
{
    for (const auto& row : faults) {
        if (row.fault == fault)
            return row.title;
    }
    return {};
}

} // namespace tokenhouse

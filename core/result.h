#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <tl/expected.hpp>

#include "core/reason.h"

namespace tokenhouse {

/// One refused rule: on the wire `{reason, id, message, …extra}`.
struct Trace {
    Reason reason{};
    std::string id;            ///< of the object that could not be changed; empty when there is none yet
    std::string message;       ///< for people: what is wrong and what would be right
    boost::json::object extra; ///< e.g. apiDefinitionIdLinks, conflictingDefinitionId, route
};

/// Why something was not done. Never holds a secret, a password, a session token or an internal detail.
struct Failure {
    Fault fault = Fault::Internal;
    std::string detail;        ///< for people: what happened, what was not changed
    std::vector<Trace> traces; ///< all reasons found, not only the first
    boost::json::object extra; ///< members of the problem object: missingPermission, position, current, retryAfter
};

template <class T>
using Result = tl::expected<T, Failure>;

[[nodiscard]] inline tl::unexpected<Failure> fail(Fault fault, std::string detail, boost::json::object extra = {})
{
    return tl::unexpected<Failure>(Failure{fault, std::move(detail), {}, std::move(extra)});
}

/// A failure of rules: Conflict when all reasons are TokenInUse, RouteInUse or IdInUse, else Rule;
/// NotFound and PreconditionFailed when that is the only reason. `traces` is not empty.
[[nodiscard]] Failure refusal(std::vector<Trace> traces);
[[nodiscard]] inline tl::unexpected<Failure> refuse(std::vector<Trace> traces)
{
    return tl::unexpected<Failure>(refusal(std::move(traces)));
}

} // namespace tokenhouse

#include "core/result.h"

#include <algorithm>
#include <cassert>

namespace tokenhouse {

Failure refusal(std::vector<Trace> traces)
{
    assert(!traces.empty());
    const auto isConflict = [](const Trace& trace) {
        return trace.reason == Reason::TokenInUse || trace.reason == Reason::RouteInUse
               || trace.reason == Reason::IdInUse;
    };
    Failure failure;
    failure.fault = Fault::Rule;
    if (std::all_of(traces.begin(), traces.end(), isConflict))
        failure.fault = Fault::Conflict;
    else if (traces.size() == 1 && traces.front().reason == Reason::NotFound)
        failure.fault = Fault::NotFound;
    else if (traces.size() == 1 && traces.front().reason == Reason::RevisionConflict)
        failure.fault = Fault::PreconditionFailed;
    for (const auto& trace : traces) {
        if (!failure.detail.empty())
            failure.detail += ' ';
        failure.detail += trace.message;
    }
    failure.traces = std::move(traces);
    return failure;
}

} // namespace tokenhouse

#include "core/rate_limit.h"

namespace tokenhouse {

Result<RateLimit> RateLimit::make(std::int64_t limit, std::int64_t windowSeconds, std::string_view id)
{
    std::vector<Trace> traces;
    if (limit < 1 || limit > 100)
        traces.push_back({Reason::InvalidRateLimit, std::string(id), "The limit is 1 to 100 requests.", {}});
    if (windowSeconds < 1 || windowSeconds > 86'400)
        traces.push_back(
            {Reason::InvalidRateLimit, std::string(id), "The window is 1 second to 1 day (86400 seconds).", {}});
    if (!traces.empty())
        return refuse(std::move(traces));
    return RateLimit(static_cast<int>(limit), std::chrono::seconds{windowSeconds});
}

} // namespace tokenhouse

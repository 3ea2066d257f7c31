#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"

namespace tokenhouse {

/// What the stream tells of one change. Without the permission events.read only the first four members are there.
struct LiveEvent {
    std::int64_t sequence = 0;
    std::string kind; ///< empty: something changed, but what came could not be read
    std::string objectType;
    std::string objectId;
    std::vector<std::string> related; ///< e.g. the tokens that an API's change concerns
    std::optional<Event> whole;
};

/// `data` as the stream carries it; `id` is the message's, for what cannot be read.
LiveEvent liveEventFrom(std::string_view data, std::string_view id);

} // namespace tokenhouse

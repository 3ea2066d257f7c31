#include "network/live_event.h"

#include <charconv>

#include "network/json_read.h"

namespace tokenhouse {

LiveEvent liveEventFrom(std::string_view data, std::string_view id)
{
    LiveEvent live;
    std::from_chars(id.data(), id.data() + id.size(), live.sequence);
    const auto parsed = parseJson(data);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    if (object == nullptr) {
        return live;
    }
    live.sequence = integerOf(*object, "sequence", live.sequence);
    live.kind = textOf(*object, "kind");
    live.objectType = textOf(*object, "objectType");
    live.objectId = textOf(*object, "objectId");
    live.related = textsOf(*object, "related");
    if (object->contains("hash")) {
        if (auto event = eventFromJson(*parsed)) {
            live.whole = std::move(*event);
        }
    }
    return live;
}

} // namespace tokenhouse

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/time.h"

namespace tokenhouse {

inline constexpr std::string_view noHash = "0000000000000000000000000000000000000000000000000000000000000000";

/// One changed field. A null value stands for "absent".
struct FieldChange {
    std::string field;
    json::value before;
    json::value after;
};

/// An entry of the audit chain. Empty texts are absent on the wire. Form: contract.md, Events.
struct Event {
    std::int64_t sequence = 0;
    Time time{};
    std::string user;
    std::string userId;
    std::string sessionId;
    std::string client;
    std::string address;
    std::string correlationId;
    std::string operationId;
    std::string kind;       ///< "token.created"
    std::string objectType; ///< "token"
    std::string objectId;
    std::string objectName; ///< a token's name, a definition's route
    std::vector<std::string> related;
    std::vector<FieldChange> changes;
    std::string reason;
    std::string previousHash;
    std::string hash;
};

/// The event as the API shows it, with `format` and, if `withHash`, `hash`.
json::object eventJson(const Event& event, bool withHash = true);
Result<Event> eventFromJson(const json::value& value);
/// Lower-case hex SHA-256 of the RFC 8785 form without `hash`.
std::string eventHash(const Event& event);
std::string eventHash(const json::object& event); ///< ignores a member `hash`
/// Sets previousHash and hash; time never goes back behind `notBefore`.
void seal(Event& event, std::int64_t sequence, std::string_view previousHash, Time notBefore);

/// For sets over 1 000 ids an event keeps counts and the SHA-256 of the sorted lists.
FieldChange setChange(std::string field, std::vector<std::string> gone, std::vector<std::string> come);

} // namespace tokenhouse

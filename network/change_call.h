#pragma once

#include <string_view>

#include "core/uuid.h"
#include "network/json_read.h"
#include "network/token_jobs.h"

namespace tokenhouse {

// What the calls on tokens and on definitions have in common.
QByteArray objectPath(std::string_view collection, const Uuid& id, std::string_view verb = {});
json::array idsOf(const std::vector<Uuid>& ids);
json::object reasonOf(const std::string& reason, DisableCode code = DisableCode::None);
/// Members of `draft` that differ from `before`, as an RFC 7396 patch; members of objects are compared whole.
json::object patchOf(const json::object& before, const json::object& draft);
Call batchCall(std::string_view collection, const BatchOrder& order, const BatchTarget& target, BatchMode mode);
Result<BatchAnswer> batchAnswer(const Answer& answer);
inline Result<void> noContent(const Answer&)
{
    return {};
}
/// The object in `current` of a 412.
const json::value* currentOf(const Failure& failure);

} // namespace tokenhouse

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/permission.h"
#include "core/token.h"

namespace tokenhouse::server {

struct DisableReason {
    DisableCode code = DisableCode::None;
    std::string text; ///< at most 2 000 code points
};

enum class BatchAction { Enable, Disable, Delete, Allow, Disallow, SetExpiry, SetRateLimit };
Permissions tokenBatchNeeds(BatchAction action);
Permissions definitionBatchNeeds(BatchAction action);

inline constexpr std::size_t batchDefinitionsMaximum = 20; ///< APIs that one Allow or Disallow changes

/// One action on many objects.
struct BatchRequest {
    BatchAction action = BatchAction::Disable;
    std::vector<Uuid> ids;
    DisableReason reason{};
    std::vector<Uuid> definitions{}; ///< of Allow, Disallow: whose allowed tokens change; 1 to 20
    json::object patch{};            ///< of SetExpiry, SetRateLimit: the merge patch that each token gets
    bool dryRun = false;             ///< says what would happen and changes nothing
};

struct BatchItem {
    Uuid id;
    int status = 200;
    bool changed = false; ///< false as well when all was as wanted already
    std::optional<Failure> problem{};
};

} // namespace tokenhouse::server

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/action.h"
#include "core/method.h"
#include "core/result.h"
#include "core/route.h"
#include "core/time.h"
#include "core/uuid.h"

namespace tokenhouse {

/// An API definition as lists and reads show it.
struct Definition {
    Uuid id;
    std::string name;
    std::string description;
    std::string route;               ///< as written; always a valid Route
    std::vector<Method> methods;     ///< none = all; in the order of the enum
    std::vector<Uuid> allowedTokens; ///< sorted
    Action action;
    bool isDisabled = false;
    std::string createdBy;
    Time createdAt{};
    std::string lastModifiedBy;
    Time lastModified{};
    std::int64_t revision = 1;
};

struct DefinitionDraft {
    std::string name;
    std::string description;
    std::string route;
    std::vector<Method> methods;
    std::vector<Uuid> allowedTokens;
    std::string actionType;
    boost::json::object actionMeta;
    bool isDisabled = false;
    bool operator==(const DefinitionDraft&) const = default;
};

inline constexpr std::size_t allowedTokensMaximum = 10'000;

/// All broken rules at once, but for those that need the store (RouteInUse, UnknownToken).
std::vector<Trace> checkDefinition(const DefinitionDraft& draft, std::string_view id);
/// Sorts and de-duplicates the sets. Call after checkDefinition found nothing.
void normalise(DefinitionDraft& draft);
DefinitionDraft draftOf(const Definition& definition);

} // namespace tokenhouse

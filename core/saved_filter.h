#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/filter.h"
#include "core/json.h"

namespace tokenhouse {

/// A filter with a name, of one page's list.
struct SavedFilter {
    std::string name; ///< unique on its page, by its key
    std::string page; ///< tokens, definitions, events
    std::string filter;
    std::string orderBy; ///< empty = the list's own order
    bool operator==(const SavedFilter&) const = default;
};

/// The filters of one user, or those that all share, as they are kept: in the user's order.
struct SavedFilters {
    std::int64_t revision = 1; ///< of a list that was never saved, too
    std::vector<SavedFilter> items;
};

inline constexpr std::size_t savedFiltersMaximum = 100;
inline constexpr std::size_t savedFilterBytes = 4 * 1024; ///< of a filter's text
inline constexpr std::size_t savedOrderBytes = 500;

/// All broken rules at once; extra `index` says of which item, and of a filter `position` and what was expected.
std::vector<Trace> checkSavedFilters(const std::vector<SavedFilter>& items, const FilterContext& context);

json::object savedFiltersJson(const SavedFilters& filters); ///< {revision,items:[{name,page,filter,orderBy}]}
/// The items of `{items:[…]}`; rules are not checked here. Unknown members and wrong types are Malformed.
Result<std::vector<SavedFilter>> savedFiltersFromJson(const json::value& value);

} // namespace tokenhouse

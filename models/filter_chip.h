#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/filter.h"
#include "core/time.h"
#include "core/uuid.h"

namespace tokenhouse {

/// One condition of the filter bar; all chips are joined by AND.
struct FilterChip {
    enum class Kind {
        AnyOf,   ///< field is one of `values` (state, createdBy, kind …)
        NoneOf,  ///< field is none of `values`
        Between, ///< from <= time < until; either may be absent
        Within,  ///< in the last `duration` ("7d")
        Before,  ///< longer ago than `duration`
        Present, ///< field is set
        Absent,  ///< field is not set
        Has,     ///< set or text contains values[0]
        Expert,  ///< `values[0]` is a piece of expert text that no other kind says
    };
    std::string field;
    Kind kind = Kind::AnyOf;
    std::vector<std::string> values;
    std::optional<Time> from;
    std::optional<Time> until;
    std::string duration;
    bool operator==(const FilterChip&) const = default;
};

/// The chip in the filter language: `(state = "active" OR state = "disabled")`.
std::string chipFilter(const FilterChip& chip, Schema schema);
/// Free words, each looked for: `enc wall` → `"enc" "wall"`.
std::string freeTextFilter(std::string_view text);
/// Each word in one of these members: `enc wall` → `(name:"enc" OR owner:"enc") AND (…)`.
std::string wordsWithin(std::string_view text, std::span<const std::string_view> members);
/// Any of these objects: `id = a OR id = b`; a filter has room for about 200 (core filterMaximum). Empty for none.
std::string anyOf(std::string_view member, std::span<const Uuid> ids);

/// A filter taken apart: what chips can say becomes chips, words become free text, the rest Expert chips.
struct FilterParts {
    std::string freeText;
    std::vector<FilterChip> chips;
};
/// `text` must be a valid filter of the schema; joined again it filters the same.
FilterParts takeApart(std::string_view text, Schema schema);

} // namespace tokenhouse

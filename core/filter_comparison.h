#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/filter_scanner.h"

namespace tokenhouse::filter {

/// `field op literal` as a node of the form that FilterNode promises; a mistake when field, operator and value do not
/// go together. `operatorAt` is the operator's byte.
Parsed<FilterNode> comparison(const Field& field, CompareOp op, std::size_t operatorAt, const Literal& literal,
                              const FilterContext& context);

FilterNode presence(const Field& field);
/// NOT of a node; two of them are none.
FilterNode negation(FilterNode node);
/// A bare word or quoted text: All when it is empty or a lone star.
FilterNode searchFor(const Literal& literal);

/// The name nearest to what was written, case aside; empty when none is near enough to be meant.
std::string nearest(std::string_view written, const std::vector<std::string_view>& names);

} // namespace tokenhouse::filter

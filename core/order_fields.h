#pragma once

#include "core/filter.h"

namespace tokenhouse {

/// Members that lists are sorted by and not filtered, or sorted by in another way than they are filtered: sets by their
/// texts one after the other, `rateLimit` by the calls it allows in a time, `allowedTokens` by their number. They go
/// before the schema's own. contract.md, Lists: every column.
Schema orderOnlyFields(Schema schema);

/// What an order compares of a record: no set, for that is a text or a number here.
FieldValue orderValue(const FieldReader& record, const Field& field);
/// Below 0, 0 or above 0. Texts by their keys; an absent value is the greatest. Both are values of one field.
int compareForOrder(const FieldValue& a, const FieldValue& b);

/// What `rateLimit` sorts by: calls in 10^12 seconds.
constexpr std::int64_t rateForOrder(std::int64_t limit, std::int64_t windowSeconds)
{
    return limit * 1'000'000'000'000 / windowSeconds;
}

} // namespace tokenhouse

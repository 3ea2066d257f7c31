#pragma once

#include "core/saved_filter.h"
#include "network/job.h"

namespace tokenhouse {

struct SavedFilterLists {
    SavedFilters own;
    SavedFilters shared;
};
class ListSavedFiltersJob final : public JobOf<SavedFilterLists> {
public:
    explicit ListSavedFiltersJob(Connection& connection);
};

enum class FilterScope { Own, Shared };
/// Replaces one of the two lists whole, under the revision it was read at.
class PutSavedFiltersJob final : public JobOf<SavedFilters> {
public:
    PutSavedFiltersJob(Connection& connection, FilterScope scope, const SavedFilters& filters);
};

} // namespace tokenhouse

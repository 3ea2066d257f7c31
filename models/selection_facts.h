#pragma once

#include <QItemSelection>

#include "models/needs.h"
#include "models/paged_model.h"

namespace tokenhouse {

RowRanges rowsOf(const QItemSelection& selection);

/// What is selected of a paged list, whole rows, as commands ask for it: ids and states of the rows at hand, and how
/// many are not. All of a list, or all but a few rows at hand, goes by filter when not every row was read; anything
/// else that was not read cannot be named. Costs what is at hand, not what is selected.
Selection selectionFacts(const PagedModel& model, ObjectKind kind, const QItemSelection& selection);

} // namespace tokenhouse

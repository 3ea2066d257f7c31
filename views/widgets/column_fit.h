#pragma once

#include <vector>

#include "models/paged_model.h"

namespace tokenhouse {

struct FittedColumn {
    int width = 0;
    bool isShown = true;
};

/// How columns share `room` pixels while the user has not arranged them. `widths` are their first widths, wide enough
/// for whatever may not be cut (a state, a number, a time). Texts give way a little; where the name would still get
/// under its least width, the columns that yield are left out, in their order; where even that is not enough, all keep
/// their widths and the table scrolls. What is left over is the name's.
std::vector<FittedColumn> fitColumns(const std::vector<ColumnInfo>& columns, const std::vector<int>& widths, int room);

} // namespace tokenhouse

#include "views/widgets/column_fit.h"

#include <algorithm>

namespace tokenhouse {

namespace {

constexpr int leastName = 200;     ///< what tells names apart that begin alike
constexpr double leastText = 0.85; ///< of its first width; another column's text is short, or in the details

/// Index of the column that takes what is left over; -1 when there is none.
int nameOf(const std::vector<ColumnInfo>& columns)
{
    const auto found = std::ranges::find_if(
        columns, [](const ColumnInfo& column) { return column.kind == ColumnKind::Name && column.visible; });
    return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

bool gives(const ColumnInfo& column)
{
    return column.kind == ColumnKind::Text || column.kind == ColumnKind::Name;
}

} // namespace

std::vector<FittedColumn> fitColumns(const std::vector<ColumnInfo>& columns, const std::vector<int>& widths, int room)
{
    const int name = nameOf(columns);
    const int wanted = name < 0 ? 0 : std::max(widths[static_cast<std::size_t>(name)], leastName);
    std::vector<FittedColumn> all;
    int yielding = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        all.push_back({static_cast<int>(i) == name ? wanted : widths[i], columns[i].visible});
        yielding = std::max(yielding, columns[i].visible ? columns[i].yields : 0);
    }
    for (int yielded = 0; name >= 0 && yielded <= yielding; ++yielded) {
        auto fitted = all;
        int texts = 0;
        int fixed = 0;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i].yields > 0 && columns[i].yields <= yielded)
                fitted[i].isShown = false;
            if (!fitted[i].isShown || static_cast<int>(i) == name)
                continue;
            (gives(columns[i]) ? texts : fixed) += widths[i];
        }
        const int left = room - fixed - wanted; // for the texts
        const double share = std::clamp(left / static_cast<double>(std::max(texts, 1)), 0.0, 1.0);
        if (left < 0 || (texts > 0 && share < leastText))
            continue;
        int rest = room - fixed;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (!fitted[i].isShown || static_cast<int>(i) == name || !gives(columns[i]))
                continue;
            fitted[i].width = static_cast<int>(widths[i] * share);
            rest -= fitted[i].width;
        }
        fitted[static_cast<std::size_t>(name)].width = rest;
        return fitted;
    }
    return all;
}

} // namespace tokenhouse

#include "models/selection_facts.h"

#include <algorithm>
#include <utility>

#include "models/text.h"

namespace tokenhouse {
namespace {

constexpr std::int64_t withoutMost = 100; // half of what a filter may hold, so that the list's own still fits

std::int64_t sizeOf(const RowRanges& rows)
{
    std::int64_t size = 0;
    for (const auto& [first, last] : rows) {
        size += last - first + 1;
    }
    return size;
}

/// The rows up to `total` that are not among these.
RowRanges others(const RowRanges& rows, int total)
{
    RowRanges gaps;
    int next = 0;
    for (const auto& [first, last] : rows) {
        if (first > next) {
            gaps.emplace_back(next, first - 1);
        }
        next = last + 1;
    }
    if (next < total) {
        gaps.emplace_back(next, total - 1);
    }
    return gaps;
}

std::optional<ChosenByFilter> byFilter(const PagedModel& model, const RowRanges& chosen)
{
    // Only then are these the rows of this filter, and all of them.
    if (model.state() != PagedModel::State::Ready || model.total() != model.rowCount()) {
        return std::nullopt;
    }
    const auto gaps = others(chosen, model.rowCount());
    const auto without = sizeOf(gaps);
    if (without > withoutMost) {
        return std::nullopt;
    }
    ChosenByFilter result{utf8(model.filter()), utf8(model.filter()), static_cast<int>(without)};
    std::string terms;
    for (const auto& [first, last] : gaps) {
        for (int row = first; row <= last; ++row) {
            const auto id = model.idAt(row);
            if (id.isEmpty()) {
                return std::nullopt;
            }
            terms += (terms.empty() ? "id = " : " OR id = ") + utf8(id);
        }
    }
    if (!terms.empty()) {
        const auto list = result.list.empty() ? std::string() : '(' + result.list + ") AND ";
        result.filter = list + "NOT (" + terms + ')';
    }
    return result;
}

} // namespace

RowRanges rowsOf(const QItemSelection& selection)
{
    RowRanges ranges;
    for (const auto& range : selection) {
        ranges.emplace_back(range.top(), range.bottom());
    }
    std::ranges::sort(ranges);
    RowRanges rows;
    for (const auto& [first, last] : ranges) {
        if (!rows.empty() && first <= rows.back().second + 1) {
            rows.back().second = std::max(rows.back().second, last);
        } else {
            rows.emplace_back(first, last);
        }
    }
    return rows;
}

Selection selectionFacts(const PagedModel& model, ObjectKind kind, const QItemSelection& selection)
{
    Selection facts;
    facts.kind = kind;
    const auto chosen = rowsOf(selection);
    const bool hasFaces = kind == ObjectKind::Token || kind == ObjectKind::Definition;
    auto range = chosen.begin();
    for (const auto& [first, last] : model.rowsAtHand()) {
        while (range != chosen.end() && range->second < first) {
            ++range;
        }
        for (auto inside = range; inside != chosen.end() && inside->first <= last; ++inside) {
            for (int row = std::max(first, inside->first); row <= std::min(last, inside->second); ++row) {
                facts.ids.push_back(utf8(model.idAt(row)));
                if (hasFaces) {
                    facts.count(static_cast<Face>(model.index(row, 0).data(FaceRole).toInt()));
                }
            }
        }
    }
    facts.unread = static_cast<int>(sizeOf(chosen)) - facts.count();
    if (facts.unread > 0) {
        facts.byFilter = byFilter(model, chosen);
    }
    return facts;
}

} // namespace tokenhouse

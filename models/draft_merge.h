#pragma once

#include <functional>
#include <vector>

#include <QString>

#include "core/definition.h"
#include "core/token.h"
#include "models/time_text.h"

namespace tokenhouse {

/// A member that two people changed, or one of them, since one began to edit.
struct MergeRow {
    enum class Take { Unset, Theirs, Mine };
    QString key;   ///< never translated
    QString label; ///< translated
    QString theirs;
    QString mine;
    Take take = Take::Unset; ///< who alone changed it is taken at first; Unset where both did
    bool operator==(const MergeRow&) const = default;
};

/// A member of a draft: how it reads, and how it is carried over.
template <class Draft>
struct DraftField {
    QString key;
    QString label;
    std::function<QString(const Draft&)> text;
    std::function<bool(const Draft&, const Draft&)> equal;
    std::function<void(const Draft& from, Draft& to)> copy;
};
std::vector<DraftField<TokenDraft>> mergeFields(const TimeText& times, const TokenDraft*);
/// An action and its settings are one.
std::vector<DraftField<DefinitionDraft>> mergeFields(const TimeText& times, const DefinitionDraft*);

/// What differs between mine and theirs; `shown` is what I began with, `read` the same as the server had it, which may
/// be finer than what can be shown.
template <class Draft>
std::vector<MergeRow> mergeRows(const std::vector<DraftField<Draft>>& fields, const Draft& shown, const Draft& read,
                                const Draft& mine, const Draft& theirs)
{
    std::vector<MergeRow> rows;
    for (const auto& field : fields) {
        const bool isMine = !field.equal(mine, shown);
        const bool isTheirs = !field.equal(theirs, read);
        if ((!isMine && !isTheirs) || (isMine && isTheirs && field.equal(mine, theirs)))
            continue;
        const auto take = isMine && isTheirs ? MergeRow::Take::Unset
                          : isMine           ? MergeRow::Take::Mine
                                             : MergeRow::Take::Theirs;
        rows.push_back({field.key, field.label, field.text(theirs), field.text(mine), take});
    }
    return rows;
}

/// Theirs, with what is to be taken from mine.
template <class Draft>
Draft mergedBy(const std::vector<DraftField<Draft>>& fields, const std::vector<MergeRow>& rows, const Draft& mine,
               Draft theirs)
{
    for (const auto& row : rows) {
        for (const auto& field : fields) {
            if (field.key == row.key && row.take == MergeRow::Take::Mine)
                field.copy(mine, theirs);
        }
    }
    return theirs;
}

} // namespace tokenhouse

#pragma once

#include <QString>
#include <QStringList>

#include "core/filter.h"

namespace tokenhouse {

/// What may stand at a place of a filter: members, operators, values, the words between conditions.
struct FilterCompletion {
    int start = 0;     ///< where the word begins that an offer takes the place of, in QString characters
    QStringList words; ///< without the one that stands there already
};

/// For a cursor at `position`. `users` are offered as values of members that hold a user's name.
FilterCompletion completeFilter(const QString& text, int position, Schema schema, const QStringList& users);

} // namespace tokenhouse

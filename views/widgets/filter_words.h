#pragma once

#include <string>
#include <utility>
#include <vector>

#include <QCoreApplication>
#include <QString>

#include "models/filter_state.h"
#include "models/time_text.h"

namespace tokenhouse {

/// What the filter bar needs to know of its page's words; all visible text.
struct FilterWords {
    Q_DECLARE_TR_FUNCTIONS(FilterWords)

public:
    QString placeholder;                             ///< "Name, owner, user… or add a filter"
    std::vector<std::pair<QString, QString>> states; ///< value, word: of the menu "State"
    QString stateField;                              ///< "state"; an API's is "isDisabled"; empty = no such menu
    QString userField;                               ///< "createdBy"; empty = no such menu
    QString userTitle;                               ///< "Created by"
    QString timeField;                               ///< "lastModified"; events: "time"
    QString timeTitle;                               ///< "Modified"
};

/// A condition as its chip says it: "Modified in the last 7d". Days are those of `times`' zone.
QString chipLabel(const FilterChip& chip, const FilterWords& words, const TimeText& times);

} // namespace tokenhouse

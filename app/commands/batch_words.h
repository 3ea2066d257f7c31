#pragma once

#include <QString>

#include "network/token_jobs.h"

namespace tokenhouse {

/// "Disabling 12…"
QString doingText(BatchAction action, int count);
/// "Disabled %1 of %2", to be filled in.
QString doneText(BatchAction action);
/// "“probe” was disabled."
QString doneText(BatchAction action, const QString& name);
/// "Nothing was disabled"
QString nothingDoneText(BatchAction action);

/// What takes an order back; `before` are the tokens it changed, as far as they are at hand, as they were. Absent where
/// there is no way back, or it would be another one for each token.
std::optional<BatchOrder> takingBack(const BatchOrder& order, const std::vector<const Token*>& before);

} // namespace tokenhouse

#pragma once

#include "app/commands/command_context.h"
#include "network/token_jobs.h"

namespace tokenhouse {

/// Tells how an action on many went: a word when all went well, else each refusal with its reason; what failed and is
/// at hand stays selected. `done` is a sentence with %1 of %2 ("Disabled %1 of %2"); `expected` is how many were
/// confirmed: fewer were done when others changed some meanwhile. Returns the word.
QString showBatchResult(CommandContext& context, ObjectKind kind, const BatchAnswer& answer, const QString& done,
                        int expected);

/// Names of the selected objects that are at hand, for a dialog.
QStringList selectedNames(const CommandContext& context);

} // namespace tokenhouse

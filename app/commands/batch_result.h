#pragma once

#include <functional>

#include "app/commands/batch_run.h"
#include "app/commands/command_context.h"
#include "views/dialogs/bulk_dialog.h"

namespace tokenhouse {

/// Tells how an action on many went: a word when all went well, else each refusal with its reason; what failed and is
/// at hand stays selected. `done` is a sentence with %1 of %2 ("Disabled %1 of %2"), `one` the whole word when it was
/// about a single object that is known by name. Returns the word.
QString showBatchResult(CommandContext& context, ObjectKind kind, const BatchRun::Outcome& outcome, const QString& done,
                        const QString& one);

/// What was, or would be, refused, by the names that are at hand.
QList<BulkRefusal> refusalsOf(const CommandContext& context, ObjectKind kind, const std::vector<BatchResult>& results);
/// Reads the names of refused objects that have none yet, for as long as `owner` lives.
void askNames(const CommandContext& context, ObjectKind kind, const QList<BulkRefusal>& refusals, QObject* owner,
              const std::function<void(const QString& id, const QString& name)>& take);

/// Names of the selected objects that are at hand, for a dialog.
QStringList selectedNames(const CommandContext& context);

} // namespace tokenhouse

#pragma once

#include <functional>

#include <QString>

#include "app/session.h"
#include "models/definitions_model.h"
#include "models/secret_clipboard_state.h"
#include "models/tokens_model.h"
#include "models/undo_state.h"
#include "models/work_state.h"

class QWidget;

namespace tokenhouse {

/// What commands work with; owned by the main window, outlives every command.
struct CommandContext {
    Session& session;
    QWidget& window; ///< parent of dialogs
    TokensModel& tokens;
    DefinitionsModel& definitions;
    SecretClipboardState& clipboard;
    UndoState& undo;
    WorkState& work;
    TimeText& times;
    std::function<void(ObjectKind kind, const QString& id)> open; ///< jumps to an object
    /// Jumps to an object that was just made, unless the filter hides it: that is only said.
    std::function<void(ObjectKind kind, const QString& id, const QString& name)> showMade;
    std::function<void(const QString& filter)> showTokens;                     ///< the Tokens page with this filter
    std::function<void(const QString& filter)> showDefinitions;                ///< the APIs page with this filter
    std::function<void(const QString& filter)> showEvents;                     ///< the Events page with this filter
    std::function<void(const QString& operationId)> showOperation;             ///< the Events page with its events
    std::function<void(ObjectKind kind, const std::vector<Uuid>& ids)> select; ///< what failed stays selected
    std::function<void(const QString& message)> say;                           ///< a passing word in the status bar
};

/// The selected ids that parse; the selection's ids come from our own models.
std::vector<Uuid> selectedIds(const CommandContext& context);
/// Shows a failure with its details over the window.
void showError(const CommandContext& context, const QString& heading, const Failure& failure);

} // namespace tokenhouse

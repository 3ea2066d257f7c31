#pragma once

#include <cstdint>
#include <optional>

#include <QPointer>
#include <QStringList>

#include "app/command.h"
#include "app/commands/command_context.h"
#include "core/permission.h"
#include "core/time.h"
#include "network/token_jobs.h"

namespace tokenhouse {

class HouseDialog;

/// What a batch is about to act on, settled before anybody is asked.
struct Chosen {
    BatchTarget target;
    int count = 0;                          ///< a filter's as the server counted it
    QStringList names;                      ///< of some at hand, for the dialog
    std::optional<ChosenByFilter> byFilter; ///< how the target came about, when it is no row of ids
};

/// A verb on all that is selected of the tokens or the APIs. Ids go as they are. A selection of more rows than were
/// read goes by its filter: the server counts it first, and what somebody makes or changes after that count is not
/// touched, so that no more is done than was confirmed. GUI thread.
class BatchCommand : public Command {
    Q_OBJECT

protected:
    BatchCommand(CommandContext& context, ObjectKind kind, BatchAction action, const Needs& needs, const Face& face,
                 QObject* parent);

    void run() override;
    /// Asks what has to be asked, then sends().
    virtual void ask(const Chosen& chosen) = 0;
    /// Tells how it went. The dialog, when it is still open then, is closed, or shows why nothing was done; closing it
    /// before takes nothing back.
    void send(const Chosen& chosen, HouseDialog* dialog = nullptr, const std::string& reason = {},
              DisableCode code = DisableCode::None);
    CommandContext& context() const { return m_context; }
    ObjectKind kind() const { return m_kind; }

private:
    struct Act {
        BatchAction action;
        BatchTarget target;
        int count;
        std::vector<Uuid> switched; ///< what this enables or disables that was not so before: what undoing it is about
    };
    void counted(Chosen chosen, std::int64_t total, std::optional<Time> newest);
    void act(const Act& wanted, HouseDialog* dialog, const std::string& reason, DisableCode code);
    void finish(const Act& acted, HouseDialog* dialog, const Result<BatchAnswer>& answer);
    std::vector<Uuid> switchedBy(BatchAction action, const BatchTarget& target, DisableCode code) const;
    void offerUndo(const Act& acted, const BatchAnswer& answer, const QString& done);

    CommandContext& m_context;
    ObjectKind m_kind;
    BatchAction m_action;
    QPointer<QObject> m_counting;
};

} // namespace tokenhouse

#pragma once

#include <optional>

#include <QPointer>
#include <QStringList>

#include "app/command.h"
#include "app/commands/batch_run.h"
#include "app/commands/command_context.h"
#include "views/dialogs/bulk_dialog.h"

namespace tokenhouse {

/// What a batch is about to act on.
struct Chosen {
    std::vector<Uuid> ids; ///< empty while only the filter is known
    int count = 0;
    QStringList names; ///< of some at hand, for the dialog
    std::optional<ChosenByFilter> byFilter;
};

/// A verb on all that is selected of the tokens or the APIs. While one is asked, the server rehearses it, so that one
/// sees what will happen. A selection of more rows than were read goes by its filter: its objects are those of the
/// rehearsal, so that no more is done than was confirmed. GUI thread.
class BatchCommand : public Command {
    Q_OBJECT

protected:
    BatchCommand(CommandContext& context, ObjectKind kind, BatchAction action, const Needs& needs, const Face& face,
                 QObject* parent);

    void run() override;
    /// The question; null where nothing has to be asked.
    virtual BulkDialog* makeDialog(const Chosen& chosen) = 0;
    /// What the dialog asks for; absent while it does not say all. Called without one where nothing was asked.
    virtual std::optional<BatchOrder> order() const { return BatchOrder{m_action}; }
    CommandContext& context() const { return m_context; }
    ObjectKind kind() const { return m_kind; }
    BatchAction verb() const { return m_action; }
    BulkDialog* dialog() const { return m_dialog; }

private:
    void open();
    void rehearse();
    void rehearsed(const Result<BatchAnswer>& answer);
    void submit();
    void start(const BatchOrder& wanted, std::vector<Uuid> ids);
    void finish(const BatchOrder& done, const BatchRun::Outcome& outcome, const std::optional<BatchOrder>& back);
    void offerUndo(const BatchRun::Outcome& outcome, const std::optional<BatchOrder>& back, const QString& word);

    CommandContext& m_context;
    ObjectKind m_kind;
    BatchAction m_action;
    Chosen m_chosen;
    QPointer<BulkDialog> m_dialog;
    QPointer<QObject> m_rehearsal;                   ///< on its way
    std::optional<std::vector<BatchResult>> m_known; ///< what it said of the present order
};

} // namespace tokenhouse

#include "app/commands/batch_command.h"

#include <algorithm>

#include "app/commands/batch_result.h"
#include "app/commands/batch_words.h"
#include "app/commands/follow_rights.h"
#include "network/definition_jobs.h"
#include "views/dialogs/bulk_dialog.h"

namespace tokenhouse {

BatchCommand::BatchCommand(CommandContext& context, ObjectKind kind, BatchAction action, const Needs& needs,
                           const Face& face, QObject* parent)
    : Command(needs, face, parent), m_context(context), m_kind(kind), m_action(action)
{}

void BatchCommand::run()
{
    if (m_dialog)
        return;
    const auto& selection = m_context.session.situation().situation().selection;
    m_known.reset();
    m_chosen = {};
    m_chosen.names = selectedNames(m_context);
    m_chosen.byFilter = selection.byFilter;
    if (!m_chosen.byFilter)
        m_chosen.ids = selectedIds(m_context);
    m_chosen.count = m_chosen.byFilter ? selection.count() + selection.unread : static_cast<int>(m_chosen.ids.size());
    if (m_chosen.count > 0)
        open();
}

void BatchCommand::open()
{
    m_dialog = makeDialog(m_chosen);
    if (!m_dialog) {
        start(*order(), m_chosen.ids);
        return;
    }
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto& chosen = m_chosen.byFilter)
        m_dialog->setChosenBy(QString::fromStdString(chosen->list), chosen->without);
    followRights(m_context.session, m_dialog, needs().permissions);
    connect(m_dialog, &BulkDialog::previewWanted, this, &BatchCommand::rehearse);
    connect(m_dialog, &BulkDialog::submitted, this, &BatchCommand::submit);
    // What was rehearsed at one server must not be confirmed at another.
    connect(&m_context.session, &Session::left, m_dialog, [this] {
        m_known.reset();
        if (m_chosen.byFilter)
            m_dialog->setLooking(true);
    });
    m_dialog->open();
    rehearse();
}

void BatchCommand::rehearse()
{
    const auto wanted = order();
    if (!wanted)
        return;
    delete m_rehearsal;
    m_known.reset();
    m_dialog->setLooking(m_chosen.byFilter.has_value());
    BatchTarget target = m_chosen.ids;
    if (m_chosen.byFilter)
        target = BatchTarget::matching(m_chosen.byFilter->filter);
    auto& connection = m_context.session.connection();
    const auto then = [this](const Result<BatchAnswer>& answer) { rehearsed(answer); };
    if (m_kind == ObjectKind::Token) {
        auto& job = tokenhouse::start<BatchTokensJob>(connection, *wanted, target, BatchMode::Rehearse);
        job.then(m_dialog, then);
        m_rehearsal = &job;
    } else {
        auto& job = tokenhouse::start<BatchDefinitionsJob>(connection, *wanted, target, BatchMode::Rehearse);
        job.then(m_dialog, then);
        m_rehearsal = &job;
    }
}

void BatchCommand::rehearsed(const Result<BatchAnswer>& answer)
{
    if (!answer) {
        // Where the objects are known, doing it tells the same.
        if (m_chosen.byFilter)
            m_dialog->setPreviewFailed(answer.error());
        return;
    }
    m_known = answer->results;
    BulkPreview preview;
    for (const auto& result : *m_known) {
        preview.changing += result.isDone() && result.changed ? 1 : 0;
        preview.same += result.isDone() && !result.changed ? 1 : 0;
    }
    preview.refusals = refusalsOf(m_context, m_kind, *m_known);
    if (m_chosen.byFilter)
        m_dialog->setCount(static_cast<int>(m_known->size()));
    m_dialog->setPreview(preview);
    askNames(m_context, m_kind, preview.refusals, m_dialog,
             [dialog = m_dialog](const QString& id, const QString& name) { dialog->setName(id, name); });
}

void BatchCommand::submit()
{
    const auto wanted = order();
    if (!wanted)
        return;
    auto ids = m_chosen.ids;
    if (m_known) {
        ids.clear();
        for (const auto& result : *m_known) {
            if (!result.isDone() || result.changed)
                ids.push_back(result.id);
        }
    }
    start(*wanted, std::move(ids));
}

void BatchCommand::start(const BatchOrder& wanted, std::vector<Uuid> ids)
{
    if (ids.empty())
        return;
    const int count = static_cast<int>(ids.size());
    const auto doing = doingText(wanted.action, count);
    if (m_dialog)
        m_dialog->setBusy(doing);
    std::vector<const Token*> before;
    for (const auto& id : ids)
        before.push_back(m_context.tokens.byId(QString::fromStdString(id.text())));
    m_context.undo.forget();
    auto* work = new BatchRun(m_context.session, m_kind, wanted, std::move(ids), this);
    m_context.work.begin(doing, [run = QPointer(work)] {
        if (run)
            run->stop();
    });
    connect(work, &BatchRun::progressed, this, [this](int done, int all) {
        m_context.work.setPercent(done * 100 / all);
        if (done < all && m_dialog)
            m_dialog->accept(); // the rest goes on in the status bar
    });
    connect(work, &BatchRun::finished, this,
            [this, wanted, back = takingBack(wanted, before)](const BatchRun::Outcome& outcome) {
                finish(wanted, outcome, back);
            });
    work->begin();
}

void BatchCommand::finish(const BatchOrder& done, const BatchRun::Outcome& outcome,
                          const std::optional<BatchOrder>& back)
{
    m_context.work.end();
    if (outcome.answer.results.empty() && outcome.failure) {
        const bool isKnown = outcome.failure->fault != Fault::Unreachable;
        if (m_dialog) {
            m_dialog->setBusy({});
            m_dialog->showFailure(*outcome.failure);
        } else {
            showError(m_context, isKnown ? nothingDoneText(done.action) : tr("No answer came"), *outcome.failure);
        }
        return;
    }
    if (m_dialog)
        m_dialog->accept();
    const bool isOne = outcome.answer.results.size() == 1 && m_chosen.names.size() == 1 && m_chosen.count == 1;
    const auto word = showBatchResult(m_context, m_kind, outcome, doneText(done.action),
                                      isOne ? doneText(done.action, m_chosen.names.first()) : QString());
    offerUndo(outcome, back, word);
}

void BatchCommand::offerUndo(const BatchRun::Outcome& outcome, const std::optional<BatchOrder>& back,
                             const QString& word)
{
    std::vector<Uuid> changed;
    for (const auto& result : outcome.answer.results) {
        if (result.isDone() && result.changed)
            changed.push_back(result.id);
    }
    if (back && !changed.empty())
        m_context.undo.offer(word, [this, back, changed] { start(*back, changed); });
}

} // namespace tokenhouse

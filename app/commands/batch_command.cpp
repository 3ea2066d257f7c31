#include "app/commands/batch_command.h"

#include <algorithm>
#include <climits>
#include <functional>
#include <set>
#include <utility>

#include "app/commands/batch_result.h"
#include "network/definition_jobs.h"
#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

namespace {

/// What the filter matched when its newest change was `newest`, less what anybody changes from then on.
std::string pinned(const std::string& filter, Time newest)
{
    const auto before = "lastModified <= \"" + formatTime(newest) + '"';
    return filter.empty() ? before : '(' + filter + ") AND " + before;
}

using Counted = std::function<void(std::int64_t total, std::optional<Time> newest)>;

/// How many the filter matches, and when the newest change of one of them was.
template <class ListJob>
QObject* startCount(CommandContext& context, QObject* owner, const std::string& filter, const QString& failed,
                    Counted then)
{
    ListRequest request;
    request.filter = filter;
    request.orderBy = "lastModified desc";
    request.pageSize = 1;
    auto& job = start<ListJob>(context.session.connection(), request);
    job.then(owner, [&context, failed, then = std::move(then)](const Result<typename ListJob::Value>& page) {
        if (!page)
            showError(context, failed, page.error());
        else if (page->items.empty())
            then(0, std::nullopt);
        else
            then(page->totalSize.value_or(1), page->items.front().lastModified);
    });
    return &job;
}

} // namespace

BatchCommand::BatchCommand(CommandContext& context, ObjectKind kind, BatchAction action, const Needs& needs,
                           const Face& face, QObject* parent)
    : Command(needs, face, parent), m_context(context), m_kind(kind), m_action(action)
{
    // What was counted at one server must not be confirmed at another.
    connect(&context.session, &Session::left, this, [this] { delete m_counting; });
}

void BatchCommand::run()
{
    const auto& selection = m_context.session.situation().situation().selection;
    Chosen chosen;
    chosen.names = selectedNames(m_context);
    chosen.byFilter = selection.byFilter;
    if (!chosen.byFilter) {
        chosen.target = selectedIds(m_context);
        chosen.count = static_cast<int>(chosen.target.ids.size());
        if (chosen.count > 0)
            ask(chosen);
    } else if (!m_counting) {
        const auto& filter = chosen.byFilter->filter;
        const auto failed = tr("What is selected could not be counted");
        const auto then = [this, chosen](std::int64_t total, std::optional<Time> newest) {
            m_counting.clear();
            counted(chosen, total, newest);
        };
        m_counting = m_kind == ObjectKind::Token
                         ? startCount<ListTokensJob>(m_context, this, filter, failed, then)
                         : startCount<ListDefinitionsJob>(m_context, this, filter, failed, then);
    }
}

void BatchCommand::counted(Chosen chosen, std::int64_t total, std::optional<Time> newest)
{
    if (!newest) {
        m_context.say(tr("Nothing is left of what was selected."));
        return;
    }
    chosen.count = static_cast<int>(std::min<std::int64_t>(total, INT_MAX));
    if (chosen.count < chosen.names.size())
        chosen.names.clear(); // some of them match no more
    chosen.target = BatchTarget::matching(pinned(chosen.byFilter->filter, *newest));
    ask(chosen);
}

void BatchCommand::send(const Chosen& chosen, HouseDialog* dialog, const std::string& reason, DisableCode code)
{
    act({m_action, chosen.target, chosen.count, switchedBy(m_action, chosen.target, code)}, dialog, reason, code);
}

void BatchCommand::act(const Act& wanted, HouseDialog* dialog, const std::string& reason, DisableCode code)
{
    const auto doing = wanted.action == BatchAction::Enable    ? tr("Enabling %Ln…", nullptr, wanted.count)
                       : wanted.action == BatchAction::Disable ? tr("Disabling %Ln…", nullptr, wanted.count)
                                                               : tr("Deleting %Ln…", nullptr, wanted.count);
    if (dialog)
        dialog->setBusy(doing);
    m_context.undo.forget();
    m_context.work(doing);
    auto& connection = m_context.session.connection();
    const auto then = [this, wanted, open = QPointer(dialog)](const Result<BatchAnswer>& answer) {
        finish(wanted, open, answer);
    };
    if (m_kind == ObjectKind::Token)
        start<BatchTokensJob>(connection, wanted.action, wanted.target, reason, code).then(this, then);
    else
        start<BatchDefinitionsJob>(connection, wanted.action, wanted.target, reason).then(this, then);
}

void BatchCommand::finish(const Act& acted, HouseDialog* dialog, const Result<BatchAnswer>& answer)
{
    m_context.work({});
    if (!answer) {
        const auto heading = acted.action == BatchAction::Enable    ? tr("Nothing was enabled")
                             : acted.action == BatchAction::Disable ? tr("Nothing was disabled")
                                                                    : tr("Nothing was deleted");
        const bool isKnown = answer.error().fault != Fault::Unreachable;
        if (dialog)
            dialog->showFailure(answer.error());
        else
            showError(m_context, isKnown ? heading : tr("No answer came"), answer.error());
        return;
    }
    if (dialog)
        dialog->accept();
    const auto done = acted.action == BatchAction::Enable    ? tr("Enabled %1 of %2")
                      : acted.action == BatchAction::Disable ? tr("Disabled %1 of %2")
                                                             : tr("Deleted %1 of %2");
    const auto heading = showBatchResult(m_context, m_kind, *answer, done, acted.count);
    offerUndo(acted, *answer, heading);
}

/// Of what is not at hand nobody knows how it was. A leaked secret stays off.
std::vector<Uuid> BatchCommand::switchedBy(BatchAction action, const BatchTarget& target, DisableCode code) const
{
    std::vector<Uuid> ids;
    if (action == BatchAction::Delete || code == DisableCode::Leaked)
        return ids;
    const bool disables = action == BatchAction::Disable;
    for (const auto& id : target.ids) {
        const auto text = QString::fromStdString(id.text());
        const auto* token = m_kind == ObjectKind::Token ? m_context.tokens.byId(text) : nullptr;
        const auto* definition = m_kind == ObjectKind::Token ? nullptr : m_context.definitions.byId(text);
        if ((token && token->isDisabled != disables) || (definition && definition->isDisabled != disables))
            ids.push_back(id);
    }
    return ids;
}

void BatchCommand::offerUndo(const Act& acted, const BatchAnswer& answer, const QString& done)
{
    std::set<Uuid> refused;
    for (const auto& result : answer.results) {
        if (!result.isDone())
            refused.insert(result.id);
    }
    auto back = acted.switched;
    std::erase_if(back, [&](const Uuid& id) { return refused.contains(id); });
    if (back.empty())
        return;
    const auto opposite = acted.action == BatchAction::Disable ? BatchAction::Enable : BatchAction::Disable;
    const int count = static_cast<int>(back.size());
    m_context.undo.offer(done, [this, opposite, back = std::move(back), count] {
        act({opposite, back, count, {}}, nullptr, {}, DisableCode::None);
    });
}

} // namespace tokenhouse

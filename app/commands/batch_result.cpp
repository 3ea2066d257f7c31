#include "app/commands/batch_result.h"

#include <algorithm>

#include <QCoreApplication>
#include <QPointer>

#include "core/text.h"
#include "models/failure_text.h"
#include "models/filter_chip.h"
#include "network/definition_jobs.h"
#include "views/dialogs/bulk_result_dialog.h"

namespace tokenhouse {

namespace {

constexpr std::size_t namesAtOnce = 100; // half of what a filter may hold
constexpr std::size_t namesMost = 1000;  // nobody reads on, and the server is not asked for more

QString nameOf(const Token& token)
{
    return QString::fromStdString(displaySafe(token.name));
}

QString nameOf(const Definition& definition)
{
    return QString::fromStdString(displaySafe(definition.route));
}

/// Empty when it is not at hand.
QString nameOf(const CommandContext& context, ObjectKind kind, const QString& id)
{
    if (kind == ObjectKind::Token) {
        const auto* token = context.tokens.byId(id);
        return token ? nameOf(*token) : QString();
    }
    const auto* definition = context.definitions.byId(id);
    return definition ? nameOf(*definition) : QString();
}

template <class ListJob>
void askNamesOf(const CommandContext& context, const std::vector<Uuid>& ids, QObject* owner,
                const std::function<void(const QString& id, const QString& name)>& take)
{
    for (std::size_t first = 0; first < ids.size(); first += namesAtOnce) {
        ListRequest request;
        request.filter = anyOf("id", std::span(ids).subspan(first, std::min(namesAtOnce, ids.size() - first)));
        request.pageSize = static_cast<int>(namesAtOnce);
        request.count = false;
        start<ListJob>(context.session.connection(), request)
            .then(owner, [take](const Result<typename ListJob::Value>& page) {
                if (!page)
                    return; // their ids stay
                for (const auto& one : page->items)
                    take(QString::fromStdString(one.id.text()), nameOf(one));
            });
    }
}

QString leftSentence(qsizetype left, qlonglong good, bool isSelected)
{
    const int count = static_cast<int>(left);
    if (good == 0)
        return isSelected ? QCoreApplication::translate("BatchResult", "All were left as they are and stay selected.")
                          : QCoreApplication::translate("BatchResult", "All were left as they are.");
    return isSelected ? QCoreApplication::translate("BatchResult", "%Ln were left as they are and stay selected.",
                                                    nullptr, count)
                      : QCoreApplication::translate("BatchResult", "%Ln were left as they are.", nullptr, count);
}

} // namespace

QList<BulkRefusal> refusalsOf(const CommandContext& context, ObjectKind kind, const std::vector<BatchResult>& results)
{
    QList<BulkRefusal> refusals;
    for (const auto& result : results) {
        if (result.isDone())
            continue;
        const auto id = QString::fromStdString(result.id.text());
        const auto name = nameOf(context, kind, id);
        refusals << BulkRefusal{id, name.isEmpty() ? id : name,
                                result.problem ? failureText(*result.problem).what : QString()};
    }
    return refusals;
}

void askNames(const CommandContext& context, ObjectKind kind, const QList<BulkRefusal>& refusals, QObject* owner,
              const std::function<void(const QString& id, const QString& name)>& take)
{
    std::vector<Uuid> ids;
    for (const auto& refusal : refusals) {
        const auto id = refusal.id == refusal.name ? Uuid::parse(refusal.id.toStdString()) : std::nullopt;
        if (id && ids.size() < namesMost)
            ids.push_back(*id);
    }
    if (kind == ObjectKind::Token)
        askNamesOf<ListTokensJob>(context, ids, owner, take);
    else
        askNamesOf<ListDefinitionsJob>(context, ids, owner, take);
}

QString showBatchResult(CommandContext& context, ObjectKind kind, const BatchRun::Outcome& outcome, const QString& done,
                        const QString& one)
{
    const auto& results = outcome.answer.results;
    const auto refusals = refusalsOf(context, kind, results);
    const auto left = static_cast<int>(outcome.left.size());
    const auto all = static_cast<qlonglong>(results.size()) + left;
    const auto good = static_cast<qlonglong>(results.size()) - refusals.size();
    const auto heading = done.arg(QLocale().toString(good), QLocale().toString(all));
    context.tokens.refresh();
    context.definitions.refresh();
    if (refusals.isEmpty() && left == 0) {
        const auto word = one.isEmpty() ? heading : one;
        context.say(word);
        return word;
    }
    auto failed = outcome.left;
    for (const auto& result : results) {
        if (!result.isDone())
            failed.push_back(result.id);
    }
    context.select(kind, failed);
    QStringList sentences;
    if (!refusals.isEmpty()) {
        const bool isAtHand =
            std::ranges::none_of(refusals, [](const auto& refusal) { return refusal.id == refusal.name; });
        sentences << leftSentence(refusals.size(), good, isAtHand);
    }
    if (left > 0)
        sentences << (outcome.failure
                          ? QCoreApplication::translate("BatchResult", "%Ln were not tried: %1", nullptr, left)
                                .arg(failureText(*outcome.failure).what)
                          : QCoreApplication::translate("BatchResult", "It was stopped before %Ln were tried.", nullptr,
                                                        left));
    auto* dialog = new BulkResultDialog(heading, sentences.join(u' '),
                                        kind == ObjectKind::Token ? QCoreApplication::translate("BatchResult", "Token")
                                                                  : QCoreApplication::translate("BatchResult", "API"),
                                        &context.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setRefusals(refusals);
    if (good > 0 && outcome.operations.size() == 1 && context.session.facts().permissions.has(Permission::EventsRead))
        dialog->setOperation(QString::fromStdString(outcome.answer.operationId));
    QObject::connect(dialog, &BulkResultDialog::itemChosen, dialog, [&context, kind, dialog](const QString& id) {
        dialog->close();
        context.open(kind, id);
    });
    QObject::connect(dialog, &BulkResultDialog::operationChosen, dialog, [&context, dialog](const QString& id) {
        dialog->close();
        context.showOperation(id);
    });
    askNames(context, kind, refusals, dialog,
             [dialog](const QString& id, const QString& name) { dialog->setName(id, name); });
    dialog->open();
    return heading;
}

QStringList selectedNames(const CommandContext& context)
{
    const auto& selection = context.session.situation().situation().selection;
    QStringList names;
    for (std::size_t i = 0; i < selection.ids.size() && i < 20; ++i)
        names << nameOf(context, selection.kind, QString::fromStdString(selection.ids[i]));
    names.removeAll(QString());
    return names;
}

} // namespace tokenhouse

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
void askNames(const CommandContext& context, BulkResultDialog* dialog, const std::vector<Uuid>& ids)
{
    for (std::size_t first = 0; first < std::min(ids.size(), namesMost); first += namesAtOnce) {
        ListRequest request;
        request.filter = anyOf("id", std::span(ids).subspan(first, std::min(namesAtOnce, ids.size() - first)));
        request.pageSize = static_cast<int>(namesAtOnce);
        request.count = false;
        start<ListJob>(context.session.connection(), request)
            .then(dialog, [dialog](const Result<typename ListJob::Value>& page) {
                if (!page)
                    return; // their ids stay
                for (const auto& one : page->items)
                    dialog->setName(QString::fromStdString(one.id.text()), nameOf(one));
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

QString showBatchResult(CommandContext& context, ObjectKind kind, const BatchAnswer& answer, const QString& done,
                        int expected)
{
    std::vector<Uuid> failed;
    std::vector<Uuid> unnamed;
    QList<BulkRefusal> refusals;
    for (const auto& result : answer.results) {
        if (result.isDone())
            continue;
        failed.push_back(result.id);
        const auto id = QString::fromStdString(result.id.text());
        auto name = unnamed.size() < namesMost ? nameOf(context, kind, id) : QString();
        if (name.isEmpty())
            unnamed.push_back(result.id);
        refusals << BulkRefusal{id, name.isEmpty() ? id : name,
                                result.problem ? failureText(*result.problem).what : QString()};
    }
    const auto all = static_cast<qlonglong>(answer.results.size());
    const auto good = all - refusals.size();
    auto heading = done.arg(QLocale().toString(good), QLocale().toString(all));
    const int missed = expected - static_cast<int>(all);
    const auto others = missed > 0 ? QCoreApplication::translate(
                            "BatchResult", "%Ln were changed by others meanwhile and left out.", nullptr, missed)
                                   : QString();
    context.tokens.refresh();
    context.definitions.refresh();
    if (refusals.isEmpty()) {
        if (!others.isEmpty())
            heading += QStringLiteral(". ") + others;
        context.say(heading);
        return heading;
    }
    context.select(kind, failed);
    auto sentence = leftSentence(refusals.size(), good, unnamed.empty());
    if (!others.isEmpty())
        sentence += QStringLiteral(" ") + others;
    auto* dialog = new BulkResultDialog(heading, sentence,
                                        kind == ObjectKind::Token ? QCoreApplication::translate("BatchResult", "Token")
                                                                  : QCoreApplication::translate("BatchResult", "API"),
                                        &context.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setRefusals(refusals);
    if (good > 0 && !answer.operationId.empty() && context.session.facts().permissions.has(Permission::EventsRead))
        dialog->setOperation(QString::fromStdString(answer.operationId));
    QObject::connect(dialog, &BulkResultDialog::itemChosen, dialog, [&context, kind, dialog](const QString& id) {
        dialog->close();
        context.open(kind, id);
    });
    QObject::connect(dialog, &BulkResultDialog::operationChosen, dialog, [&context, dialog](const QString& id) {
        dialog->close();
        context.showOperation(id);
    });
    if (kind == ObjectKind::Token)
        askNames<ListTokensJob>(context, dialog, unnamed);
    else
        askNames<ListDefinitionsJob>(context, dialog, unnamed);
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

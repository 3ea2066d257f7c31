#include "app/commands/batch_result.h"

#include <algorithm>

#include <QCoreApplication>

#include "core/text.h"
#include "models/failure_text.h"
#include "views/dialogs/bulk_result_dialog.h"

namespace tokenhouse {

namespace {

QString nameOf(const CommandContext& context, ObjectKind kind, const QString& id)
{
    if (kind == ObjectKind::Token) {
        if (const auto* token = context.tokens.byId(id))
            return QString::fromStdString(displaySafe(token->name));
    } else if (const auto* definition = context.definitions.byId(id)) {
        return QString::fromStdString(displaySafe(definition->route));
    }
    return id;
}

} // namespace

void showBatchResult(CommandContext& context, ObjectKind kind, const std::vector<BatchResult>& results,
                     const QString& done)
{
    std::vector<Uuid> failed;
    QList<BulkRefusal> refusals;
    for (const auto& result : results) {
        if (result.isDone())
            continue;
        failed.push_back(result.id);
        const auto id = QString::fromStdString(result.id.text());
        refusals << BulkRefusal{id, nameOf(context, kind, id),
                                result.problem ? failureText(*result.problem).what : QString()};
    }
    const auto good = static_cast<qlonglong>(results.size()) - refusals.size();
    const auto heading = done.arg(QLocale().toString(good), QLocale().toString(static_cast<qlonglong>(results.size())));
    context.tokens.refresh();
    context.definitions.refresh();
    if (refusals.isEmpty()) {
        context.say(heading);
        return;
    }
    context.select(kind, failed);
    const int left = static_cast<int>(refusals.size());
    const auto sentence =
        good == 0
            ? QCoreApplication::translate("BatchResult", "All were left as they are and stay selected.")
            : QCoreApplication::translate("BatchResult", "%Ln were left as they are and stay selected.", nullptr, left);
    auto* dialog = new BulkResultDialog(heading, sentence,
                                        kind == ObjectKind::Token ? QCoreApplication::translate("BatchResult", "Token")
                                                                  : QCoreApplication::translate("BatchResult", "API"),
                                        &context.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setRefusals(refusals);
    QObject::connect(dialog, &BulkResultDialog::itemChosen, dialog, [&context, kind, dialog](const QString& id) {
        dialog->close();
        context.open(kind, id);
    });
    dialog->open();
}

QStringList selectedNames(const CommandContext& context)
{
    const auto& selection = context.session.situation().situation().selection;
    QStringList names;
    for (std::size_t i = 0; i < selection.ids.size() && i < 20; ++i)
        names << nameOf(context, selection.kind, QString::fromStdString(selection.ids[i]));
    return names;
}

} // namespace tokenhouse

#pragma once

#include <QPointer>

#include "app/command.h"
#include "app/commands/command_context.h"
#include "app/controllers/list_controller.h"
#include "network/download.h"

namespace tokenhouse {

/// *Export* of what a list shows, by its filter and order, into a CSV or JSON file; never a secret. GUI thread.
class ExportList : public Command {
    Q_OBJECT

public:
    /// `collection`: tokens, definitions, events.
    ExportList(CommandContext& context, ListController& page, ObjectKind kind, QString collection, Permission needed,
               QObject* parent);
    /// Where a person chose to put it; the dialog calls it, and tests do.
    void exportTo(const QString& file);

protected:
    void run() override;

private:
    void end();

    CommandContext& m_context;
    ListController& m_page;
    QString m_collection;
    QPointer<Download> m_download;
};

} // namespace tokenhouse

#pragma once

#include <QPointer>

#include "app/command.h"
#include "app/commands/command_context.h"
#include "network/incident_jobs.h"

namespace tokenhouse {

class LeakedDialog;

/// *Find a leaked secret*: whose it is, and the kill switch. GUI thread.
class FindLeaked : public Command {
    Q_OBJECT

public:
    FindLeaked(CommandContext& context, QObject* parent);

protected:
    void run() override;

private:
    void search();
    void stop(const QString& tokenId);

    CommandContext& m_context;
    QPointer<LeakedDialog> m_dialog;
    std::vector<FoundSecret> m_found;
};

} // namespace tokenhouse

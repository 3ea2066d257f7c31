#pragma once

#include <QPointer>
#include <QTimer>

#include "app/command.h"
#include "app/commands/command_context.h"
#include "network/incident_jobs.h"

namespace tokenhouse {

class RotationDialog;

/// *Old and new secret* of one token whose old secret works still: calls with each since then, and the end of the old
/// one. Read anew now and then while it is open. GUI thread.
class ShowRotation : public Command {
    Q_OBJECT

public:
    ShowRotation(CommandContext& context, QObject* parent);

protected:
    void run() override;

private:
    void open(const Token& token);
    void read();
    void show(const TokenCalls& calls);
    void tellWhen();
    void end();

    CommandContext& m_context;
    QPointer<RotationDialog> m_dialog;
    Token m_token;
    QTimer m_clock;
};

} // namespace tokenhouse

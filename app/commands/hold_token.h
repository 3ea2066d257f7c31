#pragma once

#include <QPointer>

#include "app/command.h"
#include "app/commands/command_context.h"

namespace tokenhouse {

class ReasonDialog;

/// *Hold* and *Release* of one token: a security hold stops it until somebody with that right lifts it. GUI thread.
class HoldToken : public Command {
    Q_OBJECT

public:
    enum class Verb { Hold, Release };
    HoldToken(CommandContext& context, Verb verb, QObject* parent);

protected:
    void run() override;

private:
    void ask(const Token& token);
    void submit();

    CommandContext& m_context;
    Verb m_verb;
    QPointer<ReasonDialog> m_dialog;
    Token m_token;
};

} // namespace tokenhouse

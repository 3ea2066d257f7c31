#include "app/command_gate.h"

namespace tokenhouse {

CommandGate::CommandGate(SituationState& situation, QObject* parent) : QObject(parent), m_situation(situation)
{
    connect(&m_situation, &SituationState::changed, this, &CommandGate::judgeAll);
}

void CommandGate::add(Command* command)
{
    m_commands.push_back(command);
    judgeOne(*command);
}

void CommandGate::judgeAll()
{
    for (const auto* command : m_commands)
        judgeOne(*command);
}

void CommandGate::judgeOne(const Command& command) const
{
    const auto verdict = m_situation.verdict(command.needs());
    const auto shortcut = command.action()->shortcut().toString(QKeySequence::NativeText);
    const auto named = shortcut.isEmpty() ? command.action()->text()
                                          : QStringLiteral("%1 (%2)").arg(command.action()->text(), shortcut);
    command.action()->setToolTip(verdict.enabled ? named : verdict.reason);
    command.action()->setEnabled(verdict.enabled);
}

} // namespace tokenhouse

#pragma once

#include <vector>

#include <QObject>

#include "app/command.h"
#include "models/situation_state.h"

namespace tokenhouse {

/// The one place that enables and disables actions: what each command needs against the present situation. What is
/// missing becomes the action's tool tip and, through its button, the accessible description. GUI thread.
class CommandGate : public QObject {
    Q_OBJECT

public:
    explicit CommandGate(SituationState& situation, QObject* parent = nullptr);

    /// The command must outlive the gate or die with the same parent.
    void add(Command* command);
    const std::vector<Command*>& commands() const { return m_commands; }

private:
    void judgeAll();
    void judgeOne(const Command& command) const;

    SituationState& m_situation;
    std::vector<Command*> m_commands;
};

} // namespace tokenhouse

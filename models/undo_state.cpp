#include "models/undo_state.h"

#include <utility>

namespace tokenhouse {

void UndoState::offer(const QString& done, std::function<void()> act)
{
    m_done = done;
    m_act = std::move(act);
    Q_EMIT changed();
}

void UndoState::forget()
{
    if (m_act)
        offer({}, nullptr);
}

void UndoState::undo()
{
    const auto act = std::exchange(m_act, nullptr);
    if (!act)
        return;
    m_done.clear();
    Q_EMIT changed();
    act();
}

} // namespace tokenhouse

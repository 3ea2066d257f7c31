#include "models/situation_state.h"

#include <utility>

namespace tokenhouse {

template <class T>
bool SituationState::replace(T& member, T value)
{
    if (member == value) {
        return false;
    }
    member = std::move(value);
    Q_EMIT changed();
    return true;
}

void SituationState::setConnected(bool connected)
{
    replace(m_situation.connected, connected);
}

void SituationState::setReadOnly(bool readOnly)
{
    replace(m_situation.readOnly, readOnly);
}

void SituationState::setBusy(bool busy)
{
    replace(m_situation.busy, busy);
}

void SituationState::setUndoable(bool undoable)
{
    replace(m_situation.undoable, undoable);
}

void SituationState::setPermissions(Permissions permissions)
{
    replace(m_situation.permissions, permissions);
}

void SituationState::setFeatures(std::set<std::string> features)
{
    replace(m_situation.features, std::move(features));
}

void SituationState::setSelection(Selection selection)
{
    if (replace(m_situation.selection, std::move(selection))) {
        Q_EMIT selectionChanged();
    }
}

} // namespace tokenhouse

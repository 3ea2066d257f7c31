#pragma once

#include <QObject>

#include "models/needs.h"

namespace tokenhouse {

/// The present situation of the window; commands listen to changed(). Emits only when something did change. GUI thread.
class SituationState : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    const Situation& situation() const { return m_situation; }
    Verdict verdict(const Needs& needs) const { return judge(needs, m_situation); }

    void setConnected(bool connected);
    void setReadOnly(bool readOnly);
    void setBusy(bool busy);
    void setUndoable(bool undoable);
    void setPermissions(Permissions permissions);
    void setFeatures(std::set<std::string> features);
    void setSelection(Selection selection);

Q_SIGNALS:
    void changed();
    void selectionChanged();

private:
    template <class T>
    bool replace(T& member, T value);
    Situation m_situation;
};

} // namespace tokenhouse

#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>

#include "models/needs.h"

namespace tokenhouse {

/// One user verb: it declares what it needs, the gate decides whether its action is enabled, run() does it. GUI thread.
///
/// The action's text is the accessible name that contract.md fixes; nothing but the gate enables or disables it.
class Command : public QObject {
    Q_OBJECT

public:
    struct Face {
        QString name;           ///< "Rotate secret"
        QString shortName = {}; ///< on buttons, "Rotate"; the name when empty
        QString icon = {};      ///< a drawing of views/icons.h
        QKeySequence shortcut = {};
    };

    Command(Needs needs, const Face& face, QObject* parent);

    QAction* action() const { return m_action; }
    const Needs& needs() const { return m_needs; }

protected:
    virtual void run() = 0;

private:
    Needs m_needs;
    QAction* m_action;
};

} // namespace tokenhouse

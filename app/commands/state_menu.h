#pragma once

#include <QMenu>

namespace tokenhouse {

/// What can be done about the state of a row, with what it leads to: opened by a click on the state, which so never
/// acts by itself. Actions are those of commands, whose dialogs ask what has to be asked.
class StateMenu : public QMenu {
    Q_OBJECT

public:
    using QMenu::QMenu;
    /// `consequence`: "calls with it are refused at once".
    void offer(QAction* command, const QString& consequence);
};

} // namespace tokenhouse

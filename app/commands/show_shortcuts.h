#pragma once

#include <vector>

class QWidget;

namespace tokenhouse {

class Command;

/// Opens *Keyboard shortcuts*: the keys of these commands, and those that lists have of themselves.
void showShortcuts(const std::vector<Command*>& commands, QWidget* window);

} // namespace tokenhouse

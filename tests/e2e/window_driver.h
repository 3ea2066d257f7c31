#pragma once

#include <functional>

#include <QAccessible>
#include <QString>
#include <QWidget>

namespace tokenhouse::driver {

/// Drives real windows as a person with a screen reader would: controls are found by their accessible names and roles
/// in the tree of accessible objects, so a test that passes has also shown that they can be found that way.

inline constexpr int patience = 15'000; ///< ms; an upper bound, nothing waits longer than it must

/// Runs the event loop until `condition` holds; false when patience ran out.
bool waitFor(const std::function<bool()>& condition, int milliseconds = patience);

/// The visible top-level window whose accessible name or title begins so; null when none comes.
QWidget* window(const QString& name, int milliseconds = patience);
bool waitGone(const QString& name);

/// The visible control below `root` with this accessible name (whole); waits for it. `role` NoRole takes any.
QWidget* control(QWidget* root, const QString& name, QAccessible::Role role = QAccessible::NoRole,
                 int milliseconds = patience);
/// Now, without waiting.
QWidget* controlNow(QWidget* root, const QString& name, QAccessible::Role role = QAccessible::NoRole);

/// Clicks its middle with the left button. False for null, hidden or accessibly disabled controls.
bool click(QWidget* control);
/// Clicks the button of this name once it is enabled.
bool press(QWidget* root, const QString& name);
void type(QWidget* control, const QString& text);

bool isAccessiblyDisabled(QWidget* control);
bool isChecked(QWidget* control);
QString description(QWidget* control);
/// All visible text below a widget (labels, buttons, cells in view), for assertions and messages.
QString visibleText(QWidget* root);
/// The names of all visible controls, one a line; for messages of failed look-ups.
QString tree(QWidget* root);

} // namespace tokenhouse::driver

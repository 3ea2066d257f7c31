#pragma once

#include <QAction>
#include <QPointer>

#include "views/widgets/button.h"

namespace tokenhouse {

/// A button that is its action: short label from iconText(), accessible name from text(), icon by setActionIcon();
/// while the action is disabled, its tool tip is the reason.
class ActionButton : public Button {
    Q_OBJECT

public:
    explicit ActionButton(QAction* action, Kind kind = Kind::Normal, QWidget* parent = nullptr);
    QAction* boundAction() const { return m_action; }

private:
    void follow();
    QPointer<QAction> m_action;
};

/// Names the drawing of an action: its icon() for menus and its button's icon.
void setActionIcon(QAction* action, const QString& name);
QString actionIcon(const QAction* action);

} // namespace tokenhouse

#pragma once

#include <QObject>

class QWidget;

namespace tokenhouse {

/// What stands behind a page of the window. GUI thread.
class PageController : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    virtual QWidget* widget() const = 0;
    /// The page comes to the front: it reads what it has not read yet.
    virtual void enter() = 0;
    /// Reads again what failed, and what may have changed.
    virtual void askAgain() = 0;
    /// Puts the keyboard where one goes on.
    virtual void takeFocus(Qt::FocusReason reason) = 0;
    /// To where the page is searched; nothing where it cannot be.
    virtual void search() {}
};

} // namespace tokenhouse

#pragma once

#include <QAccessible>
#include <QStringList>
#include <QWidget>

namespace tokenhouse::walk {

/// The focusable, visible children that a screen reader has no name for.
inline QStringList nameless(QWidget& root)
{
    QStringList result;
    for (QWidget* child : root.findChildren<QWidget*>()) {
        if (!(child->focusPolicy() & Qt::TabFocus) || child->focusProxy() || !child->isVisibleTo(&root))
            continue;
        // The editor within a spin box or a combo box is named by its owner.
        if (child->objectName().startsWith(QLatin1String("qt_spinbox_lineedit")))
            continue;
        auto* spoken = QAccessible::queryAccessibleInterface(child);
        if (!spoken || spoken->text(QAccessible::Name).isEmpty())
            result.append(QString::fromLatin1(child->metaObject()->className()) + QLatin1Char(' ')
                          + child->objectName());
    }
    return result;
}

template <class T = QWidget>
T* named(QWidget& root, const QString& name)
{
    for (T* child : root.findChildren<T*>()) {
        auto* spoken = QAccessible::queryAccessibleInterface(child);
        if (spoken && spoken->text(QAccessible::Name) == name && !child->isHidden())
            return child;
    }
    return nullptr;
}

} // namespace tokenhouse::walk

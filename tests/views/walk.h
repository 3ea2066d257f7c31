#pragma once

#include <QAbstractItemView>
#include <QAccessible>
#include <QCoreApplication>
#include <QHeaderView>
#include <QStringList>
#include <QWidget>

namespace tokenhouse::walk {

/// A change deep in a layout goes up one level with each round.
inline void settle()
{
    for (int i = 0; i < 8; ++i)
        QCoreApplication::processEvents();
}

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

/// Visible children that reach out of the one they lie in, to the left or right; what scrolls may.
inline QStringList overflowing(QWidget& root)
{
    QStringList result;
    for (QWidget* child : root.findChildren<QWidget*>()) {
        QWidget* parent = child->parentWidget();
        const bool mayScroll = qobject_cast<QAbstractItemView*>(parent->parentWidget())
                               || qobject_cast<QAbstractItemView*>(parent) || qobject_cast<QHeaderView*>(parent);
        if (child->isWindow() || !child->isVisible() || mayScroll || child->inherits("QFocusFrame"))
            continue;
        if (child->geometry().left() < 0 || child->geometry().right() > parent->rect().right())
            result.append(QStringLiteral("%1 “%2” %3–%4 of %5")
                              .arg(QString::fromLatin1(child->metaObject()->className()), child->accessibleName())
                              .arg(child->geometry().left())
                              .arg(child->geometry().right())
                              .arg(parent->width()));
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

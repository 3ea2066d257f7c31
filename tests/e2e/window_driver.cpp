#include "tests/e2e/window_driver.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QTest>

namespace tokenhouse::driver {

namespace {

QString nameOf(QAccessibleInterface* face)
{
    // Mnemonics are for the eye only.
    return face->text(QAccessible::Name).remove(u'&');
}

template <class Visit>
void walk(QAccessibleInterface* face, const Visit& visit, int depth = 0)
{
    if (!face || !face->isValid() || depth > 40)
        return;
    auto* widget = qobject_cast<QWidget*>(face->object());
    if (widget && !widget->isVisible())
        return;
    visit(face, depth);
    // The cells of a table are many and no controls; they are looked at through their model.
    if (face->role() == QAccessible::Table || face->role() == QAccessible::List || face->role() == QAccessible::Tree)
        return;
    for (int i = 0; i < face->childCount(); ++i)
        walk(face->child(i), visit, depth + 1);
}

} // namespace

bool waitFor(const std::function<bool()>& condition, int milliseconds)
{
    return QTest::qWaitFor(condition, milliseconds);
}

QWidget* window(const QString& name, int milliseconds)
{
    QWidget* found = nullptr;
    waitFor(
        [&] {
            for (auto* widget : QApplication::topLevelWidgets()) {
                const bool named = widget->accessibleName().startsWith(name) || widget->windowTitle().startsWith(name);
                if (widget->isVisible() && named)
                    found = widget;
            }
            return found != nullptr;
        },
        milliseconds);
    return found;
}

bool waitGone(const QString& name)
{
    return waitFor([&] { return window(name, 0) == nullptr; });
}

QWidget* controlNow(QWidget* root, const QString& name, QAccessible::Role role)
{
    QWidget* found = nullptr;
    if (!root)
        return nullptr;
    walk(QAccessible::queryAccessibleInterface(root), [&](QAccessibleInterface* face, int) {
        auto* widget = qobject_cast<QWidget*>(face->object());
        if (!found && widget && widget != root && nameOf(face) == name
            && (role == QAccessible::NoRole || face->role() == role))
            found = widget;
    });
    return found;
}

QWidget* control(QWidget* root, const QString& name, QAccessible::Role role, int milliseconds)
{
    QWidget* found = nullptr;
    waitFor([&] { return (found = controlNow(root, name, role)) != nullptr; }, milliseconds);
    if (!found)
        qWarning().noquote() << "no control" << name << "in\n" << tree(root);
    return found;
}

bool isAccessiblyDisabled(QWidget* control)
{
    auto* face = QAccessible::queryAccessibleInterface(control);
    return !face || face->state().disabled;
}

bool isChecked(QWidget* control)
{
    auto* face = QAccessible::queryAccessibleInterface(control);
    return face && face->state().checked;
}

QString description(QWidget* control)
{
    auto* face = QAccessible::queryAccessibleInterface(control);
    return face ? face->text(QAccessible::Description) : QString();
}

bool click(QWidget* control)
{
    if (!control || !control->isVisible() || isAccessiblyDisabled(control))
        return false;
    QTest::mouseClick(control, Qt::LeftButton, {}, control->rect().center());
    return true;
}

bool press(QWidget* root, const QString& name)
{
    auto* button = control(root, name);
    if (!button)
        return false;
    if (!waitFor([&] { return !isAccessiblyDisabled(button); })) {
        qWarning().noquote() << name << "stays disabled:" << description(button);
        return false;
    }
    return click(button);
}

void type(QWidget* control, const QString& text)
{
    control->setFocus();
    QTest::keyClicks(control, text);
}

QString visibleText(QWidget* root)
{
    QStringList lines;
    walk(QAccessible::queryAccessibleInterface(root), [&](QAccessibleInterface* face, int) {
        const auto text = nameOf(face);
        if (!text.isEmpty())
            lines << text;
    });
    return lines.join(u'\n');
}

QString tree(QWidget* root)
{
    QString text;
    if (!root)
        return QStringLiteral("(nothing)");
    walk(QAccessible::queryAccessibleInterface(root), [&](QAccessibleInterface* face, int depth) {
        text += QStringLiteral("%1%2 [%3]%4\n")
                    .arg(QString(depth * 2, u' '), nameOf(face))
                    .arg(static_cast<int>(face->role()))
                    .arg(face->state().disabled ? QStringLiteral(" disabled") : QString());
    });
    return text;
}

} // namespace tokenhouse::driver

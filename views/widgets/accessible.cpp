#include "views/widgets/accessible.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QAccessibleWidget>
#include <QComboBox>

#include "views/widgets/button.h"
#include "views/widgets/secret_field.h"

namespace tokenhouse {

namespace {

class AccessibleButton : public QAccessibleWidget {
public:
    explicit AccessibleButton(Button* button)
        : QAccessibleWidget(button, button->kind() == Button::Kind::Link ? QAccessible::Link : QAccessible::Button)
    {}

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Name && button()->accessibleName().isEmpty()) {
            QString name = button()->text();
            return name.remove(QLatin1Char('&'));
        }
        return QAccessibleWidget::text(kind);
    }
    QAccessible::State state() const override
    {
        QAccessible::State result = QAccessibleWidget::state();
        result.disabled = result.disabled || button()->isBlocked();
        result.focusable = true;
        result.checkable = button()->isCheckable();
        result.checked = button()->isChecked();
        result.defaultButton = button()->isDefault();
        return result;
    }
    QStringList actionNames() const override
    {
        QStringList names = QAccessibleWidget::actionNames();
        if (!button()->isBlocked() && button()->isEnabled())
            names.prepend(pressAction());
        return names;
    }
    void doAction(const QString& name) override
    {
        if (name == pressAction() && !button()->isBlocked())
            button()->click();
        else
            QAccessibleWidget::doAction(name);
    }

private:
    Button* button() const { return static_cast<Button*>(object()); }
};

/// A secret as a screen reader meets it: masked, only its length; shown, readable character by character.
class AccessibleSecret : public QAccessibleWidget, public QAccessibleTextInterface {
public:
    explicit AccessibleSecret(SecretField* field) : QAccessibleWidget(field, QAccessible::EditableText) {}

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TextInterface)
            return static_cast<QAccessibleTextInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value)
            return field()->isShown() ? content() : field()->spokenMask();
        return QAccessibleWidget::text(kind);
    }
    QAccessible::State state() const override
    {
        QAccessible::State result = QAccessibleWidget::state();
        result.passwordEdit = !field()->isShown();
        result.readOnly = field()->mode() == SecretField::Mode::ReadOnly;
        result.editable = !result.readOnly;
        result.focusable = true;
        return result;
    }

    void selection(int, int* start, int* end) const override { *start = *end = 0; }
    int selectionCount() const override { return 0; }
    void addSelection(int, int) override {}
    void removeSelection(int) override {}
    void setSelection(int, int, int) override {}
    int cursorPosition() const override
    {
        const auto bytes = field()->secret().view().substr(0, field()->caret());
        return static_cast<int>(bytes.size());
    }
    void setCursorPosition(int) override {}
    QString text(int start, int end) const override { return spoken().mid(start, end - start); }
    int characterCount() const override { return static_cast<int>(spoken().size()); }
    QRect characterRect(int) const override { return {}; }
    int offsetAtPoint(const QPoint&) const override { return -1; }
    void scrollToSubstring(int, int) override {}
    QString attributes(int, int* start, int* end) const override
    {
        *start = 0;
        *end = characterCount();
        return {};
    }

private:
    SecretField* field() const { return static_cast<SecretField*>(object()); }
    QString content() const
    {
        const auto bytes = field()->secret().view();
        return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    }
    QString spoken() const { return field()->isShown() ? content() : field()->spokenMask(); }
};

/// A list to choose from, by its own name. Qt's calls it by the value it has now, and leaves its name to a label beside
/// it, which ours do not have; here the value is the description.
class AccessibleChoice : public QAccessibleWidget {
public:
    explicit AccessibleChoice(QComboBox* choice) : QAccessibleWidget(choice, QAccessible::ComboBox) {}

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value)
            return choice()->currentText();
        const QString own = QAccessibleWidget::text(kind);
        return kind == QAccessible::Description && own.isEmpty() ? choice()->currentText() : own;
    }
    QAccessible::State state() const override
    {
        QAccessible::State result = QAccessibleWidget::state();
        result.expandable = true;
        result.expanded = choice()->view()->isVisible();
        return result;
    }
    int childCount() const override { return 1; }
    QAccessibleInterface* child(int index) const override
    {
        return index == 0 ? QAccessible::queryAccessibleInterface(choice()->view()) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        return child && child->object() == choice()->view() ? 0 : -1;
    }
    QStringList actionNames() const override
    {
        return QStringList{showMenuAction(), pressAction()} + QAccessibleWidget::actionNames();
    }
    void doAction(const QString& name) override
    {
        if (name != showMenuAction() && name != pressAction())
            QAccessibleWidget::doAction(name);
        else if (choice()->view()->isVisible())
            choice()->hidePopup();
        else
            choice()->showPopup();
    }

private:
    QComboBox* choice() const { return static_cast<QComboBox*>(object()); }
};

QAccessibleInterface* make(const QString&, QObject* object)
{
    if (auto* button = qobject_cast<Button*>(object))
        return new AccessibleButton(button); // Qt's accessibility cache owns it
    if (auto* field = qobject_cast<SecretField*>(object))
        return new AccessibleSecret(field);
    if (auto* choice = qobject_cast<QComboBox*>(object); choice && !choice->isEditable())
        return new AccessibleChoice(choice);
    return nullptr;
}

} // namespace

void installAccessibleWidgets()
{
    static const bool done = (QAccessible::installFactory(make), true);
    Q_UNUSED(done)
}

} // namespace tokenhouse

#include "views/widgets/filter_questions.h"

#include <QDateEdit>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>

#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

PopupQuestion::PopupQuestion(QWidget* parent) : QFrame(parent, Qt::Popup)
{
    setAttribute(Qt::WA_DeleteOnClose);
}

void PopupQuestion::openBelow(QWidget* anchor)
{
    adjustSize();
    const int x = layoutDirection() == Qt::RightToLeft ? 0 : anchor->width() - width();
    move(anchor->mapToGlobal(QPoint(x, anchor->height() + 4)));
    show();
    activateWindow();
    focusNextChild();
}

void PopupQuestion::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setPen(theme.colour(Role::Outline));
    painter.setBrush(theme.colour(Role::Surface));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

UserQuestion::UserQuestion(const QString& title, QWidget* parent) : PopupQuestion(parent)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    auto* edit = new QLineEdit(this);
    edit->setAccessibleName(title);
    edit->setPlaceholderText(tr("User name"));
    edit->setMinimumWidth(200);
    auto* add = new Button(tr("Add"), Button::Kind::Primary, this);
    layout->addWidget(edit);
    layout->addWidget(add);
    const auto answer = [this, edit] {
        const QString user = edit->text().trimmed();
        if (user.isEmpty())
            return;
        Q_EMIT answered(user);
        close();
    };
    connect(add, &Button::chosen, this, answer);
    connect(edit, &QLineEdit::returnPressed, this, answer);
}

TimesQuestion::TimesQuestion(const QString& title, const QTimeZone& zone, QWidget* parent) : PopupQuestion(parent)
{
    auto* layout = new QFormLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    const auto edit = [this](const QDate& day, const QString& name) {
        auto* date = new QDateEdit(day, this);
        date->setDisplayFormat(QStringLiteral("d MMM yyyy"));
        date->setCalendarPopup(true);
        date->setMinimumWidth(140); // the arrow covers what the hint leaves
        date->setAccessibleName(name);
        return date;
    };
    const auto today = QDateTime::currentDateTimeUtc().toTimeZone(zone).date();
    auto* from = edit(today.addDays(-7), tr("%1 from").arg(title));
    auto* until = edit(today, tr("%1 until").arg(title));
    layout->addRow(plainLabel(tr("From"), Role::Muted, Theme::body(), this), from);
    layout->addRow(plainLabel(tr("Until"), Role::Muted, Theme::body(), this), until);
    auto* add = new Button(tr("Add"), Button::Kind::Primary, this);
    layout->addRow(add);
    const auto check = [add, from, until] {
        add->setBlocked(from->date() > until->date() ? tr("The end is before the beginning.") : QString());
    };
    connect(from, &QDateEdit::dateChanged, this, check);
    connect(until, &QDateEdit::dateChanged, this, check);
    connect(add, &Button::chosen, this, [this, from, until, zone] {
        Q_EMIT answered(from->date().startOfDay(zone), until->date().addDays(1).startOfDay(zone));
        close();
    });
}

} // namespace tokenhouse

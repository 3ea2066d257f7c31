#include "views/dialogs/shortcuts_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "views/widgets/label.h"

namespace tokenhouse {

namespace {

/// A key as it looks on a keyboard.
class KeyCap : public QWidget {
public:
    KeyCap(const QString& key, QWidget* parent) : QWidget(parent), m_key(key)
    {
        setFont(Theme::small());
        setFixedSize(fontMetrics().horizontalAdvance(key) + 16, 22);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.colour(Role::Outline), theme.hairline()));
        painter.setBrush(theme.colour(Role::Window));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(theme.colour(Role::Text));
        painter.drawText(rect(), Qt::AlignCenter, m_key);
    }

private:
    QString m_key;
};

} // namespace

ShortcutsDialog::ShortcutsDialog(QWidget* parent) : HouseDialog(tr("Keyboard shortcuts"), 520, parent)
{
    setHeading(tr("Keyboard shortcuts"));
    setSentence(tr("Everything else is in the command palette."));
    setMain(addRight(tr("Close")));
    connect(mainButton(), &Button::chosen, this, &QDialog::accept);
    mainButton()->setFocus();
}

void ShortcutsDialog::addSection(const QString& title, const QList<ShortcutLine>& lines)
{
    auto* head = new WrappedLabel(title, Role::Muted, Theme::sectionHead(), this);
    body()->addSpacing(6);
    body()->addWidget(head);
    for (const auto& line : lines) {
        auto* box = new QWidget(this);
        box->setAccessibleName(tr("%1: %2").arg(line.name, line.keys.join(tr(" or "))));
        auto* row = new QHBoxLayout(box);
        row->setContentsMargins(0, 1, 0, 1);
        row->setSpacing(6);
        row->addWidget(new ElidedLabel(line.name, Role::Text, box), 1);
        for (const auto& key : line.keys)
            row->addWidget(new KeyCap(key, box));
        body()->addWidget(box);
    }
}

} // namespace tokenhouse

#include "views/widgets/rail.h"

#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/icons.h"
#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

class ProfileButton : public Button {
public:
    explicit ProfileButton(QWidget* parent) : Button({}, Kind::Normal, parent)
    {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setFixedHeight(34);
    }
    void setProfile(const QString& name, const QColor& colour)
    {
        m_colour = colour;
        setPlainText(name);
        setSpokenName(name);
        setAccessibleDescription(Rail::tr("Server in use; opens the list of servers"));
    }
    void setNarrow(bool narrow)
    {
        m_narrow = narrow;
        update();
    }
    QSize sizeHint() const override { return {100, 34}; }
    QSize minimumSizeHint() const override { return {32, 34}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.colour(Role::Outline), theme.hairline()));
        painter.setBrush(theme.colour(underMouse() ? Role::Window : Role::Surface));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_colour);
        const auto place = [this](QRect where) { return QStyle::visualRect(layoutDirection(), rect(), where); };
        if (m_narrow) {
            painter.drawEllipse(QRectF(rect()).center(), 4.75, 4.75);
            return;
        }
        painter.drawEllipse(QRectF(place(QRect(9, height() / 2 - 4, 9, 9))));
        painter.setPen(theme.colour(Role::Text));
        painter.setFont(Theme::strong());
        const QRect text = place(rect().adjusted(26, 0, -28, 0));
        painter.drawText(text,
                         static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)),
                         QFontMetrics(Theme::strong()).elidedText(shownText(), Qt::ElideRight, text.width()));
        icons::paint(&painter, place(QRect(width() - 24, height() / 2 - 7, 14, 14)), QStringLiteral("chevron-down"),
                     theme.colour(Role::Text));
    }

private:
    QColor m_colour;
    bool m_narrow = false;
};

class RailItem : public Button {
public:
    RailItem(RailEntry entry, QWidget* parent) : Button(entry.name, Kind::Quiet, parent), m_entry(std::move(entry))
    {
        setAccessibleName(m_entry.name);
        setCheckable(true);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setFixedHeight(33);
    }
    const RailEntry& entry() const { return m_entry; }
    void setCount(const QString& count)
    {
        m_count = count;
        if (!isBlocked())
            setAccessibleDescription(count);
        update();
    }
    void setNarrow(bool narrow)
    {
        m_narrow = narrow;
        if (!isBlocked())
            setToolTip(narrow ? tipText(m_entry.name) : QString());
        update();
    }
    QSize sizeHint() const override { return {100, 33}; }
    QSize minimumSizeHint() const override { return {32, 33}; }

protected:
    void nextCheckState() override {} // the rail says which one is current
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool isCurrent = isChecked();
        if (isCurrent || (underMouse() && !isBlocked())) {
            painter.setPen(theme.scheme() == Scheme::HighContrast && isCurrent ? QPen(theme.colour(Role::Accent), 2)
                                                                               : QPen(Qt::NoPen));
            painter.setBrush(theme.colour(isCurrent ? Role::AccentSoft : Role::NeutralSoft));
            painter.drawRoundedRect(rect(), measure::radius, measure::radius);
        }
        const QColor ink = theme.colour(isBlocked() ? Role::Muted : isCurrent ? Role::Accent : Role::Text);
        const auto place = [this](QRect where) { return QStyle::visualRect(layoutDirection(), rect(), where); };
        const int left = m_narrow ? (width() - measure::icon) / 2 : 10;
        icons::paint(&painter, place(QRect(left, (height() - measure::icon) / 2, measure::icon, measure::icon)),
                     m_entry.icon, ink);
        if (m_narrow)
            return;
        painter.setFont(isCurrent ? Theme::strong() : Theme::body());
        painter.setPen(ink);
        const auto leading =
            static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter));
        const auto trailing =
            static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignRight | Qt::AlignVCenter));
        painter.drawText(place(rect().adjusted(36, 0, -60, 0)), leading, m_entry.name);
        if (isBlocked()) {
            icons::paint(&painter, place(QRect(width() - 24, height() / 2 - 7, 14, 14)), QStringLiteral("lock"), ink);
        } else {
            painter.setFont(Theme::small());
            painter.setPen(theme.colour(Role::Muted));
            painter.drawText(place(rect().adjusted(60, 0, -10, 0)), trailing, m_count);
        }
    }
    void keyPressEvent(QKeyEvent* event) override
    {
        if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
            if (event->key() == Qt::Key_Down)
                focusNextChild();
            else
                focusPreviousChild();
            return;
        }
        Button::keyPressEvent(event);
    }

private:
    RailEntry m_entry;
    QString m_count;
    bool m_narrow = false;
};

Rail::Rail(QWidget* parent) : QWidget(parent), m_profile(new ProfileButton(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 10, 9, 14);
    layout->setSpacing(0);
    layout->addWidget(m_profile);
    layout->addSpacing(12);
    m_list = new QVBoxLayout;
    m_list->setSpacing(1);
    layout->addLayout(m_list);
    layout->addStretch(1);
    setProfile(tr("No server"), QColor());
    setNarrow(false);
}

void Rail::setEntries(const QList<RailEntry>& entries)
{
    qDeleteAll(m_items);
    m_items.clear();
    for (const RailEntry& entry : entries) {
        auto* item = new RailItem(entry, this);
        item->setNarrow(m_narrow);
        const QString key = entry.key;
        connect(item, &Button::chosen, this, [this, key] { Q_EMIT chosen(key); });
        m_list->addWidget(item);
        m_items.append(item);
    }
}

void Rail::setCurrent(const QString& key)
{
    for (RailItem* item : m_items)
        item->setChecked(item->entry().key == key);
    for (RailItem* item : m_items)
        item->update();
}

QString Rail::current() const
{
    for (const RailItem* item : m_items) {
        if (item->isChecked())
            return item->entry().key;
    }
    return {};
}

void Rail::setCount(const QString& key, const QString& count)
{
    for (RailItem* item : m_items) {
        if (item->entry().key == key)
            item->setCount(count);
    }
}

void Rail::setLocked(const QString& key, const QString& reason)
{
    for (RailItem* item : m_items) {
        if (item->entry().key == key)
            item->setBlocked(reason);
    }
}

void Rail::setProfile(const QString& name, const QColor& colour)
{
    m_profile->setProfile(name, colour);
}

void Rail::setProfileMenu(QMenu* menu)
{
    disconnect(m_profile, &Button::chosen, this, nullptr);
    connect(m_profile, &Button::chosen, menu,
            [this, menu] { menu->popup(m_profile->mapToGlobal(QPoint(0, m_profile->height() + 4))); });
}

void Rail::setNarrow(bool narrow)
{
    m_narrow = narrow;
    setFixedWidth(narrow ? measure::railNarrow : measure::rail);
    m_profile->setNarrow(narrow);
    for (RailItem* item : m_items)
        item->setNarrow(narrow);
}

void Rail::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.colour(Role::Rail));
    const int x = layoutDirection() == Qt::RightToLeft ? 0 : width() - theme.hairline();
    painter.fillRect(QRect(x, 0, theme.hairline(), height()), theme.colour(Role::Line));
}

} // namespace tokenhouse

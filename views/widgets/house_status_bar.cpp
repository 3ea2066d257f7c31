#include "views/widgets/house_status_bar.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>

#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

HouseStatusBar::HouseStatusBar(QWidget* parent, std::chrono::milliseconds saidFor) : QWidget(parent), m_saidFor(saidFor)
{
    m_saidTimer.setSingleShot(true);
    connect(&m_saidTimer, &QTimer::timeout, this, [this] { setWork({}); });
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 1, 12, 0);
    layout->setSpacing(18);
    layout->addSpacing(14); // room for the dot, on whichever side the line begins
    // Names of any length are told here: they give way, the window keeps its width.
    const auto label = [this] {
        auto* made = new ElidedLabel({}, Role::Muted, this);
        made->setFont(Theme::small());
        return made;
    };
    m_connection = label();
    m_user = label();
    m_clipboard = label();
    m_clear = new Button(tr("Clear now"), Button::Kind::Link, this);
    m_clear->setFont(Theme::small());
    m_work = label();
    m_link = new Button({}, Button::Kind::Link, this);
    m_link->setFont(Theme::small());
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 100);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(120, 14);
    m_progress->setAccessibleName(tr("Progress"));
    m_percent = label();
    m_times = new Button({}, Button::Kind::Link, this);
    m_times->setFont(Theme::small());
    layout->addWidget(m_connection);
    layout->addWidget(m_user);
    layout->addStretch(1);
    layout->addWidget(m_clipboard);
    layout->addWidget(m_clear);
    layout->addWidget(m_work);
    layout->addWidget(m_link);
    layout->addWidget(m_progress);
    layout->addWidget(m_percent);
    layout->addWidget(m_times);
    setFixedHeight(28);
    connect(m_clear, &Button::chosen, this, &HouseStatusBar::clearClipboardWanted);
    connect(m_link, &Button::chosen, this, &HouseStatusBar::linkChosen);
    connect(m_times, &Button::chosen, this, &HouseStatusBar::utcToggled);
    setClipboard({}, false);
    setWork({});
    setUtc(false);
}

void HouseStatusBar::setConnection(const QString& text, Role role)
{
    m_dot = role;
    m_connection->setText(text);
    update();
}

void HouseStatusBar::setUser(const QString& text)
{
    m_user->setText(text);
}

void HouseStatusBar::setClipboard(const QString& text, bool canClear)
{
    m_clipboard->setText(text);
    m_clipboard->setVisible(!text.isEmpty());
    m_clear->setVisible(canClear);
}

void HouseStatusBar::setWork(const QString& text, int percent, const QString& link)
{
    m_work->setText(text);
    m_work->setVisible(!text.isEmpty());
    m_saidTimer.stop();
    m_link->setText(link);
    m_link->setVisible(!link.isEmpty());
    const bool hasBar = !text.isEmpty() && percent >= 0;
    m_progress->setVisible(hasBar);
    m_percent->setVisible(hasBar);
    m_progress->setValue(qMax(percent, 0));
    m_percent->setText(tr("%1 %").arg(percent));
}

void HouseStatusBar::say(const QString& text, const QString& link)
{
    setWork(text, -1, link);
    m_saidTimer.start(link.isEmpty() ? m_saidFor : 2 * m_saidFor);
}

void HouseStatusBar::takeLink()
{
    m_link->hide();
}

void HouseStatusBar::setUtc(bool utc)
{
    m_times->setText(utc ? tr("Times: UTC") : tr("Times: local"));
    m_times->setAccessibleName(m_times->text());
    m_times->setAccessibleDescription(tr("Switches between local time and UTC everywhere"));
}

void HouseStatusBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.colour(Role::Rail));
    painter.fillRect(QRect(0, 0, width(), theme.hairline()), theme.colour(Role::Line));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colour(m_dot));
    painter.drawEllipse(
        QRectF(QStyle::visualRect(layoutDirection(), rect(), QRect(12, height() / 2 - 4, 9, 9))).center(), 4, 4);
}

} // namespace tokenhouse

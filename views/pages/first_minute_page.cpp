#include "views/pages/first_minute_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "views/icons.h"
#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

class WayCard : public Button {
public:
    WayCard(const QString& title, const QString& sentence, const QString& icon, QWidget* parent)
        : Button(title, Kind::Normal, parent), m_sentence(sentence), m_icon(icon)
    {
        setAccessibleName(title);
        setAccessibleDescription(sentence);
        setFixedHeight(100);
        setMinimumWidth(180);
        setMaximumWidth(230);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override { return {230, 100}; }
    QSize minimumSizeHint() const override { return {180, 100}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.colour(isBlocked() ? Role::Line : Role::Outline), theme.hairline()));
        painter.setBrush(theme.colour(underMouse() && !isBlocked() ? Role::Window : Role::Surface));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
        const auto place = [this](QRect where) { return QStyle::visualRect(layoutDirection(), rect(), where); };
        const auto align = static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignTop));
        const QColor ink = theme.colour(isBlocked() ? Role::Muted : Role::Text);
        icons::paint(&painter, place(QRect(19, 21, 16, 16)), m_icon, ink);
        QFont title = Theme::strong();
        title.setPixelSize(14);
        painter.setFont(title);
        painter.setPen(ink);
        painter.drawText(place(rect().adjusted(44, 20, -12, 0)), align, shownText());
        painter.setFont(Theme::body());
        painter.setPen(theme.colour(Role::Muted));
        painter.drawText(place(rect().adjusted(19, 45, -14, -6)), align | Qt::TextWordWrap, m_sentence);
    }

private:
    QString m_sentence;
    QString m_icon;
};

FirstMinutePage::FirstMinutePage(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Welcome"));
    setGroundRole(this, Role::Window);
    auto* layout = new QVBoxLayout(this);
    layout->addStretch(1);
    QFont font = Theme::pageTitle();
    font.setPixelSize(22);
    auto* title = plainLabel(tr("Welcome. Nothing is here yet."), Role::Text, font, this);
    auto* sentence =
        plainLabel(tr("This is your own workspace on this computer. What you make is kept in it; nothing leaves it."),
                   Role::Muted, Theme::body(), this);
    title->setAlignment(Qt::AlignCenter);
    sentence->setAlignment(Qt::AlignCenter);
    sentence->setWordWrap(true);
    layout->addWidget(title);
    layout->addSpacing(12);
    layout->addWidget(sentence);
    layout->addSpacing(24);
    auto* row = new QHBoxLayout;
    row->setSpacing(14);
    m_create = new WayCard(tr("Create a token"), tr("A name, what it may call, and its secret, shown once."),
                           QStringLiteral("plus"), this);
    // The action's own name, whatever it is called here.
    m_create->setAccessibleName(tr("New token"));
    auto* connectCard = new WayCard(tr("Connect to a server"), tr("Your organisation's address, then sign in."),
                                    QStringLiteral("server"), this);
    auto* demo = new WayCard(tr("Look around"), tr("A throw-away workspace with 12 000 tokens to try things on."),
                             QStringLiteral("play"), this);
    row->addStretch(1);
    for (WayCard* card : {m_create, connectCard, demo})
        row->addWidget(card, 3);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addStretch(1);
    connect(m_create, &Button::chosen, this, &FirstMinutePage::createWanted);
    connect(connectCard, &Button::chosen, this, &FirstMinutePage::connectWanted);
    connect(demo, &Button::chosen, this, &FirstMinutePage::demoWanted);
    setFocusProxy(m_create);
}

void FirstMinutePage::setCreateForbidden(const QString& reason)
{
    m_create->setBlocked(reason);
}

} // namespace tokenhouse

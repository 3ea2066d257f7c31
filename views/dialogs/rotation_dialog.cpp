#include "views/dialogs/rotation_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "views/dialogs/second_press.h"
#include "views/widgets/label.h"

namespace tokenhouse {

class RotationDialog::SideCard : public QWidget {
public:
    SideCard(const QString& title, Role outline, QWidget* parent)
        : QWidget(parent),
          m_outline(outline),
          m_title(title),
          m_since(plainLabel({}, Role::Muted, Theme::small(), this)),
          m_calls(plainLabel({}, Role::Text, Theme::dialogTitle(), this)),
          m_word(new WrappedLabel({}, Role::Muted, Theme::body(), this))
    {
        auto* layout = new QVBoxLayout(this);
        layout->setContentsMargins(15, 12, 15, 14);
        layout->setSpacing(4);
        auto* head = new QHBoxLayout;
        head->addWidget(plainLabel(title, Role::Text, Theme::strong(), this), 1);
        head->addWidget(m_since);
        layout->addLayout(head);
        layout->addSpacing(4);
        layout->addWidget(m_calls);
        layout->addWidget(m_word);
        layout->addStretch(1);
        setMinimumHeight(110);
    }
    void setSide(const Side& side)
    {
        m_since->setText(side.since);
        m_calls->setText(side.calls);
        m_calls->setAccessibleName(RotationDialog::tr("%1: %2").arg(m_title, side.calls));
        m_word->setText(side.word);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.colour(m_outline), theme.hairline()));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
    }

private:
    Role m_outline;
    QString m_title;
    QLabel* m_since;
    QLabel* m_calls;
    QLabel* m_word;
};

RotationDialog::RotationDialog(const QString& tokenName, QWidget* parent)
    : HouseDialog(tr("Old and new secret"), 660, parent),
      m_old(new SideCard(tr("Old secret"), Role::Line, this)),
      m_new(new SideCard(tr("New secret"), Role::Accent, this))
{
    setHeading(tr("Rotating “%1”").arg(tokenName));
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_old, 1);
    row->addWidget(m_new, 1);
    body()->addLayout(row);
    body()->addSpacing(12);
    m_end = addLeft(tr("End the old one now…"));
    auto* twice = new SecondPress(m_end, tr("End the old one"), this);
    twice->setConsequence(tr("This cannot be undone."), tr("Calls with the old secret get 401 from the next one on."));
    connect(twice, &SecondPress::confirmed, this, &RotationDialog::endWanted);
    setMain(addRight(tr("Close")));
    connect(mainButton(), &Button::chosen, this, &QDialog::accept);
    setActing(m_end);
    mainButton()->setFocus();
}

void RotationDialog::setWhen(const QString& sentence)
{
    setSentence(sentence);
}

void RotationDialog::setSides(const Side& old, const Side& present)
{
    m_old->setSide(old);
    m_new->setSide(present);
    fit();
}

void RotationDialog::setWarning(const QString& warning)
{
    setNotice(Banner::Kind::Warning, warning);
}

void RotationDialog::setEndForbidden(const QString& reason)
{
    setMainReason(reason);
}

} // namespace tokenhouse

#include "views/widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>

#include "views/theme.h"

namespace tokenhouse {

namespace {

class Segment : public QPushButton {
public:
    Segment(const QString& label, QWidget* parent) : QPushButton(label, parent)
    {
        setCheckable(true);
        setAutoDefault(false);
        setFocusPolicy(Qt::StrongFocus);
    }
    QSize sizeHint() const override
    {
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        return {QFontMetrics(bold).horizontalAdvance(text()) + 25, measure::control};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.colour(isChecked() ? Role::AccentSoft : Role::Window));
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
        }
        QFont face = font();
        face.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
        painter.setFont(face);
        painter.setPen(theme.colour(!isEnabled() ? Role::Muted : isChecked() ? Role::Accent : Role::Text));
        painter.drawText(rect(), Qt::AlignCenter, text());
    }
};

} // namespace

SegmentedControl::SegmentedControl(Choice choice, QWidget* parent) : QWidget(parent), m_choice(choice)
{
    m_group.setExclusive(choice == Choice::One);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&m_group, &QButtonGroup::idToggled, this, [this](int, bool isOn) {
        if (isOn || m_choice == Choice::Any)
            Q_EMIT changed();
    });
}

void SegmentedControl::addSegment(int id, const QString& label, const QString& spoken)
{
    auto* segment = new Segment(label, this);
    segment->setAccessibleName(spoken.isEmpty() ? label : spoken);
    segment->installEventFilter(this);
    m_group.addButton(segment, id);
    layout()->addWidget(segment);
}

void SegmentedControl::setChecked(int id, bool checked)
{
    if (auto* button = m_group.button(id))
        button->setChecked(checked);
}

bool SegmentedControl::isChecked(int id) const
{
    const auto* button = m_group.button(id);
    return button && button->isChecked();
}

int SegmentedControl::checked() const
{
    return m_group.checkedId();
}

QList<int> SegmentedControl::checkedIds() const
{
    QList<int> result;
    for (const auto* button : m_group.buttons()) {
        if (button->isChecked())
            result.append(m_group.id(const_cast<QAbstractButton*>(button)));
    }
    return result;
}

void SegmentedControl::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.colour(Role::Outline), theme.hairline()));
    painter.setBrush(theme.colour(Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
    painter.setPen(QPen(theme.colour(Role::Line), 1));
    const auto buttons = m_group.buttons();
    for (qsizetype i = 1; i < buttons.size(); ++i) {
        const int x = layoutDirection() == Qt::RightToLeft ? buttons[i]->geometry().right() : buttons[i]->x();
        painter.drawLine(QPointF(x + 0.5, 1), QPointF(x + 0.5, height() - 1));
    }
}

bool SegmentedControl::eventFilter(QObject* watched, QEvent* event)
{
    // Arrows walk a row of any choices too; the group itself does it for one choice.
    if (m_choice == Choice::Any && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right) {
            const auto buttons = m_group.buttons();
            const bool forward = (key == Qt::Key_Right) == (layoutDirection() == Qt::LeftToRight);
            const auto here = buttons.indexOf(static_cast<QAbstractButton*>(watched));
            const auto next = here + (forward ? 1 : -1);
            if (here >= 0 && next >= 0 && next < buttons.size())
                buttons[next]->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace tokenhouse

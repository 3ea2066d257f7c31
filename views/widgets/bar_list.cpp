#include "views/widgets/bar_list.h"

#include <QGridLayout>
#include <QLocale>
#include <QPainter>

#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

/// A number against the greatest of its list. What it says stands beside it in words.
class BarStripe : public QWidget {
public:
    explicit BarStripe(QWidget* parent) : QWidget(parent) { setFixedHeight(10); }
    void setShare(double share, Role tone)
    {
        m_share = share;
        m_tone = tone;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::of(this).colour(m_tone));
        const int wide = m_share > 0 ? qMax(3, qRound(m_share * width())) : 0;
        painter.drawRoundedRect(QStyle::visualRect(layoutDirection(), rect(), QRect(0, 0, wide, height())), 2.5, 2.5);
    }

private:
    double m_share = 0;
    Role m_tone = Role::Accent;
};

BarList::BarList(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, 118);
    m_grid->setColumnStretch(1, 1);
}

void BarList::addLine()
{
    const auto at = m_lines.size();
    const Line line{
        {}, new ElidedLabel({}, Role::Muted, this), new BarStripe(this), new Button({}, Button::Kind::Link, this)};
    const int row = static_cast<int>(at);
    m_grid->addWidget(line.name, row, 0);
    m_grid->addWidget(line.bar, row, 1, Qt::AlignVCenter);
    m_grid->addWidget(line.count, row, 2, Qt::AlignRight | Qt::AlignVCenter);
    connect(line.count, &Button::chosen, this, [this, at] { Q_EMIT chosen(m_lines[at].key); });
    m_lines.push_back(line);
}

void BarList::setRows(const QList<Row>& rows)
{
    const auto used = static_cast<std::size_t>(rows.size());
    while (m_lines.size() < used)
        addLine();
    qint64 most = 1;
    for (const auto& row : rows)
        most = qMax(most, row.count);
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        auto& line = m_lines[i];
        line.name->setVisible(i < used);
        line.bar->setVisible(i < used);
        line.count->setVisible(i < used);
        if (i >= used)
            continue;
        const auto& row = rows[static_cast<qsizetype>(i)];
        const auto number = QLocale().toString(row.count);
        line.key = row.key;
        line.name->setText(row.name);
        line.bar->setShare(static_cast<double>(row.count) / static_cast<double>(most), row.tone);
        line.count->setText(number);
        line.count->setSpokenName(tr("%1: %2").arg(row.name, number));
    }
}

} // namespace tokenhouse

#include "views/widgets/fact_grid.h"

#include <algorithm>

#include <QGridLayout>
#include <QHBoxLayout>

#include "models/text.h"
#include "views/widgets/button.h"
#include "views/widgets/label.h"
#include "views/widgets/selectable_text.h"

namespace tokenhouse {

namespace {

constexpr int lineHeight = 20;

bool takesLines(const DetailFact& fact)
{
    return fact.kind == DetailFact::Kind::Multiline || fact.kind == DetailFact::Kind::When;
}

/// A time breaks before who it was, if at all, and neither within the date nor within the name.
QString shownText(const DetailFact& fact)
{
    if (fact.kind != DetailFact::Kind::When)
        return fact.value;
    QString text = fact.value;
    text.replace(QLatin1Char(' '), QChar(QChar::Nbsp));
    return text.replace(QStringLiteral("·\u00a0"), QStringLiteral("· "));
}

} // namespace

FactGrid::FactGrid(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, 92);
    m_grid->setColumnStretch(1, 1);
}

void FactGrid::setFacts(const std::vector<DetailFact>& facts)
{
    std::vector<Line> lines;
    for (const DetailFact& fact : facts) {
        const auto known = std::ranges::find_if(
            m_lines, [&](const Line& line) { return line.fact.key == fact.key && line.fact.kind == fact.kind; });
        if (known == m_lines.end()) {
            lines.push_back(makeLine(fact));
        } else {
            lines.push_back(*known);
            m_lines.erase(known);
        }
        fill(lines.back(), fact);
    }
    for (const Line& line : m_lines) {
        for (QWidget* part : {static_cast<QWidget*>(line.label), line.box}) {
            m_grid->removeWidget(part);
            part->hide();
            part->deleteLater();
        }
    }
    m_lines = std::move(lines);
    for (int row = 0; row < static_cast<int>(m_lines.size()); ++row) {
        const Line& line = m_lines[static_cast<std::size_t>(row)];
        const QLayoutItem* there = m_grid->itemAtPosition(row, 1);
        if (there && there->widget() == line.box)
            continue;
        m_grid->removeWidget(line.label);
        m_grid->removeWidget(line.box);
        m_grid->addWidget(line.label, row, 0, Qt::AlignTop);
        m_grid->addWidget(line.box, row, 1);
        // Layouts show what comes late only at the next turn of the loop: that would be a blink.
        line.label->show();
        line.box->show();
    }
}

FactGrid::Line FactGrid::makeLine(const DetailFact& fact)
{
    Line line;
    line.label = plainLabel({}, Role::Muted, Theme::body(), this);
    line.label->setMinimumHeight(lineHeight);
    line.box = new QWidget(this);
    line.box->setMinimumHeight(lineHeight);
    auto* row = new QHBoxLayout(line.box);
    row->setSpacing(6);
    if (takesLines(fact)) {
        line.whole = new SelectableText(Theme::body(), line.box);
        const int above = (lineHeight - line.whole->fontMetrics().height()) / 2; // in line with the label
        row->setContentsMargins(0, above, 0, above);
        row->addWidget(line.whole, 1);
    } else {
        line.elided = new ElidedLabel({}, Role::Text, line.box);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(line.elided);
        if (fact.kind == DetailFact::Kind::Id) {
            line.elided->setFont(Theme::mono());
            line.elided->setElideMode(Qt::ElideMiddle);
            line.copy = new Button({}, Button::Kind::Quiet, line.box);
            line.copy->setIconName(QStringLiteral("copy"));
            line.copy->setFixedSize(22, lineHeight);
            connect(line.copy, &Button::chosen, this, [this, key = fact.key] {
                const auto here = std::ranges::find_if(m_lines, [&](const Line& one) { return one.fact.key == key; });
                if (here != m_lines.end())
                    Q_EMIT copyWanted(here->fact.exact.isEmpty() ? here->fact.value : here->fact.exact);
            });
            row->addWidget(line.copy);
        }
        row->addStretch(1);
    }
    return line;
}

void FactGrid::fill(Line& line, const DetailFact& fact)
{
    line.label->setText(fact.label);
    const QString tip = fact.tip.isEmpty() ? QString() : tipText(fact.tip);
    if (line.whole) {
        line.whole->setText(shownText(fact));
        line.whole->setToolTip(tip);
    } else if (fact.value != line.elided->text()) {
        line.elided->setText(fact.value);
    }
    if (line.elided)
        line.elided->setToolTip(tip);
    if (line.copy && fact.label != line.fact.label)
        line.copy->setSpokenName(tr("Copy %1").arg(fact.label));
    if (fact.link.isEmpty()) {
        delete std::exchange(line.link, nullptr);
    } else if (!line.link) {
        line.link = new Button(fact.link, Button::Kind::Link, line.box);
        connect(line.link, &Button::chosen, this, [this, key = fact.key] { Q_EMIT linkChosen(key); });
        static_cast<QHBoxLayout*>(line.box->layout())->insertWidget(1, line.link);
        line.link->show();
    } else if (line.fact.link != fact.link) {
        line.link->setText(fact.link);
    }
    line.fact = fact;
}

Button* FactGrid::link(const QString& key) const
{
    const auto line = std::ranges::find_if(m_lines, [&](const Line& one) { return one.fact.key == key; });
    return line == m_lines.end() ? nullptr : line->link;
}

} // namespace tokenhouse

#include "views/dialogs/merge_dialog.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QLabel>
#include <QRadioButton>
#include <QVBoxLayout>

#include "views/widgets/label.h"

namespace tokenhouse {

MergeDialog::MergeDialog(const QString& object, const QString& who, QWidget* parent)
    : HouseDialog(tr("Changed meanwhile"), 720, parent), m_who(who)
{
    setHeading(tr("“%1” was changed meanwhile").arg(object));
    setSentence(tr("Nothing was saved yet. Choose what is kept; what only one of you changed is chosen already."));
    auto* theirs = addLeft(tr("Take theirs"));
    theirs->setKind(Button::Kind::Normal);
    auto* mine = addLeft(tr("Keep mine"));
    mine->setKind(Button::Kind::Normal);
    connect(theirs, &Button::chosen, this, [this] { takeAll(MergeRow::Take::Theirs); });
    connect(mine, &Button::chosen, this, [this] { takeAll(MergeRow::Take::Mine); });
    Button* back = addRight(tr("Back to the editor"));
    connect(back, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Save")));
    connect(mainButton(), &Button::chosen, this, &MergeDialog::submitted);
}

QRadioButton* MergeDialog::addChoice(const QString& text, const QString& spoken, int row, int column)
{
    auto* cell = new QWidget(m_box);
    auto* layout = new QHBoxLayout(cell);
    layout->setContentsMargins(0, 2, 0, 2);
    layout->setSpacing(6);
    auto* radio = new QRadioButton(cell);
    radio->setAccessibleName(spoken);
    auto* label = new WrappedLabel(text, Role::Text, Theme::body(), cell);
    layout->addWidget(radio, 0, Qt::AlignTop);
    layout->addWidget(label, 1);
    m_grid->addWidget(cell, row, column);
    connect(radio, &QRadioButton::toggled, this, &MergeDialog::judge);
    return radio;
}

void MergeDialog::setRows(const std::vector<MergeRow>& rows)
{
    delete m_box;
    m_rows = rows;
    m_lines.clear();
    m_box = new QWidget(this);
    m_grid = new QGridLayout(m_box);
    m_grid->setContentsMargins(0, 0, 0, 8);
    m_grid->setHorizontalSpacing(16);
    m_grid->setColumnMinimumWidth(0, 110);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(2, 1);
    m_grid->addWidget(new WrappedLabel(tr("Theirs: %1").arg(m_who), Role::Muted, Theme::small(), m_box), 0, 1);
    m_grid->addWidget(new WrappedLabel(tr("Yours"), Role::Muted, Theme::small(), m_box), 0, 2);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const auto& row = m_rows[i];
        const int at = static_cast<int>(i) + 1;
        m_grid->addWidget(new WrappedLabel(row.label, Role::Text, Theme::strong(), m_box), at, 0, Qt::AlignTop);
        const Line line{addChoice(row.theirs, tr("%1, theirs: %2").arg(row.label, row.theirs), at, 1),
                        addChoice(row.mine, tr("%1, yours: %2").arg(row.label, row.mine), at, 2)};
        auto* group = new QButtonGroup(m_box);
        group->addButton(line.theirs);
        group->addButton(line.mine);
        m_lines.push_back(line);
        line.theirs->setChecked(row.take == MergeRow::Take::Theirs);
        line.mine->setChecked(row.take == MergeRow::Take::Mine);
    }
    body()->addWidget(m_box);
    judge();
    fit();
}

std::vector<MergeRow> MergeDialog::rows() const
{
    auto rows = m_rows;
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].take = m_lines[i].theirs->isChecked() ? MergeRow::Take::Theirs
                       : m_lines[i].mine->isChecked() ? MergeRow::Take::Mine
                                                      : MergeRow::Take::Unset;
    return rows;
}

void MergeDialog::takeAll(MergeRow::Take take)
{
    for (const auto& line : m_lines)
        (take == MergeRow::Take::Theirs ? line.theirs : line.mine)->setChecked(true);
}

void MergeDialog::judge()
{
    int open = 0;
    if (m_lines.size() == m_rows.size()) {
        for (const auto& row : rows())
            open += row.take == MergeRow::Take::Unset ? 1 : 0;
    }
    setMainReason(open == 0 ? QString() : tr("%Ln were changed by both of you: choose one each.", nullptr, open));
}

} // namespace tokenhouse

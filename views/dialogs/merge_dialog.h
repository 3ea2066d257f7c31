#pragma once

#include "models/draft_merge.h"
#include "views/dialogs/house_dialog.h"

class QGridLayout;
class QRadioButton;

namespace tokenhouse {

/// *Changed meanwhile*: what somebody else saved beside what one typed, member by member, with a choice for each.
class MergeDialog : public HouseDialog {
    Q_OBJECT

public:
    /// `who` changed it and when: "maria.k, 2 min ago".
    MergeDialog(const QString& object, const QString& who, QWidget* parent = nullptr);
    void setRows(const std::vector<MergeRow>& rows);
    std::vector<MergeRow> rows() const;

Q_SIGNALS:
    void submitted();

private:
    struct Line {
        QRadioButton* theirs;
        QRadioButton* mine;
    };
    QRadioButton* addChoice(const QString& text, const QString& spoken, int row, int column);
    void takeAll(MergeRow::Take take);
    void judge();

    std::vector<MergeRow> m_rows;
    std::vector<Line> m_lines;
    QWidget* m_box = nullptr;
    QGridLayout* m_grid = nullptr;
    QString m_who;
};

} // namespace tokenhouse

#pragma once

#include <QLineEdit>

namespace tokenhouse {

/// A line of the filter language with a squiggle under the word where it goes wrong.
class ExpertEdit : public QLineEdit {
    Q_OBJECT

public:
    explicit ExpertEdit(QWidget* parent = nullptr);
    /// In characters of text(); -1 = nothing is wrong.
    void setErrorPosition(int position);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_position = -1;
};

} // namespace tokenhouse

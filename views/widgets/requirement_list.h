#pragma once

#include <vector>

#include <QWidget>

#include "models/secret_check_state.h"

namespace tokenhouse {

/// Requirements as lines of mark and words, judged while one types.
class RequirementList : public QWidget {
    Q_OBJECT

public:
    explicit RequirementList(QWidget* parent = nullptr);
    void setLines(const std::vector<SecretCheckState::Line>& lines);
    QStringList texts() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {100, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<SecretCheckState::Line> m_lines;
};

} // namespace tokenhouse

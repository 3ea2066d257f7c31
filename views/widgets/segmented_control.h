#pragma once

#include <QButtonGroup>
#include <QList>
#include <QWidget>

namespace tokenhouse {

/// A row of joined choices: one of them (radio) or any of them.
class SegmentedControl : public QWidget {
    Q_OBJECT

public:
    enum class Choice { One, Any };

    explicit SegmentedControl(Choice choice, QWidget* parent = nullptr);
    /// Segments keep the order in which they come. `spoken` is the accessible name when it differs from the label.
    void addSegment(int id, const QString& label, const QString& spoken = {});
    void setChecked(int id, bool checked = true);
    bool isChecked(int id) const;
    int checked() const; ///< of a control of one choice; -1 when none
    QList<int> checkedIds() const;

Q_SIGNALS:
    void changed();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Choice m_choice;
    QButtonGroup m_group;
};

} // namespace tokenhouse

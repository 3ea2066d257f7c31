#pragma once

#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QMenu;

namespace tokenhouse {

class Button;

/// The top of a page: its title, "2 486 of 12 904", and what can be done, the one primary action at the end.
class PageHeader : public QWidget {
    Q_OBJECT

public:
    explicit PageHeader(const QString& title, QWidget* parent = nullptr);
    void setCount(const QString& count);
    /// Actions stand in the order in which they are added; the primary one goes last, whenever it is added.
    void addAction(QAction* action);
    void setPrimary(QAction* action);
    /// What is wanted less often: in the menu of one button after the others.
    void addMore(QAction* action);

private:
    QHBoxLayout* m_actions;
    QLabel* m_count;
    QWidget* m_primary = nullptr;
    Button* m_more = nullptr;
    QMenu* m_moreMenu = nullptr;
};

} // namespace tokenhouse

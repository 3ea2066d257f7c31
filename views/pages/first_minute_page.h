#pragma once

#include <QWidget>

class QLabel;

namespace tokenhouse {

class WayCard;

/// An empty workspace: three ways on, no form, no account.
class FirstMinutePage : public QWidget {
    Q_OBJECT

public:
    explicit FirstMinutePage(QWidget* parent = nullptr);
    /// Why "Create a token" is off; empty = it is on.
    void setCreateForbidden(const QString& reason);

Q_SIGNALS:
    void createWanted();
    void connectWanted();
    void demoWanted();

private:
    WayCard* m_create;
};

} // namespace tokenhouse

#pragma once

#include <QMenu>
#include <QStringList>

#include "views/widgets/filter_words.h"

namespace tokenhouse {

/// The conditions that can be put into a page's filter without typing, and the questions behind some of them.
class FilterMenu : public QMenu {
    Q_OBJECT

public:
    /// `button`: it belongs to this one, and questions appear below it. `words` outlive the menu.
    FilterMenu(FilterState& state, const FilterWords& words, const TimeText& times, QWidget& button);
    /// People that the menu "Created by" offers, beside the one who is signed in.
    void setKnownUsers(const QStringList& users);

private:
    void fill();
    void addStates();
    void addUsers();
    void addTimes();
    void askUser();
    void setUser(const QString& user);
    void askTimes();

    FilterState& m_state;
    const FilterWords& m_words;
    const TimeText& m_times;
    QWidget* m_button;
    QStringList m_users;
};

} // namespace tokenhouse

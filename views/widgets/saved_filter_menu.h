#pragma once

#include <QMenu>

#include "models/filter_state.h"
#include "models/saved_filters_state.h"

namespace tokenhouse {

/// The saved filters of one page, and the way to save the present one. The states must outlive it.
class SavedFilterMenu : public QMenu {
    Q_OBJECT

public:
    SavedFilterMenu(SavedFiltersState& saved, FilterState& filter, const QString& page, QWidget* parent);

Q_SIGNALS:
    void chosen(const tokenhouse::SavedFilter& filter);
    void saveWanted();
    void manageWanted();

private:
    void fill();
    void addList(const QString& title, const std::vector<SavedFilter>& filters);

    SavedFiltersState& m_saved;
    FilterState& m_filter;
    QString m_page;
};

} // namespace tokenhouse

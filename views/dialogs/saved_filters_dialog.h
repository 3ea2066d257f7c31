#pragma once

#include "models/saved_filters_state.h"
#include "views/dialogs/house_dialog.h"

class QTableWidget;

namespace tokenhouse {

/// *Saved filters*: those of one page, one's own and the shared ones; what is not needed any more goes.
class SavedFiltersDialog : public HouseDialog {
    Q_OBJECT

public:
    SavedFiltersDialog(const SavedFiltersState& saved, const QString& page, QWidget* parent = nullptr);

Q_SIGNALS:
    void removeWanted(const tokenhouse::SavedFilter& filter, bool shared);

private:
    void fill();
    void judge();

    const SavedFiltersState& m_saved;
    QString m_page;
    QTableWidget* m_table;
    Button* m_remove;
};

} // namespace tokenhouse

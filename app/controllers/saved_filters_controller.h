#pragma once

#include <functional>
#include <vector>

#include <QPointer>

#include "app/commands/command_context.h"
#include "app/controllers/list_controller.h"
#include "models/saved_filters_state.h"
#include "network/saved_filter_jobs.h"
#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

/// Saved filters of all list pages: read from the server, offered beside each filter, saved and removed. GUI thread.
class SavedFiltersController : public QObject {
    Q_OBJECT

public:
    SavedFiltersController(CommandContext& context, QObject* parent);
    /// Offers them on this page; `key` is tokens, definitions or events, `title` what people call it, `show` brings it
    /// to the front.
    void offerOn(ListController& page, const QString& key, const QString& title, std::function<void()> show);
    /// What the palette lists; show() takes the place in this list as it was last asked for.
    struct Offer {
        SavedFilter filter;
        QString title; ///< of its page
    };
    const std::vector<Offer>& offers();
    void show(std::size_t offer);

private:
    void read();
    void judge();
    void save(ListController& page, const QString& key);
    void manage(const QString& key);
    void put(FilterScope scope, SavedFilters filters, HouseDialog* dialog);

    struct Place {
        ListController* page;
        QString key;
        QString title;
        std::function<void()> show;
    };
    static void apply(ListController& page, const SavedFilter& filter);

    CommandContext& m_context;
    SavedFiltersState m_state;
    std::vector<Place> m_places;
    std::vector<Offer> m_offers;
    QPointer<QObject> m_reading;
};

} // namespace tokenhouse

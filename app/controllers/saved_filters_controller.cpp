#include "app/controllers/saved_filters_controller.h"

#include <algorithm>

#include "models/text.h"
#include "views/dialogs/save_filter_dialog.h"
#include "views/dialogs/saved_filters_dialog.h"
#include "views/widgets/saved_filter_menu.h"

namespace tokenhouse {

namespace {

bool isNamed(const SavedFilter& one, const QString& name, const QString& page)
{
    return one.page == utf8(page) && safeText(one.name).compare(name, Qt::CaseInsensitive) == 0;
}

} // namespace

SavedFiltersController::SavedFiltersController(CommandContext& context, QObject* parent)
    : QObject(parent), m_context(context)
{
    auto& session = m_context.session;
    connect(&session, &Session::attached, this, &SavedFiltersController::read);
    connect(&session, &Session::back, this, &SavedFiltersController::read);
    connect(&session, &Session::left, &m_state, &SavedFiltersState::clear);
    connect(&session.situation(), &SituationState::changed, this, &SavedFiltersController::judge);
    connect(&session, &Session::changes, this, [this](const std::vector<LiveEvent>& events) {
        if (std::ranges::any_of(events, [](const LiveEvent& event) { return event.kind.starts_with("savedFilters."); }))
            read();
    });
    judge();
}

void SavedFiltersController::judge()
{
    const auto& situation = m_context.session.situation();
    const auto own = situation.verdict({}).reason;
    const auto& rights = m_context.session.facts().permissions;
    const bool mayShare = rights.has(Permission::TokensWrite) || rights.has(Permission::DefinitionsWrite)
                          || rights.has(Permission::UsersManage);
    const auto shared = !own.isEmpty() ? own
                        : mayShare     ? QString()
                                       : tr("Sharing needs the permission tokens.write or definitions.write.");
    if (own != m_state.ownReason() || shared != m_state.sharedReason())
        m_state.setSaving(own, shared);
}

void SavedFiltersController::read()
{
    if (!m_context.session.isAttached() || m_reading)
        return;
    auto& job = start<ListSavedFiltersJob>(m_context.session.connection());
    m_reading = &job;
    job.then(this, [this](Result<SavedFilterLists> lists) {
        m_reading.clear();
        if (!lists)
            return; // those of the product are there; a lost server says so itself
        m_state.setOwn(std::move(lists->own));
        m_state.setShared(std::move(lists->shared));
    });
}

void SavedFiltersController::offerOn(ListController& page, const QString& key, const QString& title,
                                     std::function<void()> show)
{
    m_places.push_back({&page, key, title, std::move(show)});
    auto* bar = page.view()->filterBar();
    auto* menu = new SavedFilterMenu(m_state, page.filter(), key, bar);
    bar->setSavedMenu(menu);
    connect(menu, &SavedFilterMenu::chosen, &page, [&page](const SavedFilter& filter) { apply(page, filter); });
    connect(menu, &SavedFilterMenu::saveWanted, this, [this, &page, key] { save(page, key); });
    connect(menu, &SavedFilterMenu::manageWanted, this, [this, key] { manage(key); });
}

const std::vector<SavedFiltersController::Offer>& SavedFiltersController::offers()
{
    m_offers.clear();
    for (const auto& place : m_places) {
        for (const auto& list :
             {SavedFiltersState::builtIn(place.key), SavedFiltersState::of(m_state.shared(), place.key),
              SavedFiltersState::of(m_state.own(), place.key)}) {
            for (const auto& filter : list)
                m_offers.push_back({filter, place.title});
        }
    }
    return m_offers;
}

void SavedFiltersController::show(std::size_t offer)
{
    const auto filter = m_offers.at(offer).filter;
    const auto place = std::ranges::find(m_places, exactText(filter.page), &Place::key);
    if (place == m_places.end())
        return;
    place->show();
    apply(*place->page, filter);
}

void SavedFiltersController::apply(ListController& page, const SavedFilter& filter)
{
    page.model().setOrder(exactText(filter.orderBy));
    page.filter().setFilter(exactText(filter.filter));
}

void SavedFiltersController::save(ListController& page, const QString& key)
{
    QStringList taken;
    for (const auto* list : {&m_state.own(), &m_state.shared()}) {
        for (const auto& one : SavedFiltersState::of(*list, key))
            taken << safeText(one.name);
    }
    const auto filter = page.filter().applied();
    const auto order = page.model().order();
    auto* dialog = new SaveFilterDialog(filter, taken, m_state.sharedReason(), &m_context.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SaveFilterDialog::submitted, this, [this, dialog, filter, order, key] {
        const auto scope = dialog->isShared() ? FilterScope::Shared : FilterScope::Own;
        auto filters = scope == FilterScope::Shared ? m_state.shared() : m_state.own();
        const auto name = dialog->name();
        const SavedFilter made{utf8(name), utf8(key), utf8(filter), utf8(order)};
        const auto known =
            std::ranges::find_if(filters.items, [&](const SavedFilter& one) { return isNamed(one, name, key); });
        if (known != filters.items.end())
            *known = made;
        else
            filters.items.push_back(made);
        put(scope, std::move(filters), dialog);
    });
    dialog->open();
}

void SavedFiltersController::manage(const QString& key)
{
    auto* dialog = new SavedFiltersDialog(m_state, key, &m_context.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SavedFiltersDialog::removeWanted, this, [this](const SavedFilter& filter, bool shared) {
        auto filters = shared ? m_state.shared() : m_state.own();
        std::erase(filters.items, filter);
        put(shared ? FilterScope::Shared : FilterScope::Own, std::move(filters), nullptr);
    });
    dialog->open();
}

void SavedFiltersController::put(FilterScope scope, SavedFilters filters, HouseDialog* dialog)
{
    if (dialog)
        dialog->setBusy(tr("Saving…"));
    start<PutSavedFiltersJob>(m_context.session.connection(), scope, filters)
        .then(this, [this, scope, open = QPointer(dialog)](Result<SavedFilters> answer) {
            if (open)
                open->setBusy({});
            if (!answer) {
                read(); // somebody else saved meanwhile: the next try is about what is there now
                if (open)
                    open->showFailure(answer.error());
                else
                    showError(m_context, tr("The saved filters were not changed"), answer.error());
                return;
            }
            if (scope == FilterScope::Own)
                m_state.setOwn(std::move(*answer));
            else
                m_state.setShared(std::move(*answer));
            if (open)
                open->accept();
        });
}

} // namespace tokenhouse

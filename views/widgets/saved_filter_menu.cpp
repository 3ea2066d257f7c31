#include "views/widgets/saved_filter_menu.h"

#include "models/text.h"

namespace tokenhouse {

SavedFilterMenu::SavedFilterMenu(SavedFiltersState& saved, FilterState& filter, const QString& page, QWidget* parent)
    : QMenu(parent), m_saved(saved), m_filter(filter), m_page(page)
{
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &SavedFilterMenu::fill);
}

void SavedFilterMenu::fill()
{
    clear();
    const auto own = SavedFiltersState::of(m_saved.own(), m_page);
    const auto shared = SavedFiltersState::of(m_saved.shared(), m_page);
    addList({}, SavedFiltersState::builtIn(m_page));
    addList(tr("Shared by all"), shared);
    addList(tr("Your own"), own);
    addSeparator();
    const bool isSavable = m_filter.validity() == FilterState::Validity::Valid && !m_filter.isEmpty();
    const auto reason = !isSavable ? tr("There is no filter to save.") : m_saved.ownReason();
    auto* save = addAction(tr("Save this filter…"), this, &SavedFilterMenu::saveWanted);
    save->setEnabled(reason.isEmpty());
    save->setToolTip(tipText(reason.isEmpty() ? exactText(utf8(m_filter.applied())) : reason));
    auto* manage = addAction(tr("Manage saved filters…"), this, &SavedFilterMenu::manageWanted);
    manage->setEnabled(!own.empty() || !shared.empty());
}

void SavedFilterMenu::addList(const QString& title, const std::vector<SavedFilter>& filters)
{
    if (filters.empty())
        return;
    if (!title.isEmpty())
        addSection(title);
    for (const auto& filter : filters) {
        auto label = safeText(filter.name);
        auto* action = addAction(label.replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setToolTip(tipText(safeText(filter.filter)));
        connect(action, &QAction::triggered, this, [this, filter] { Q_EMIT chosen(filter); });
    }
}

} // namespace tokenhouse

#include "app/controllers/palette_controller.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "app/controllers/saved_filters_controller.h"
#include "core/text.h"
#include "models/filter_chip.h"
#include "models/text.h"
#include "network/definition_jobs.h"
#include "network/token_jobs.h"
#include "views/widgets/action_button.h"
#include "views/widgets/palette.h"

namespace tokenhouse {

namespace {

constexpr int findsShown = 6;

QString plural(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Token: return PaletteController::tr("Tokens");
    case ObjectKind::Definition: return PaletteController::tr("APIs");
    case ObjectKind::Event: return PaletteController::tr("Events");
    case ObjectKind::User: return PaletteController::tr("Users");
    case ObjectKind::None: break;
    }
    return {};
}

PaletteEntry entryOf(const Token& token)
{
    return {.kind = PaletteEntry::Kind::Token,
            .id = exactText(token.id.text()),
            .title = safeText(token.name),
            .detail = safeText(token.owner),
            .icon = QStringLiteral("token")};
}

PaletteEntry entryOf(const Definition& definition)
{
    return {.kind = PaletteEntry::Kind::Api,
            .id = exactText(definition.id.text()),
            .title = safeText(definition.route),
            .detail = safeText(definition.name),
            .icon = QStringLiteral("api")};
}

} // namespace

PaletteController::PaletteController(CommandContext& context, CommandGate& gate, SavedFiltersController& saved,
                                     QObject* parent)
    : QObject(parent),
      m_context(context),
      m_gate(gate),
      m_saved(saved),
      m_palette(new Palette(m_model, &context.window))
{
    connect(&m_model, &PaletteModel::lookUpWanted, this, &PaletteController::lookUp);
    connect(m_palette, &Palette::chosen, this, &PaletteController::take);
    connect(m_palette, &Palette::identifyWanted, this, &PaletteController::identifyWanted);
}

void PaletteController::open()
{
    auto known = actions();
    std::ranges::move(savedFilters(), std::back_inserter(known));
    m_model.setKnown(std::move(known));
    m_palette->open();
}

std::vector<PaletteEntry> PaletteController::actions() const
{
    std::vector<PaletteEntry> entries;
    const auto& commands = m_gate.commands();
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto* action = commands[i]->action();
        if (!action->isVisible())
            continue;
        entries.push_back({.kind = PaletteEntry::Kind::Verb,
                           .id = QString::number(i),
                           .title = action->text(),
                           .detail = plural(commands[i]->needs().kind),
                           .icon = actionIcon(action),
                           .shortcut = action->shortcut().toString(QKeySequence::NativeText),
                           .reason = action->isEnabled() ? QString() : action->toolTip()});
    }
    return entries;
}

std::vector<PaletteEntry> PaletteController::savedFilters() const
{
    std::vector<PaletteEntry> entries;
    const auto away = m_context.session.situation().verdict({}).reason; // the server filters
    for (const auto& offer : m_saved.offers())
        entries.push_back({.kind = PaletteEntry::Kind::SavedFilter,
                           .id = QString::number(entries.size()),
                           .title = safeText(offer.filter.name),
                           .detail = offer.title,
                           .icon = QStringLiteral("bookmark"),
                           .reason = away});
    return entries;
}

void PaletteController::lookUp(const QString& query)
{
    if (!m_context.session.state().isConnected())
        return; // what is known here can be found still
    const auto& rights = m_context.session.facts().permissions;
    static constexpr std::array<std::string_view, 2> ofTokens{"name", "owner"};
    static constexpr std::array<std::string_view, 2> ofApis{"route", "name"};
    if (rights.has(Permission::TokensRead))
        find<ListTokensJob>(query, PaletteEntry::Kind::Token, ofTokens);
    if (rights.has(Permission::DefinitionsRead))
        find<ListDefinitionsJob>(query, PaletteEntry::Kind::Api, ofApis);
}

/// By what an entry shows, so that one sees why it was found; in the order of the first.
template <class ListJob>
void PaletteController::find(const QString& query, PaletteEntry::Kind kind, std::span<const std::string_view> members)
{
    ListRequest request;
    request.filter = wordsWithin(utf8(query), members);
    request.orderBy = members.front();
    request.pageSize = findsShown;
    request.count = false;
    start<ListJob>(m_context.session.connection(), request)
        .then(this, [this, query, kind](const Result<typename ListJob::Value>& page) {
            if (!page)
                return;
            std::vector<PaletteEntry> entries;
            for (const auto& one : page->items)
                entries.push_back(entryOf(one));
            m_model.setFound(query, kind, std::move(entries));
        });
}

void PaletteController::take(const PaletteEntry& entry)
{
    switch (entry.kind) {
    case PaletteEntry::Kind::Verb: m_gate.commands()[entry.id.toUInt()]->action()->trigger(); break;
    case PaletteEntry::Kind::Token: m_context.open(ObjectKind::Token, entry.id); break;
    case PaletteEntry::Kind::Api: m_context.open(ObjectKind::Definition, entry.id); break;
    case PaletteEntry::Kind::SavedFilter: m_saved.show(entry.id.toUInt()); break;
    }
}

} // namespace tokenhouse

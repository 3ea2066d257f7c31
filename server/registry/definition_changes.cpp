#include <algorithm>
#include <iterator>

#include "core/route.h"
#include "server/registry/rules.h"

namespace tokenhouse::server {

using enum Permission;

namespace {

constexpr Permissions toWrite{DefinitionsWrite, AutomationExecute};

Result<Definition> definitionForChange(Transaction& transaction, const Actor& actor, const Uuid& id,
                                       std::int64_t revision, Permissions needed)
{
    if (auto allowed = rules::require(transaction, actor, needed); !allowed)
        return tl::unexpected(std::move(allowed.error()));
    auto definition = transaction.definition(id);
    if (!definition)
        return tl::unexpected(rules::notFound("API", id));
    if (auto fresh = rules::checkRevision("API", id, definition->revision, revision); !fresh)
        return tl::unexpected(std::move(fresh.error()));
    return std::move(*definition);
}

/// The rules that need the store. `known` are tokens that the definition lists already.
void checkAgainstStore(Transaction& transaction, const DefinitionDraft& draft, const Uuid& id,
                       const std::vector<Uuid>& known, std::vector<Trace>& traces)
{
    if (const auto route = Route::make(draft.route)) {
        const auto other = transaction.definitionOfShape(route->shape());
        if (other && *other != id) {
            traces.push_back({Reason::RouteInUse,
                              id.text(),
                              "Another API has a route of the same shape.",
                              {{"route", draft.route}, {"conflictingDefinitionId", other->text()}}});
        }
    }
    std::vector<Uuid> added;
    auto wanted = draft.allowedTokens;
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::set_difference(wanted.begin(), wanted.end(), known.begin(), known.end(), std::back_inserter(added));
    if (added.size() > allowedTokensMaximum)
        return; // refused already, and not worth a look-up for each
    const auto unknown = transaction.unknownTokens(added);
    if (unknown.empty())
        return;
    json::array ids;
    for (const auto& one : unknown)
        ids.emplace_back(one.text());
    traces.push_back({Reason::UnknownToken,
                      id.text(),
                      std::to_string(unknown.size()) + " of the allowed tokens do not exist.",
                      {{"tokenIds", std::move(ids)}}});
}

Result<void> apply(DefinitionDraft& draft, Definition& definition)
{
    auto action = makeAction(draft.actionType, draft.actionMeta, definition.id.text());
    if (!action)
        return tl::unexpected(std::move(action.error()));
    normalise(draft);
    definition.name = draft.name;
    definition.description = draft.description;
    definition.route = draft.route;
    definition.methods = draft.methods;
    definition.allowedTokens = draft.allowedTokens;
    definition.action = std::move(*action);
    definition.isDisabled = draft.isDisabled;
    return {};
}

/// All that a change of a definition does once the draft is there; the same revision and no event when nothing differs.
Result<Definition> applyChange(Transaction& transaction, const Actor& actor, const Definition& before,
                               DefinitionDraft draft, const std::string& reason)
{
    auto traces = checkDefinition(draft, before.id.text());
    checkAgainstStore(transaction, draft, before.id, before.allowedTokens, traces);
    if (!traces.empty())
        return refuse(std::move(traces));
    auto definition = before;
    if (auto applied = apply(draft, definition); !applied)
        return tl::unexpected(std::move(applied.error()));
    if (definitionChanges(&before, &definition).empty())
        return before;
    rules::sign(definition, actor, transaction.now());
    transaction.putDefinition(definition);
    const auto kind = rules::changeKind("definition", before.isDisabled, definition.isDisabled);
    auto event = rules::definitionEvent(actor, kind, &before, &definition);
    event.reason = reason;
    transaction.append(std::move(event));
    return definition;
}

} // namespace

namespace rules {

Result<Definition> setDefinitionDisabled(Transaction& transaction, const Actor& actor, Definition definition,
                                         const Disabling& wanted)
{
    if (auto checked = checkReason(wanted.reason.text, definition.id.text()); !checked)
        return tl::unexpected(std::move(checked.error()));
    if (definition.isDisabled == wanted.disable)
        return definition;
    const auto before = definition;
    definition.isDisabled = wanted.disable;
    sign(definition, actor, transaction.now());
    transaction.putDefinition(definition);
    auto event = definitionEvent(actor, changeKind("definition", before.isDisabled, definition.isDisabled), &before,
                                 &definition);
    event.reason = wanted.reason.text;
    transaction.append(std::move(event));
    return definition;
}

void removeDefinition(Transaction& transaction, const Actor& actor, const Definition& definition)
{
    transaction.append(definitionEvent(actor, "definition.deleted", &definition, nullptr));
    transaction.deleteDefinition(definition.id);
}

} // namespace rules

Result<Registry::CreatedDefinition> Registry::createDefinition(const Actor& actor, CreateDefinitionRequest request,
                                                               const std::optional<Idempotency>& idempotency)
{
    const auto id = request.id.value_or(Uuid::make());
    CreatedDefinition created;
    auto done = m_store.change([&](Transaction& transaction) -> Result<void> {
        if (auto allowed = rules::require(transaction, actor, toWrite); !allowed)
            return allowed;
        if (const auto answer = idempotency ? transaction.answer(idempotency->scopedKey) : std::nullopt) {
            if (answer->bodyDigest != idempotency->bodyDigest)
                return tl::unexpected(rules::anotherBody());
            auto definition = transaction.definition(answer->objectId);
            if (!definition)
                return tl::unexpected(rules::notFound("API", answer->objectId));
            created = {std::move(*definition), true};
            return {};
        }
        auto draft = request.draft;
        auto traces = checkDefinition(draft, id.text());
        if (transaction.idWasUsed(id))
            traces.push_back(rules::idInUse(id, "API"));
        checkAgainstStore(transaction, draft, id, {}, traces);
        if (!traces.empty())
            return refuse(std::move(traces));

        Definition definition;
        definition.id = id;
        definition.createdBy = definition.lastModifiedBy = actor.user;
        definition.createdAt = definition.lastModified = transaction.now();
        if (auto applied = apply(draft, definition); !applied)
            return applied;
        transaction.putDefinition(definition);
        transaction.append(rules::definitionEvent(actor, "definition.created", nullptr, &definition));
        if (idempotency)
            transaction.putAnswer(idempotency->scopedKey, {idempotency->bodyDigest, id, transaction.now()});
        created.definition = std::move(definition);
        return {};
    });
    if (!done)
        return tl::unexpected(std::move(done.error()));
    return created;
}

Result<Definition> Registry::updateDefinition(const Actor& actor, const Uuid& id, std::int64_t revision,
                                              const json::value& patch)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Definition> {
        const auto before = definitionForChange(transaction, actor, id, revision, toWrite);
        if (!before)
            return tl::unexpected(before.error());
        auto draft = patchDefinition(draftOf(*before), patch);
        if (!draft)
            return tl::unexpected(std::move(draft.error()));
        return applyChange(transaction, actor, *before, std::move(*draft), {});
    });
}

Result<void> Registry::deleteDefinition(const Actor& actor, const Uuid& id, std::int64_t revision)
{
    return m_store.change([&](Transaction& transaction) -> Result<void> {
        const auto definition = definitionForChange(transaction, actor, id, revision, {DefinitionsDelete});
        if (!definition)
            return tl::unexpected(definition.error());
        rules::removeDefinition(transaction, actor, *definition);
        return {};
    });
}

Result<Definition> Registry::disableDefinition(const Actor& actor, const Uuid& id, std::int64_t revision,
                                               const std::string& reason)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Definition> {
        auto before = definitionForChange(transaction, actor, id, revision, toWrite);
        if (!before)
            return before;
        return rules::setDefinitionDisabled(transaction, actor, std::move(*before),
                                            {true, {DisableCode::None, reason}});
    });
}

Result<Definition> Registry::enableDefinition(const Actor& actor, const Uuid& id, std::int64_t revision,
                                              const std::string& reason)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Definition> {
        auto before = definitionForChange(transaction, actor, id, revision, toWrite);
        if (!before)
            return before;
        return rules::setDefinitionDisabled(transaction, actor, std::move(*before),
                                            {false, {DisableCode::None, reason}});
    });
}

Result<Definition> Registry::allowTokens(const Actor& actor, const Uuid& id, std::int64_t revision,
                                         const std::vector<Uuid>& tokens)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Definition> {
        const auto before = definitionForChange(transaction, actor, id, revision, toWrite);
        if (!before)
            return tl::unexpected(before.error());
        auto draft = draftOf(*before);
        draft.allowedTokens.insert(draft.allowedTokens.end(), tokens.begin(), tokens.end());
        normalise(draft);
        return applyChange(transaction, actor, *before, std::move(draft), {});
    });
}

Result<Definition> Registry::disallowTokens(const Actor& actor, const Uuid& id, std::int64_t revision,
                                            const std::vector<Uuid>& tokens)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Definition> {
        const auto before = definitionForChange(transaction, actor, id, revision, toWrite);
        if (!before)
            return tl::unexpected(before.error());
        auto draft = draftOf(*before);
        auto gone = tokens;
        std::sort(gone.begin(), gone.end());
        std::erase_if(draft.allowedTokens,
                      [&](const Uuid& token) { return std::binary_search(gone.begin(), gone.end(), token); });
        return applyChange(transaction, actor, *before, std::move(draft), {});
    });
}

} // namespace tokenhouse::server

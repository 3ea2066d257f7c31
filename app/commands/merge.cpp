#include "app/commands/merge.h"

namespace tokenhouse {

namespace {

template <class Draft, class... Fields>
void take(const Draft& original, const Draft& wanted, Draft& current, Fields Draft::*... fields)
{
    const auto takeOne = [&](auto field) {
        if (!(original.*field == wanted.*field))
            current.*field = wanted.*field;
    };
    (takeOne(fields), ...);
}

} // namespace

TokenDraft merged(const TokenDraft& original, const TokenDraft& wanted, TokenDraft current)
{
    take(original, wanted, current, &TokenDraft::name, &TokenDraft::description, &TokenDraft::owner,
         &TokenDraft::labels, &TokenDraft::rateLimit, &TokenDraft::expiresAt, &TokenDraft::allowedAddresses);
    return current;
}

DefinitionDraft merged(const DefinitionDraft& original, const DefinitionDraft& wanted, DefinitionDraft current)
{
    take(original, wanted, current, &DefinitionDraft::name, &DefinitionDraft::description, &DefinitionDraft::route,
         &DefinitionDraft::methods, &DefinitionDraft::allowedTokens);
    if (original.actionType != wanted.actionType || original.actionMeta != wanted.actionMeta) {
        current.actionType = wanted.actionType;
        current.actionMeta = wanted.actionMeta;
    }
    return current;
}

} // namespace tokenhouse

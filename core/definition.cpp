#include "core/definition.h"

#include <algorithm>

#include "core/text.h"
#include "core/token.h"

namespace tokenhouse {

std::vector<Trace> checkDefinition(const DefinitionDraft& draft, std::string_view id)
{
    std::vector<Trace> traces;
    const auto add = [&](Reason reason, std::string message) {
        traces.push_back({reason, std::string(id), std::move(message), {}});
    };
    const auto take = [&](Failure& failure) {
        std::move(failure.traces.begin(), failure.traces.end(), std::back_inserter(traces));
    };
    const auto isText = [](std::string_view text) {
        return isValidUtf8(text) && text.find('\0') == std::string_view::npos;
    };
    if (!draft.name.empty() && isBlank(draft.name))
        add(Reason::InvalidName, "A name may be left out, but must not be only white space.");
    if (!isText(draft.name) || codePoints(draft.name) > nameMaximum)
        add(Reason::InvalidName, "The name has at most 200 characters of valid UTF-8.");
    if (!isText(draft.description) || codePoints(draft.description) > descriptionMaximum)
        add(Reason::InvalidDescription, "The description has at most 2000 characters of valid UTF-8.");
    if (auto route = Route::make(draft.route, id); !route)
        take(route.error());
    if (draft.allowedTokens.size() > allowedTokensMaximum)
        add(Reason::UnknownToken, "A definition allows at most 10000 tokens.");
    if (auto action = makeAction(draft.actionType, draft.actionMeta, id); !action)
        take(action.error());
    return traces;
}

void normalise(DefinitionDraft& draft)
{
    std::sort(draft.allowedTokens.begin(), draft.allowedTokens.end());
    draft.allowedTokens.erase(std::unique(draft.allowedTokens.begin(), draft.allowedTokens.end()),
                              draft.allowedTokens.end());
    std::sort(draft.methods.begin(), draft.methods.end());
    draft.methods.erase(std::unique(draft.methods.begin(), draft.methods.end()), draft.methods.end());
}

DefinitionDraft draftOf(const Definition& definition)
{
    return {definition.name,
            definition.description,
            definition.route,
            definition.methods,
            definition.allowedTokens,
            std::string(actionTypeName(definition.action)),
            actionMeta(definition.action),
            definition.isDisabled};
}

} // namespace tokenhouse

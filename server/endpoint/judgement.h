#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "server/endpoint/access_table.h"
#include "server/endpoint/endpoint_fault.h"

namespace tokenhouse::server {

inline constexpr std::size_t queryMaximum = 2048;

/// What a call is judged by, in the order of domain.md section 4; each is the step at which it is refused.
enum class Step : std::uint8_t {
    Path,
    Ready,
    Query,
    Method,
    Header,
    Token, ///< the secret, its token's state, the address
    Limit,
    Route, ///< there is one
    Definition,
    Methods, ///< of the definition
    Allowed,
    ContentType,
    Accepted, ///< the body and the action are left
};
EndpointFault faultOf(Step step);

/// The one judgement, of calls that come and of calls that are asked about. `Facts` tells what is known, each only when
/// all before it is good, so that nothing of a later step can show before an earlier one: hasGoodTarget(), isReady(),
/// hasShortQuery(), method(), hasBearer(), look(), isEmptyRoute(), hasGoodContentType().
template <class Facts>
Step judge(Facts& facts)
{
    if (!facts.hasGoodTarget()) {
        return Step::Path;
    }
    if (!facts.isReady()) {
        return Step::Ready;
    }
    if (!facts.hasShortQuery()) {
        return Step::Query;
    }
    const std::optional<Method> method = facts.method();
    if (!method) {
        return Step::Method;
    }
    if (!facts.hasBearer()) {
        return Step::Header;
    }
    const AccessTable::Look& look = facts.look();
    if (look.verdict.kind == TokenTable::Verdict::Kind::Unusable) {
        return Step::Token;
    }
    if (look.verdict.kind == TokenTable::Verdict::Kind::Limited) {
        return Step::Limit;
    }
    if (facts.isEmptyRoute()) {
        return Step::Route;
    }
    const auto& definition = look.found.definition;
    if (!definition || definition->isDisabled) {
        return Step::Definition;
    }
    if (!definition->answers(*method)) {
        return Step::Methods;
    }
    if (!look.isAllowed) {
        return Step::Allowed;
    }
    return facts.hasGoodContentType() ? Step::Accepted : Step::ContentType;
}

} // namespace tokenhouse::server

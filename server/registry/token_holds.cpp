#include "server/registry/token_support.h"

namespace tokenhouse::server {

using enum Permission;
using namespace rules;

namespace {

Result<Token> setHeld(Transaction& transaction, const Actor& actor, Token token, bool held, const std::string& reason)
{
    if (auto checked = checkReason(reason, token.id.text()); !checked)
        return tl::unexpected(std::move(checked.error()));
    if (token.isHeld == held)
        return token;
    const auto before = token;
    token.isHeld = held;
    sign(token, actor, transaction.now());
    transaction.putToken(token);
    auto event = tokenEvent(actor, held ? "token.held" : "token.released", &before, &token);
    event.changes.push_back({"isHeld", before.isHeld, token.isHeld});
    event.reason = reason;
    transaction.append(std::move(event));
    return token;
}

} // namespace

Result<Token> Registry::holdToken(const Actor& actor, const Uuid& id, std::int64_t revision, const std::string& reason)
{
    return changeOne(m_store, [&](Transaction& transaction) -> Result<Token> {
        auto found = tokenForChange(transaction, actor, id, revision, {TokensHold});
        if (!found)
            return tl::unexpected(std::move(found.error()));
        return setHeld(transaction, actor, std::move(*found), true, reason);
    });
}

Result<Token> Registry::releaseToken(const Actor& actor, const Uuid& id, std::int64_t revision,
                                     const std::string& reason)
{
    return changeOne(m_store, [&](Transaction& transaction) -> Result<Token> {
        auto found = tokenForChange(transaction, actor, id, revision, {TokensHold});
        if (!found)
            return tl::unexpected(std::move(found.error()));
        return setHeld(transaction, actor, std::move(*found), false, reason);
    });
}

} // namespace tokenhouse::server

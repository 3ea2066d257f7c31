#include "server/registry/secret_search.h"

#include <algorithm>

#include "core/secret.h"
#include "server/registry/rules.h"
#include "server/registry/secret_refusals.h"

namespace tokenhouse::server {

namespace {

void addPart(std::vector<std::string_view>& parts, std::string_view part)
{
    const bool fits = part.size() >= secretMinimum && part.size() <= secretMaximum;
    if (fits && parts.size() <= searchedMaximum && std::ranges::find(parts, part) == parts.end())
        parts.push_back(part);
}

void addRun(std::vector<std::string_view>& parts, std::string_view run)
{
    for (std::size_t from = 0; from != std::string_view::npos && run.size() - from >= secretMinimum;) {
        const auto part = run.substr(from);
        addPart(parts, part);
        const auto end = part.find_last_not_of('.');
        if (end != std::string_view::npos)
            addPart(parts, part.substr(0, end + 1));
        const auto next = run.find('=', from);
        from = next == std::string_view::npos ? next : next + 1;
    }
}

std::string_view resultName(FoundSecret::Is is)
{
    switch (is) {
    case FoundSecret::Is::Current: return "current";
    case FoundSecret::Is::Previous: return "previous";
    case FoundSecret::Is::Rotated: return "rotated";
    case FoundSecret::Is::Deleted: break;
    }
    return "deleted";
}

FoundSecret foundOf(Transaction& transaction, const StoredSecret& secret)
{
    using Is = FoundSecret::Is;
    const auto at = transaction.now();
    FoundSecret found;
    found.tokenId = secret.tokenId;
    found.token = transaction.token(secret.tokenId);
    found.leaked = secret.leaked;
    found.is = secret.role == StoredSecret::Role::Current ? Is::Current : Is::Previous;
    const bool ended = secret.role == StoredSecret::Role::Previous && secret.until && *secret.until <= at;
    if (!found.token)
        found.is = Is::Deleted;
    else if (secret.role == StoredSecret::Role::Retired || ended)
        found.is = Is::Rotated;
    if (found.is == Is::Current || found.is == Is::Previous) {
        const auto state = found.token->state(at);
        found.works = state == TokenState::Active || state == TokenState::Unclaimed;
        if (found.is == Is::Previous)
            found.worksUntil = found.token->previousUntil(at);
    } else {
        found.endedAt = ended ? secret.until : secret.since;
    }
    return found;
}

} // namespace

std::vector<std::string_view> secretsIn(std::string_view text)
{
    std::vector<std::string_view> parts;
    while (!text.empty() && parts.size() <= searchedMaximum) {
        const auto begin = text.find_first_of(secretAlphabet);
        if (begin == std::string_view::npos)
            break;
        text.remove_prefix(begin);
        const auto run = text.substr(0, text.find_first_not_of(secretAlphabet));
        addRun(parts, run);
        text.remove_prefix(run.size());
    }
    return parts;
}

std::string_view FoundSecret::name() const
{
    return resultName(is);
}

Result<std::vector<FoundSecret>> Registry::identifySecret(const Actor& actor, std::string_view text)
{
    if (text.size() > searchTextMaximum)
        return fail(Fault::Malformed, "The text is longer than 64 KB. Paste only what is around the secret.");
    const auto parts = secretsIn(text);
    if (parts.size() > searchedMaximum)
        return fail(Fault::Malformed, "More than 100 parts of the text can be secrets. Paste only what is around it.");
    std::vector<Digest> digests;
    for (const auto part : parts)
        digests.push_back(m_keys.digest(part));
    const auto user = actor.userId.isNil() ? actor.user : actor.userId.text();
    std::vector<FoundSecret> found;
    auto done = m_store.change([&](Transaction& transaction) -> Result<void> {
        found.clear();
        if (auto allowed = rules::require(transaction, actor, {Permission::SecretsIdentify}); !allowed)
            return allowed;
        if (const auto wait = m_searches->wait(user)) {
            Failure failure{Fault::Throttled, "You looked for 1000 secrets in an hour.", {}, {}};
            failure.extra["retryAfter"] = *wait;
            return tl::unexpected(std::move(failure));
        }
        for (const auto& digest : digests) {
            if (const auto secret = transaction.secret(digest))
                found.push_back(foundOf(transaction, *secret));
        }
        std::ranges::stable_sort(found, {}, &FoundSecret::is);
        auto event = rules::eventOf(actor, "secret.identified", found.empty() ? "secret" : "token",
                                    found.empty() ? std::string() : found.front().tokenId.text(),
                                    found.empty() || !found.front().token ? std::string() : found.front().token->name);
        for (const auto& one : found)
            event.related.push_back(one.tokenId.text());
        event.changes.push_back({"result", nullptr, json::value(found.empty() ? "none" : found.front().name())});
        transaction.append(std::move(event));
        return {};
    });
    if (!done)
        return tl::unexpected(std::move(done.error()));
    m_searches->note(user);
    return found;
}

} // namespace tokenhouse::server

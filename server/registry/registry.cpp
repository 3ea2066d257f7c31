#include "server/registry/registry.h"

#include <algorithm>

#include "server/registry/rules.h"
#include "server/registry/secret_refusals.h"

namespace tokenhouse::server {

Registry::Registry(Store& store, const KeyRing& keys, Policy policy)
    : m_store(store),
      m_keys(keys),
      m_policy(policy),
      m_refusals(std::make_unique<SecretRefusals>()),
      m_searches(std::make_unique<SecretRefusals>())
{}

Registry::~Registry() = default;

Result<Registry::NewSecret> Registry::takeSecret(std::optional<SecretBytes>& given,
                                                 const std::optional<GenerateSecret>& generate,
                                                 std::string_view id) const
{
    if (given.has_value() == generate.has_value()) {
        return refuse({{Reason::InvalidSecret,
                        std::string(id),
                        "Give either a secret or how to generate one, not both and not neither.",
                        {{"requirement", "source"}}}});
    }
    if (given) {
        const auto secret = Secret::make(given->view(), id);
        if (!secret)
            return tl::unexpected(secret.error());
        NewSecret taken{m_keys.digest(secret->view()), std::nullopt};
        given->clear();
        return taken;
    }
    auto secret = Secret::generate(generate->length, generate->prefix);
    if (!secret) {
        for (auto& trace : secret.error().traces)
            trace.id = id;
        return tl::unexpected(std::move(secret.error()));
    }
    const auto digest = m_keys.digest(secret->view());
    return NewSecret{digest, std::move(*secret).take()};
}

Result<void> Registry::noteSecretRefusal(const Actor& actor, const Failure& failure, const Uuid& tokenId)
{
    const auto tells = [](const Trace& trace) {
        const auto* requirement = trace.extra.if_contains("requirement");
        return trace.reason == Reason::InvalidSecret && requirement && requirement->is_string()
               && requirement->get_string() == "unused";
    };
    if (std::none_of(failure.traces.begin(), failure.traces.end(), tells))
        return {};
    m_refusals->note(actor.userId.isNil() ? actor.user : actor.userId.text());
    return m_store.change([&](Transaction& transaction) -> Result<void> {
        auto event =
            rules::eventOf(actor, "access.refused", "token", tokenId.isNil() ? std::string() : tokenId.text(), {});
        event.reason = "secret in use";
        transaction.append(std::move(event));
        return {};
    });
}

Result<void> Registry::record(const Actor& actor, Event event)
{
    return record(actor, std::vector<Event>{std::move(event)});
}

Result<void> Registry::record(const Actor& actor, std::vector<Event> events)
{
    for (auto& event : events) {
        auto complete = rules::eventOf(actor, std::move(event.kind), std::move(event.objectType),
                                       std::move(event.objectId), std::move(event.objectName));
        complete.related = std::move(event.related);
        complete.changes = std::move(event.changes);
        complete.reason = std::move(event.reason);
        event = std::move(complete);
    }
    return m_store.change([&](Transaction& transaction) -> Result<void> {
        for (const auto& event : events)
            transaction.append(event);
        return {};
    });
}

Result<std::size_t> Registry::lapseClaims()
{
    constexpr std::size_t limit = 200; // in one change, so that others get in between
    std::size_t all = 0;
    std::size_t lapsed = 0;
    Actor system;
    system.user = "system";
    do {
        const auto done = m_store.change([&](Transaction& transaction) -> Result<void> {
            lapsed = 0;
            for (const auto& id : transaction.lapsedClaims(transaction.now(), limit)) {
                auto token = transaction.token(id);
                if (!token)
                    continue;
                if (auto given = rules::giveUpSecret(transaction, system, std::move(*token), "not confirmed in time");
                    !given)
                    return tl::unexpected(std::move(given.error()));
                ++lapsed;
            }
            return {};
        });
        if (!done)
            return tl::unexpected(done.error());
        all += lapsed;
    } while (lapsed == limit);
    return all;
}

} // namespace tokenhouse::server

#pragma once

#include <memory>
#include <string>
#include <vector>

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include "core/codec.h"
#include "server/auth/key_ring.h"
#include "server/registry/registry.h"
#include "server/store/store.h"

namespace tokenhouse::test {

using namespace tokenhouse::server;

/// A fresh store with a key and a registry over it, in a temporary directory.
class House {
public:
    explicit House(Policy policy = {})
    {
        const auto directory = m_directory.path().toStdString();
        keys = must(makeKey(directory + "/key"));
        store = must(openStore("sqlite:", directory, {.create = true}));
        registry = std::make_unique<Registry>(*store, *keys, policy);
    }

    template <class T>
    static T must(Result<T> result)
    {
        if (!result)
            throw std::runtime_error("unexpected failure: " + result.error().detail);
        return std::move(*result);
    }

    std::string directory() const { return m_directory.path().toStdString(); }

    Actor actor(Permissions permissions = Permissions::all()) const
    {
        Actor one;
        one.user = "local";
        one.permissions = permissions;
        one.client = "test";
        one.address = "127.0.0.1";
        return one;
    }

    static std::string secretText(int number)
    {
        auto text = std::to_string(number);
        return "secret-" + std::string(40 - text.size(), '0') + text;
    }

    Result<CreatedToken> create(const std::string& name, int secret, const Actor& by)
    {
        CreateTokenRequest request;
        request.draft.name = name;
        request.secret = SecretBytes(secretText(secret));
        return registry->createToken(by, std::move(request), {});
    }
    Token token(const std::string& name, int secret) { return must(create(name, secret, actor())).token; }

    CreateDefinitionRequest definitionRequest(const std::string& route, const std::vector<Uuid>& tokens = {}) const
    {
        CreateDefinitionRequest request;
        request.draft.route = route;
        request.draft.allowedTokens = tokens;
        request.draft.actionType = "FixedResponse";
        request.draft.actionMeta = {{"status", 200}, {"body", "hello"}};
        return request;
    }
    Definition definition(const std::string& route, const std::vector<Uuid>& tokens = {})
    {
        return must(registry->createDefinition(actor(), definitionRequest(route, tokens), {})).definition;
    }

    std::vector<Event> events() { return must(store->eventsAfter(0, 1000)); }
    Event lastEvent() { return events().back(); }
    Token reread(const Uuid& id) { return *must(store->token(id)); }

    /// The digests by which the endpoint would let the token in.
    std::vector<StoredSecret> liveSecrets(const Uuid& id)
    {
        std::vector<StoredSecret> found;
        const auto loaded = store->loadAccess(
            [&](const TokenAccess& access) {
                if (access.id == id)
                    found = access.secrets;
            },
            [](const Definition&) {});
        if (!loaded)
            throw std::runtime_error("cannot load");
        return found;
    }
    bool isLive(const Uuid& id, int secret)
    {
        const auto digest = keys->digest(secretText(secret));
        for (const auto& one : liveSecrets(id)) {
            if (one.digest == digest)
                return true;
        }
        return false;
    }

private:
    static Result<std::unique_ptr<KeyRing>> makeKey(const std::string& path)
    {
        if (auto made = KeyRing::create(path); !made)
            return tl::unexpected(made.error());
        return KeyRing::load(path);
    }

    QTemporaryDir m_directory;

public:
    std::unique_ptr<KeyRing> keys;
    std::unique_ptr<Store> store;
    std::unique_ptr<Registry> registry;
};

template <class T>
std::vector<Reason> reasonsOf(const Result<T>& result)
{
    std::vector<Reason> reasons;
    if (!result) {
        for (const auto& trace : result.error().traces)
            reasons.push_back(trace.reason);
    }
    return reasons;
}

template <class T>
Fault faultOf(const Result<T>& result)
{
    return result ? Fault::Internal : result.error().fault;
}

} // namespace tokenhouse::test

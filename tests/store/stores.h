#pragma once

#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include "core/codec.h"
#include "core/route.h"
#include "server/store/store.h"

// The stores that the conformance suite runs over. A new store joins the list and has to pass everything.
namespace tokenhouse::test {

using namespace tokenhouse::server;

struct StoreKind {
    const char* name;
    const char* url;
};
inline const std::vector<StoreKind>& storeKinds()
{
    static const std::vector<StoreKind> kinds{{"sqlite", "sqlite:"}};
    return kinds;
}

template <class T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error("unexpected failure: " + result.error().detail);
    return std::move(*result);
}
inline void must(Result<void> result)
{
    if (!result)
        throw std::runtime_error("unexpected failure: " + result.error().detail);
}

inline Digest digestOf(int number)
{
    return sha256("secret " + std::to_string(number));
}

inline Token tokenOf(const std::string& name)
{
    Token token;
    token.id = Uuid::make();
    token.name = name;
    token.createdBy = token.lastModifiedBy = "tester";
    token.createdAt = token.lastModified = now();
    return token;
}

inline Definition definitionOf(const std::string& route, std::vector<Uuid> tokens = {})
{
    Definition definition;
    definition.id = Uuid::make();
    definition.route = route;
    std::sort(tokens.begin(), tokens.end());
    definition.allowedTokens = std::move(tokens);
    definition.action = FixedResponse{200, {}, "hello"};
    definition.createdBy = definition.lastModifiedBy = "tester";
    definition.createdAt = definition.lastModified = now();
    return definition;
}

inline Event eventOf(const std::string& kind, const std::string& name = {})
{
    Event event;
    event.user = "tester";
    event.kind = kind;
    event.objectType = kind.substr(0, kind.find('.'));
    event.objectName = name;
    return event;
}

inline void put(Store& store, const Token& token, int secret)
{
    must(store.change([&](Transaction& transaction) -> Result<void> {
        transaction.putToken(token);
        transaction.putSecret({digestOf(secret), 1, token.id, StoredSecret::Role::Current, {}, false});
        transaction.append(eventOf("token.created", token.name));
        return {};
    }));
}

inline void put(Store& store, const Definition& definition)
{
    must(store.change([&](Transaction& transaction) -> Result<void> {
        transaction.putDefinition(definition);
        transaction.append(eventOf("definition.created", definition.route));
        return {};
    }));
}

/// Texts that make trouble: case, accents, ß, marks, quotes, wild cards of SQL, emptiness.
inline std::string randomText(std::mt19937& random, bool mayBeEmpty)
{
    static const std::vector<std::string> parts{"Alpha", "beta", "STRASSE", "straße", "Ünïcode",     "u\xCC\x88",
                                                "100%",  "a_b",  "it's",    "\"x\"",  "日本",        "ﬁne",
                                                "x",     "yz",   "-",       "Ａ",     "back\\slash", "*"};
    std::uniform_int_distribution<std::size_t> pick(0, parts.size() - 1);
    std::uniform_int_distribution<int> count(mayBeEmpty ? 0 : 1, 3);
    std::string text;
    for (int i = count(random); i > 0; --i)
        text += (text.empty() ? "" : " ") + parts[pick(random)];
    return text;
}

/// A random filter over the schema, as text of the language.
inline std::string randomFilter(std::mt19937& random, Schema schema, int depth = 0)
{
    const auto below = [&](int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random); };
    if (depth < 3 && below(3) > 0) {
        switch (below(4)) {
        case 0: return "NOT (" + randomFilter(random, schema, depth + 1) + ")";
        case 1:
            return "(" + randomFilter(random, schema, depth + 1) + " OR " + randomFilter(random, schema, depth + 1)
                   + ")";
        default:
            return "(" + randomFilter(random, schema, depth + 1) + " AND " + randomFilter(random, schema, depth + 1)
                   + ")";
        }
    }
    if (below(6) == 0) {
        auto word = randomText(random, false);
        return quoteForFilter(word);
    }
    const auto& field = schema[static_cast<std::size_t>(below(static_cast<int>(schema.size())))];
    const std::string name(field.name);
    static const char* const operators[]{"=", "!=", "<", "<=", ">", ">="};
    const std::string op = operators[below(6)];
    if (below(6) == 0 && field.nullable)
        return below(2) == 0 ? name + ":*" : "NOT " + name + ":*";
    const auto time = [&] { return "\"" + formatTime(fromMillis(1'700'000'000'000 + 3'600'000LL * below(48))) + "\""; };
    switch (field.type) {
    case FieldType::Text: {
        const auto quoted = quoteForFilter(randomText(random, false));
        const auto inner = quoted.size() >= 2 && quoted.front() == '"' ? quoted.substr(1, quoted.size() - 2) : quoted;
        switch (below(5)) {
        case 0: return name + (below(2) == 0 ? " = " : " != ") + "\"" + inner + "*\"";
        case 1: return name + (below(2) == 0 ? " = " : " != ") + "\"*" + inner + "\"";
        case 2: return name + ":\"" + inner + "\"";
        default: return name + " " + op + " \"" + inner + "\"";
        }
    }
    case FieldType::TextSet: return name + ":\"" + std::string(below(2) == 0 ? "red" : "GREEN") + "\"";
    case FieldType::Boolean: return name + (below(2) == 0 ? " = true" : " != true");
    case FieldType::Integer: return name + " " + op + " " + std::to_string(below(8));
    case FieldType::Instant: return name + " " + op + " " + time();
    case FieldType::Enum:
    case FieldType::EnumSet: {
        if (field.values.empty())
            return name + ":name";
        const auto word =
            std::string(field.values[static_cast<std::size_t>(below(static_cast<int>(field.values.size())))]);
        return field.type == FieldType::EnumSet ? name + ":" + word : name + (below(2) == 0 ? " = " : " != ") + word;
    }
    case FieldType::Id: return name + (below(2) == 0 ? " = " : " != ") + "\"" + Uuid::make().text() + "\"";
    case FieldType::IdSet: return name + ":\"" + Uuid::make().text() + "\"";
    }
    return {};
}

} // namespace tokenhouse::test

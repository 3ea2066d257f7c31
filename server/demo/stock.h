#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/definition.h"
#include "core/token.h"
#include "server/demo/demo.h"

namespace tokenhouse::server::demo {

/// The plan of a demo stock: which tokens and definitions there are, when they were made and what became of them.
/// Everything follows from the options, object by object.
///
/// Time runs with the numbers: token i is made before token i + 1, and definition d right after the last token of its
/// share, so that a definition can list tokens at its making and the chain of events needs no sorting. Callable
/// definitions (plain route, FixedResponse of 100 bytes, enabled) divide all tokens among them in blocks of at most
/// 10 000; an active token is always on its block's list.
class Stock {
public:
    explicit Stock(const DemoOptions& options, Time now);

    std::uint64_t tokenCount() const { return m_tokens; }
    std::uint64_t definitionCount() const { return m_definitions; }
    Time end() const { return m_end; } ///< no event lies after it

    Time tokenTime(std::uint64_t token) const;
    Time definitionTime(std::uint64_t definition) const;
    std::uint64_t tokensBefore(std::uint64_t definition) const; ///< how many tokens are made before the definition
    TokenState fate(std::uint64_t token) const;                 ///< the state that it ends in
    /// As it was made; `alreadyDecided` = its fate shows at once, as no later event brings it.
    Token token(std::uint64_t token, bool alreadyDecided) const;
    /// Brings a token to its fate by what an event could do; gives the kind of that event.
    std::string decide(Token& token, std::uint64_t number) const;
    void use(Token& token, std::uint64_t number) const; ///< when and how often it was used: no event

    bool isCallable(std::uint64_t definition) const;
    std::uint64_t callableFor(std::uint64_t token) const; ///< the definition in whose block the token lies
    std::string route(std::uint64_t definition) const;
    Definition definition(std::uint64_t definition) const;             ///< without its list
    std::vector<std::uint64_t> listed(std::uint64_t definition) const; ///< numbers of the tokens, ascending
    std::string secret(std::uint64_t token) const;

private:
    std::uint64_t callablesUpTo(std::uint64_t definition) const;

    std::uint64_t m_tokens;
    std::uint64_t m_definitions;
    std::uint64_t m_callables;
    std::uint64_t m_seed;
    bool m_forCalls; ///< a file of secrets was asked for: active tokens can be called by it at full speed
    Time m_now;
    Time m_begin;
    Time m_end;
};

} // namespace tokenhouse::server::demo

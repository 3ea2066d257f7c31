#include "server/demo/stock.h"

#include <algorithm>
#include <set>

#include "core/secret.h"
#include "server/demo/people.h"

namespace tokenhouse::server::demo {

namespace {

using namespace std::chrono_literals;

constexpr auto span = std::chrono::days(730);
constexpr std::uint64_t bodySize = 100;

enum Purpose : std::uint64_t { Moment, Fate, Text, Identity, Usage, SecretText, Route, Content, List };

/// a * b / c without overflow for the sizes here.
std::uint64_t share(std::uint64_t a, std::uint64_t b, std::uint64_t c)
{
    return c == 0 ? 0
                  : static_cast<std::uint64_t>(static_cast<long double>(a) * static_cast<long double>(b)
                                               / static_cast<long double>(c));
}

RateLimit limit(std::int64_t count, std::int64_t seconds)
{
    return RateLimit::make(count, seconds).value();
}

std::string bodyOf(std::uint64_t number)
{
    auto body = R"({"status":"ok","source":"demo","number":)" + std::to_string(number) + R"(,"text":")";
    while (body.size() < bodySize - 2)
        body += "tokenhouse "[body.size() % 11];
    return body + "\"}";
}

} // namespace

Stock::Stock(const DemoOptions& options, Time now)
    : m_tokens(options.tokens),
      m_definitions(options.definitions),
      m_callables(
          std::min(options.definitions, std::max((options.tokens + allowedTokensMaximum - 1) / allowedTokensMaximum,
                                                 (options.definitions * 7 + 9) / 10))),
      m_seed(options.seed),
      m_forCalls(!options.secretsFile.empty()),
      m_now(now),
      m_begin(now - span),
      m_end(now - 1h)
{}

Time Stock::tokenTime(std::uint64_t token) const
{
    if (token + 1 == m_tokens)
        return m_end - 1ms;
    // Evenly spread between the definition before and the one that comes next.
    const auto next = ((token + 1) * m_definitions + m_tokens - 1) / m_tokens - 1;
    const auto begin = next == 0 ? m_begin : definitionTime(next - 1);
    const auto first = next == 0 ? 0 : tokensBefore(next - 1);
    const auto whole = static_cast<double>((definitionTime(next) - begin).count() - 3);
    Dice dice(m_seed, token, Moment);
    const auto at = (static_cast<double>(token - first) + dice.fraction())
                    / static_cast<double>(tokensBefore(next) - first) * whole;
    return begin + 1ms + std::chrono::milliseconds(static_cast<std::int64_t>(at));
}

Time Stock::definitionTime(std::uint64_t definition) const
{
    const auto whole = static_cast<double>((m_end - m_begin).count());
    const auto at = static_cast<double>(definition + 1) / static_cast<double>(m_definitions) * whole;
    return std::min(m_end, m_begin + std::chrono::milliseconds(static_cast<std::int64_t>(at)));
}

std::uint64_t Stock::callablesUpTo(std::uint64_t definition) const
{
    return (definition + 1) * m_callables / m_definitions;
}

bool Stock::isCallable(std::uint64_t definition) const
{
    return callablesUpTo(definition) != definition * m_callables / m_definitions;
}

std::uint64_t Stock::tokensBefore(std::uint64_t definition) const
{
    return definition + 1 == m_definitions ? m_tokens : (definition + 1) * m_tokens / m_definitions;
}

std::uint64_t Stock::callableFor(std::uint64_t token) const
{
    // The block c holds tokens [c N / C, (c + 1) N / C); the definition is the one with which callables reach c + 1.
    auto block = std::min(m_callables - 1, share(token, m_callables, m_tokens));
    while (block > 0 && block * m_tokens / m_callables > token)
        --block;
    while ((block + 1) * m_tokens / m_callables <= token)
        ++block;
    return ((block + 1) * m_definitions + m_callables - 1) / m_callables - 1;
}

TokenState Stock::fate(std::uint64_t token) const
{
    // Small stocks show each state too.
    if (m_tokens >= 5) {
        if (token + 1 == m_tokens)
            return TokenState::Unclaimed;
        if (token == 1)
            return TokenState::Disabled;
        if (token == 2)
            return TokenState::Expired;
        if (token == 3)
            return TokenState::Held;
    }
    Dice dice(m_seed, token, Fate);
    const auto age = m_now - tokenTime(token);
    if (token == 0)
        return TokenState::Active;
    if (age < 5 * 24h && dice.chance(30))
        return TokenState::Unclaimed;
    const auto roll = dice.below(1000);
    if (roll < 120)
        return TokenState::Disabled;
    if (roll < 220 && age > 48h)
        return TokenState::Expired;
    if (roll < 230)
        return TokenState::Held;
    return TokenState::Active;
}

Token Stock::token(std::uint64_t number, bool alreadyDecided) const
{
    Dice dice(m_seed, number, Text);
    Dice identity(m_seed, number, Identity);
    Token token;
    token.createdAt = token.lastModified = tokenTime(number);
    token.id = uuid(identity, toMillis(token.createdAt));
    token.name = tokenName(dice, number);
    token.description = tokenDescription(dice);
    if (dice.chance(92))
        token.owner = dice.chance(70) ? person(dice.next()) : team(dice.next());
    for (auto count = dice.below(3); count > 0; --count)
        token.labels.push_back(label(dice.next()));
    token.createdBy = token.lastModifiedBy = operatorName(dice.next());

    const auto state = fate(number);
    const bool calls = m_forCalls && state == TokenState::Active;
    const auto limitRoll = dice.below(10);
    if (calls)
        token.rateLimit = limit(100, 1);
    else if (limitRoll < 7)
        token.rateLimit = limit(60, 60);
    else if (limitRoll < 9)
        token.rateLimit = limit(static_cast<std::int64_t>(1 + dice.below(100)), 3600);
    if (!calls && dice.chance(5))
        token.allowedAddresses.push_back("10." + std::to_string(dice.below(30)) + ".0.0/16");

    const auto age = (m_now - token.createdAt).count();
    if (state == TokenState::Expired) {
        const auto life = static_cast<std::int64_t>(dice.fraction() * static_cast<double>(age - 3'600'000));
        token.expiresAt = token.createdAt + 30min + std::chrono::milliseconds(life / 60'000 * 60'000);
    } else if (dice.chance(40)) {
        const auto days = static_cast<int>(1 + dice.below(400));
        token.expiresAt = std::chrono::floor<std::chrono::days>(m_now) + std::chrono::days(days + 1);
    }
    if (state == TokenState::Unclaimed)
        token.claimUntil = std::min(token.createdAt + std::chrono::days(7), m_now + std::chrono::days(6));
    TokenDraft draft = draftOf(token);
    normalise(draft);
    token.labels = draft.labels;
    token.allowedAddresses = draft.allowedAddresses;
    if (alreadyDecided)
        decide(token, number);
    return token;
}

std::string Stock::decide(Token& token, std::uint64_t number) const
{
    switch (fate(number)) {
    case TokenState::Disabled: token.isDisabled = true; return "token.disabled";
    case TokenState::Held: token.isHeld = true; return "token.held";
    default: return "token.updated";
    }
}

void Stock::use(Token& token, std::uint64_t number) const
{
    Dice dice(m_seed, number, Usage);
    const auto state = fate(number);
    if (state == TokenState::Unclaimed || dice.chance(18))
        return;
    const auto until = token.expiresAt && *token.expiresAt < m_end ? *token.expiresAt : m_end;
    const auto age = static_cast<double>((until - token.createdAt).count());
    if (age <= 1)
        return;
    const bool recent = state == TokenState::Active && dice.chance(80);
    const auto back = recent ? dice.fraction() * dice.fraction() * std::min(age, 6.0e8) : dice.fraction() * age;
    token.lastUsedAt = until - std::chrono::milliseconds(static_cast<std::int64_t>(back));
    token.useCount = 1 + dice.below(1ULL << (3 + dice.below(18)));
}

std::string Stock::route(std::uint64_t definition) const
{
    Dice dice(m_seed, definition, Route);
    return isCallable(definition) ? plainRoute(dice, definition) : placeholderRoute(dice, definition);
}

Definition Stock::definition(std::uint64_t number) const
{
    Dice dice(m_seed, number, Content);
    Definition definition;
    definition.createdAt = definition.lastModified = definitionTime(number);
    Dice identity(m_seed, number + (1ULL << 40), Identity);
    definition.id = uuid(identity, toMillis(definition.createdAt));
    if (dice.chance(85))
        definition.name = definitionName(dice);
    definition.description = definitionDescription(dice);
    definition.route = route(number);
    definition.createdBy = definition.lastModifiedBy = operatorName(dice.next());
    if (isCallable(number)) {
        definition.action = FixedResponse{200, {{"Content-Type", "application/json"}}, bodyOf(number)};
        if (dice.chance(60))
            definition.methods = {Method::Get};
        return definition;
    }
    if (dice.chance(50)) {
        definition.action = AutomationScript{"echo.js", dice.chance(50) ? InputType::Parameters : InputType::RawBody};
        definition.methods = {Method::Post};
    } else {
        definition.action = FixedResponse{410, {}, R"({"notice":"This API was retired."})"};
        definition.isDisabled = dice.chance(60);
    }
    return definition;
}

std::vector<std::uint64_t> Stock::listed(std::uint64_t definition) const
{
    Dice dice(m_seed, definition, List);
    if (!isCallable(definition)) {
        const auto there = tokensBefore(definition);
        std::set<std::uint64_t> some;
        for (auto count = there == 0 ? 0 : dice.below(8); count > 0; --count)
            some.insert(dice.below(there));
        return {some.begin(), some.end()};
    }
    const auto block = callablesUpTo(definition) - 1;
    std::vector<std::uint64_t> all;
    for (auto token = block * m_tokens / m_callables; token < (block + 1) * m_tokens / m_callables; ++token) {
        if (fate(token) == TokenState::Active || dice.chance(70))
            all.push_back(token);
    }
    return all;
}

std::string Stock::secret(std::uint64_t token) const
{
    Dice dice(m_seed, token, SecretText);
    std::string text;
    text.reserve(secretMinimum);
    for (std::size_t i = 0; i < secretMinimum; ++i)
        text += secretAlphabet[dice.below(secretAlphabet.size())];
    return text;
}

} // namespace tokenhouse::server::demo

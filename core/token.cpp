#include "core/token.h"

#include <algorithm>
#include <array>
#include <span>

#include "core/cidr.h"
#include "core/text.h"

namespace tokenhouse {

namespace {

constexpr std::array<std::string_view, 5> stateNames{"held", "disabled", "expired", "unclaimed", "active"};
constexpr std::array<std::string_view, 5> codeNames{"none", "leaked", "unused", "left", "other"};
constexpr std::size_t addressesMaximum = 100;

template <class Enum, std::size_t Size>
std::optional<Enum> fromName(const std::array<std::string_view, Size>& names, std::string_view name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

class TokenChecker {
public:
    explicit TokenChecker(std::string_view id) : m_id(id) {}

    void text(Reason reason, std::string_view value, std::string_view what, std::size_t maximum)
    {
        if (!isValidUtf8(value) || value.find('\0') != std::string_view::npos)
            add(reason, "The " + std::string(what) + " must be valid UTF-8 without NUL.");
        else if (codePoints(value) > maximum)
            add(reason, "The " + std::string(what) + " has at most " + std::to_string(maximum) + " characters.");
    }
    void add(Reason reason, std::string message)
    {
        m_traces.push_back({reason, std::string(m_id), std::move(message), {}});
    }
    std::vector<Trace> take() { return std::move(m_traces); }

private:
    std::string_view m_id;
    std::vector<Trace> m_traces;
};

void checkName(TokenChecker& checker, std::string_view name)
{
    if (isBlank(name))
        checker.add(Reason::InvalidName, "A token needs a name that is not only white space.");
    checker.text(Reason::InvalidName, name, "name", nameMaximum);
}

/// Of too many only the first are judged one by one.
std::span<const std::string> firstOf(const std::vector<std::string>& texts, std::size_t most)
{
    return std::span(texts).first(std::min(texts.size(), most));
}

void sortByKey(std::vector<std::string>& texts)
{
    std::sort(texts.begin(), texts.end(),
              [](const auto& a, const auto& b) { return std::pair(textKey(a), a) < std::pair(textKey(b), b); });
    const auto same = [](const auto& a, const auto& b) { return textKey(a) == textKey(b); };
    texts.erase(std::unique(texts.begin(), texts.end(), same), texts.end());
}

} // namespace

std::string_view tokenStateName(TokenState state)
{
    return stateNames[static_cast<std::size_t>(state)];
}

std::optional<TokenState> tokenStateFromName(std::string_view name)
{
    return fromName<TokenState>(stateNames, name);
}

std::string_view disableCodeName(DisableCode code)
{
    return codeNames[static_cast<std::size_t>(code)];
}

std::optional<DisableCode> disableCodeFromName(std::string_view name)
{
    return fromName<DisableCode>(codeNames, name);
}

TokenState Token::state(Time at) const
{
    if (isHeld)
        return TokenState::Held;
    if (isDisabled)
        return TokenState::Disabled;
    if (expiresAt && *expiresAt <= at)
        return TokenState::Expired;
    if (claimUntil)
        return TokenState::Unclaimed;
    return TokenState::Active;
}

std::optional<Time> Token::previousUntil(Time at) const
{
    if (claimUntil && newestIsRotation)
        return std::max(*claimUntil, previousSecretUntil.value_or(*claimUntil));
    return previousSecretUntil && *previousSecretUntil > at ? previousSecretUntil : std::nullopt;
}

Result<TokenName> TokenName::make(std::string_view text, std::string_view id)
{
    TokenChecker checker(id);
    checkName(checker, text);
    if (auto traces = checker.take(); !traces.empty())
        return refuse(std::move(traces));
    return TokenName(std::string(text));
}

std::vector<Trace> checkToken(const TokenDraft& draft, std::string_view id, bool expiryChanged, Time at)
{
    TokenChecker checker(id);
    checkName(checker, draft.name);
    checker.text(Reason::InvalidDescription, draft.description, "description", descriptionMaximum);
    checker.text(Reason::InvalidOwner, draft.owner, "owner", ownerMaximum);
    if (draft.labels.size() > labelsMaximum)
        checker.add(Reason::InvalidLabels, "A token has at most 20 labels.");
    for (const auto& label : firstOf(draft.labels, labelsMaximum)) {
        checker.text(Reason::InvalidLabels, label, "label", labelMaximum);
        if (isBlank(label))
            checker.add(Reason::InvalidLabels, "A label must not be only white space.");
    }
    if (draft.allowedAddresses.size() > addressesMaximum)
        checker.add(Reason::InvalidAllowedAddresses, "A token has at most 100 address blocks.");
    for (const auto& address : firstOf(draft.allowedAddresses, addressesMaximum)) {
        if (!Cidr::parse(address))
            checker.add(Reason::InvalidAllowedAddresses,
                        "\"" + displaySafe(elided(address, 60)) + "\" is no address or block such as 10.0.0.0/8.");
    }
    if (expiryChanged && draft.expiresAt && *draft.expiresAt <= at)
        checker.add(Reason::InvalidExpiry, "The expiry must lie in the future.");
    return checker.take();
}

void normalise(TokenDraft& draft)
{
    sortByKey(draft.labels);
    for (auto& address : draft.allowedAddresses)
        address = Cidr::parse(address)->text();
    sortByKey(draft.allowedAddresses);
}

TokenDraft draftOf(const Token& token)
{
    return {token.name,       token.description, token.owner,     token.labels,
            token.isDisabled, token.rateLimit,   token.expiresAt, token.allowedAddresses};
}

} // namespace tokenhouse

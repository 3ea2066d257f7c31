#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/rate_limit.h"
#include "core/result.h"
#include "core/time.h"
#include "core/uuid.h"

namespace tokenhouse {

enum class TokenState : std::uint8_t { Held, Disabled, Expired, Unclaimed, Active };
std::string_view tokenStateName(TokenState state);
std::optional<TokenState> tokenStateFromName(std::string_view name);

/// Why a token was disabled, as a code; `Leaked` can be enabled only after a rotation.
enum class DisableCode : std::uint8_t { None, Leaked, Unused, Left, Other };
std::string_view disableCodeName(DisableCode code);
std::optional<DisableCode> disableCodeFromName(std::string_view name);

/// An API token as lists and reads show it. Its secret is not part of it.
struct Token {
    Uuid id;
    std::string name;
    std::string description;
    std::string owner;
    std::vector<std::string> labels; ///< sorted by key, no duplicates
    bool isDisabled = false;
    std::optional<RateLimit> rateLimit;
    std::optional<Time> expiresAt;
    std::vector<std::string> allowedAddresses; ///< CIDR, normalised, sorted
    std::string createdBy;
    Time createdAt{};
    std::string lastModifiedBy;
    Time lastModified{};
    std::optional<Time> lastUsedAt;
    std::uint64_t useCount = 0;
    std::uint32_t usedBy = 0;                ///< definitions that list it
    std::optional<Time> previousSecretUntil; ///< as chosen at the rotation; what is shown says previousUntil()
    std::optional<Time> claimUntil;          ///< set = the newest secret was not confirmed yet
    std::int64_t revision = 1;

    bool isHeld = false;           ///< not a member on the wire; seen through state
    bool newestIsRotation = false; ///< the unclaimed secret came by a rotation
    DisableCode disableCode = DisableCode::None;

    TokenState state(Time at) const;
    /// Until when at the latest the secret before the present one works; none = it does not. It ends never before the
    /// claim is decided, and lives on when that lapses.
    std::optional<Time> previousUntil(Time at) const;
};

/// What a caller may set; checked as a whole by checkToken.
struct TokenDraft {
    std::string name;
    std::string description;
    std::string owner;
    std::vector<std::string> labels;
    bool isDisabled = false;
    std::optional<RateLimit> rateLimit;
    std::optional<Time> expiresAt;
    std::vector<std::string> allowedAddresses;
    bool operator==(const TokenDraft&) const = default;
};

/// A name that is proven: not blank, at most 200 code points, valid UTF-8.
class TokenName {
public:
    static Result<TokenName> make(std::string_view text, std::string_view id = {});
    const std::string& text() const { return m_text; }

private:
    explicit TokenName(std::string text) : m_text(std::move(text)) {}
    std::string m_text;
};

inline constexpr std::size_t nameMaximum = 200;
inline constexpr std::size_t descriptionMaximum = 2000;
inline constexpr std::size_t ownerMaximum = 200;
inline constexpr std::size_t labelsMaximum = 20;
inline constexpr std::size_t labelMaximum = 60;

/// All broken rules of the draft at once (never the secret's). `expiryChanged`: the expiry must lie after `at`.
std::vector<Trace> checkToken(const TokenDraft& draft, std::string_view id, bool expiryChanged, Time at);
/// Sorts and de-duplicates labels and addresses, brings CIDRs into their usual form. Call after checkToken found
/// nothing.
void normalise(TokenDraft& draft);

TokenDraft draftOf(const Token& token);

} // namespace tokenhouse

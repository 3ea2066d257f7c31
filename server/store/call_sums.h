#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "core/uuid.h"

namespace tokenhouse::server {

struct AddressSum {
    std::string address; ///< empty = all that were not told apart
    std::uint64_t calls = 0;
    std::uint64_t refused = 0;
    Time lastCallAt{};
};

/// Calls of one token, secret or definition, summed. A refused one is a call too.
struct CallSums {
    std::uint64_t calls = 0;
    std::uint64_t refused = 0; ///< answered with an error of domain.md section 4
    std::optional<Time> lastCallAt{};
    std::optional<Time> lastRefusedAt{};
    std::vector<AddressSum> addresses{};
};

inline constexpr std::size_t summedAddresses = 32; ///< told apart; later ones are summed as others

void add(CallSums& to, const AddressSum& from); ///< the address alone
void add(CallSums& to, const CallSums& from);

/// Half of a secret's digest: as good as the whole to tell secrets apart.
using SecretKey = std::array<std::uint8_t, 16>;

/// Whose calls are summed. Only a token's have a secret.
struct CallKey {
    Uuid object;
    SecretKey secret{};
    bool isPrevious = false; ///< the secret's role at the call
    auto operator<=>(const CallKey&) const = default;
};

struct CallRecord {
    CallKey key;
    CallSums sums; ///< since the last record
};

} // namespace tokenhouse::server

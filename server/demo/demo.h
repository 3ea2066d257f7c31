#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "core/time.h"

namespace tokenhouse::server {

/// What `tokenhoused demo` was asked for; the words are those of contract.md.
struct DemoOptions {
    std::uint64_t tokens = 2'500;
    std::uint64_t definitions = 2'500;
    std::uint64_t seed = 1;
    std::uint64_t events = 0; ///< at least tokens + definitions; 0 = that
    Time now{};               ///< the stock's dates lie in the two years before it; epoch = the present
    std::string secretsFile;  ///< empty = secrets are random and known to nobody; else written with mode 0600
};

/// Fills an absent, empty or freshly initialised data directory; its key and users stay, missing ones are made (no user
/// gets a password). The same options and key-independent content give the same stock. Fails with a sentence when the
/// directory holds tokens or definitions already, is locked, or the numbers do not fit (N over 10 000 × M).
Result<void> makeDemo(const std::string& directory, const DemoOptions& options);

} // namespace tokenhouse::server

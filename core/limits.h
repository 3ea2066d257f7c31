#pragma once

#include <cstddef>

namespace tokenhouse {

/// Limits that more than one layer judges; domain.md has them all.
inline constexpr std::size_t batchMaximum = 10'000; ///< objects that one action takes
inline constexpr std::size_t reasonMaximum = 2'000; ///< code points of a text that says why

} // namespace tokenhouse

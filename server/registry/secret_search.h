#pragma once

#include <string_view>
#include <vector>

namespace tokenhouse::server {

inline constexpr std::size_t searchTextMaximum = 64 * 1024; ///< bytes of a text that secrets are looked for in
inline constexpr std::size_t searchedMaximum = 100;         ///< parts of it that can be secrets

/// Every part of a pasted text that can be a secret, each once, in its order: runs of a secret's characters, and what
/// follows each "=" of such a run ("key=SECRET"), without the dots that end a sentence. They point into `text`. One
/// more than searchedMaximum says that there are too many.
std::vector<std::string_view> secretsIn(std::string_view text);

} // namespace tokenhouse::server

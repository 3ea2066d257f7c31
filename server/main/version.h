#pragma once

#include <string_view>

namespace tokenhouse::server {

/// The project's version, as CMake knows it.
inline constexpr std::string_view programVersion = TOKENHOUSE_VERSION;

} // namespace tokenhouse::server

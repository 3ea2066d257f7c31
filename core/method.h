#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tokenhouse {

/// The methods an API can be called with.
enum class Method : std::uint8_t { Get, Put, Post, Delete, Patch };
inline constexpr std::size_t methodCount = 5;

std::string_view methodName(Method method);                  ///< "GET"
std::optional<Method> methodFromName(std::string_view name); ///< case-sensitive, as RFC 9110 says

} // namespace tokenhouse

#include "core/method.h"

#include <array>

namespace tokenhouse {

namespace {
constexpr std::array<std::string_view, methodCount> names{"GET", "PUT", "POST", "DELETE", "PATCH"};
}

std::string_view methodName(Method method)
{
    return names[static_cast<std::size_t>(method)];
}

std::optional<Method> methodFromName(std::string_view name)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name)
            return static_cast<Method>(i);
    }
    return std::nullopt;
}

} // namespace tokenhouse

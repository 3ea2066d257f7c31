#include "core/method.h"

#include <array>

namespace tokenhouse {

namespace {
constexpr std::array<std::string_view, methodCount> methodNames{"GET", "PUT", "POST", "DELETE", "PATCH"};
}

std::string_view methodName(Method method)
{
    return methodNames[static_cast<std::size_t>(method)];
}

std::optional<Method> methodFromName(std::string_view name)
{
    for (std::size_t i = 0; i < methodNames.size(); ++i) {
        if (methodNames[i] == name)
            return static_cast<Method>(i);
    }
    return std::nullopt;
}

} // namespace tokenhouse

#pragma once

#include <string_view>

namespace tokenhouse::server {

/// resources/openapi.json, as it was when this was built.
std::string_view openApiText();

} // namespace tokenhouse::server

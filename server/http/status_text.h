#pragma once

#include <string_view>

namespace tokenhouse::http {

std::string_view statusText(int status); ///< the reason phrase of RFC 9110; "Status" when it names none

} // namespace tokenhouse::http

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/object.hpp>

#include "core/result.h"

namespace tokenhouse {

enum class InputType { RawBody, Parameters };

struct AutomationScript {
    std::string script; ///< file name with extension, no path separators
    InputType inputType = InputType::RawBody;
    bool operator==(const AutomationScript&) const = default;
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct FixedResponse {
    int status = 200; ///< 200..599
    HeaderList headers;
    std::string body; ///< UTF-8, at most 64 KB
    bool operator==(const FixedResponse&) const = default;
};

/// What a definition does. The wire names are actionType and actionMeta; AutomationScriptNoEntryPoint and HttpForward
/// are known words that this version refuses (the issue of the endpoint brings them).
using Action = std::variant<FixedResponse, AutomationScript>;

std::string_view actionTypeName(const Action& action);
boost::json::object actionMeta(const Action& action);
/// InvalidActionMeta with one trace for each fault.
Result<Action> makeAction(std::string_view actionType, const boost::json::object& meta, std::string_view id = {});

/// Response headers that no action may set (domain.md section 4), by folded name.
bool isBlockedResponseHeader(std::string_view name);
bool isValidHeaderName(std::string_view name);   ///< no white space, ':', ',' or control characters, not empty, ASCII
bool isValidHeaderValue(std::string_view value); ///< no control characters
bool isValidScriptName(std::string_view name);   ///< 1..200 bytes, no separators, no leading dot, valid UTF-8

} // namespace tokenhouse

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/definition.h"
#include "core/json.h"
#include "core/token.h"

namespace tokenhouse::server {

// The wire format of core/codec.h written straight into one text: a list of 2 500 tokens is a matter of milliseconds.
// A test holds both against each other.
void appendText(std::string& out, std::string_view text); ///< quoted; `text` is valid UTF-8
void appendNumber(std::string& out, std::int64_t number);
void appendToken(std::string& out, const Token& token, Time at);
void appendDefinition(std::string& out, const Definition& definition);
json::value timeOrNull(const std::optional<Time>& time); ///< as the wire writes it

} // namespace tokenhouse::server

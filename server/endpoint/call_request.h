#pragma once

#include <optional>
#include <string_view>

#include "core/json.h"
#include "server/http/exchange.h"

namespace tokenhouse::server {

// What a call's head and body say, read without trusting them.

/// The secret after `Bearer`, scheme in any case, perhaps empty; nothing when the header is missing or another
/// scheme's.
std::optional<std::string_view> bearerSecret(const http::RequestHead& head);
/// Whether a text can be a secret at all: length and alphabet.
bool isSecretText(std::string_view text);

/// A Content-Length other than 0, or any Transfer-Encoding.
bool announcesBody(const http::RequestHead& head);
/// One of the four types with UTF-8 or no charset, not compressed; or no type and no body.
bool hasGoodContentType(const http::RequestHead& head);

/// Key to array of texts, `+` a blank; nothing when an escape is wrong or the result no UTF-8.
std::optional<json::object> queryParameters(std::string_view query);
/// Whether queryParameters() would succeed; cheap for the usual ones.
bool isGoodQuery(std::string_view query);

/// A flat JSON object as texts by name: numbers as they were written, booleans as true and false. Nested values, null,
/// duplicates and anything else are refused.
std::optional<json::object> bodyParameters(std::string_view body);

} // namespace tokenhouse::server

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/api/call.h"

namespace tokenhouse::server {

// The checks that come before a call's own work, each pure over the request's head. Their order is contract.md's.

/// Whether a Host header names this server, so that no other name can be pointed at it (DNS rebinding).
bool isKnownHost(std::string_view host, std::string_view listens, const std::vector<std::string>& names);
/// NoSession when the Authorization is missing or no Bearer; the token otherwise.
Result<std::string_view> bearerToken(const http::RequestHead& head);
Result<void> checkMediaType(const http::RequestHead& head, BodyRule rule, bool hasBody);
/// PreconditionRequired when missing; Malformed for `*`, weak ones, lists.
Result<std::int64_t> readIfMatch(const http::RequestHead& head);
Result<std::string> readIdempotencyKey(const http::RequestHead& head);
/// Overwrites every text in it; request bodies can hold secrets and passwords.
void wipeTexts(json::value& value);

} // namespace tokenhouse::server

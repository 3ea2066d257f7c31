#pragma once

#include "core/result.h"
#include "core/secret.h"

namespace tokenhouse::server {

/// A password from standard input: one line, or asked twice without echo on a terminal.
Result<SecretBytes> readPassword(const std::string& userName);

} // namespace tokenhouse::server

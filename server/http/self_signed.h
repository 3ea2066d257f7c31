#pragma once

#include <string>
#include <vector>

#include "server/http/http_server.h"

namespace tokenhouse::http {

struct SelfSigned {
    TlsFiles files;          ///< as text; the key never touches the disk
    std::string fingerprint; ///< SHA-256 over the certificate, lower-case hex
};

/// A P-256 certificate for this run, a year long, for these names and addresses. Throws std::runtime_error.
SelfSigned makeSelfSigned(const std::vector<std::string>& names);

} // namespace tokenhouse::http

#pragma once

#include <optional>
#include <string>

#include "core/secret.h"
#include "server/main/configuration.h"
#include "server/main/workspace.h"

namespace tokenhouse::server {

struct ServeRequest {
    Configuration configuration;
    std::string configurationFile;           ///< read again at SIGHUP; empty = none
    std::optional<SecretBytes> localSession; ///< local mode: the parent's session token
};

/// Serves until SIGTERM, SIGINT or, in local mode, the end of standard input. Prints the ready line. Gives the exit
/// code; what went wrong is on standard error. Call blockSignals() before any thread is started.
int serve(Workspace workspace, ServeRequest request);
void blockSignals();

} // namespace tokenhouse::server

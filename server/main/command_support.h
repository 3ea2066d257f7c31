#pragma once

#include "core/result.h"
#include "server/main/commands.h"
#include "server/main/configuration.h"

namespace tokenhouse::server {

/// The configuration that a command's options name, with what the command line says over it.
Result<Configuration> configurationOf(const CommandOptions& options);
int refused(const Failure& failure);    ///< says why on standard error; 1
int wrongUsage(const Failure& failure); ///< the same; 2

} // namespace tokenhouse::server

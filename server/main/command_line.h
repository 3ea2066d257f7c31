#pragma once

namespace tokenhouse::server {

/// Reads the command line and does what it says; contract.md, `tokenhoused`. Gives the exit code: 0 done, 1 refused or
/// found bad, 2 wrong usage.
int runCommandLine(int argc, char** argv);

} // namespace tokenhouse::server

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/demo/demo.h"

namespace tokenhouse::server {

/// What the options of a command say; each command uses some of it.
struct CommandOptions {
    std::string data;
    std::string config;
    std::string store;
    std::string api;
    std::string endpoint;
    std::string name;
    std::vector<std::string> groups;
    std::string out;    ///< a file for evidence; empty = standard output
    std::string anchor; ///< a file with an anchor
    std::string now;
    DemoOptions demo;
};

// One function a command; each gives the exit code and says on standard error why it refused.
int initCommand(const CommandOptions&);
int serveCommand(const CommandOptions&);
int localCommand(const CommandOptions&);
int userAddCommand(const CommandOptions&);
int userPasswdCommand(const CommandOptions&);
int userGroupsCommand(const CommandOptions&);
int userListCommand(const CommandOptions&);
int userRemoveCommand(const CommandOptions&);
int demoCommand(const CommandOptions&);
int checkCommand(const CommandOptions&);
int auditVerifyCommand(const CommandOptions&);
int auditExportCommand(const CommandOptions&);
int auditAnchorCommand(const CommandOptions&);
int openApiCommand(const CommandOptions&);
int missingCommand(const CommandOptions&); ///< contract.md has it, this version does not: says so

} // namespace tokenhouse::server

#pragma once

#include <map>
#include <string>

#include "core/result.h"
#include "server/actions/script_runner.h"
#include "server/registry/registry.h"

namespace tokenhouse::server {

/// Makes an event of each script that appears, changes or goes (domain.md, Actions): `script.changed` with the file's
/// name and SHA-256, in the name of "system", as the file system does not say who did it. What was there before is read
/// from the chain itself, so changes made while no server ran are told at the next start. One thread.
class ScriptChanges {
public:
    ScriptChanges(Store& store, Registry& registry, const ScriptRunner& scripts);

    /// What the chain says of each script.
    Result<void> load();
    /// Looks at the directory; called about each second. Fails when it cannot be read, or when the store refuses the
    /// events: then the next look tells the same again.
    Result<void> look();

private:
    Store& m_store;
    Registry& m_registry;
    const ScriptRunner& m_scripts;
    std::map<std::string, std::string> m_known; ///< SHA-256 by name
};

} // namespace tokenhouse::server

#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/result.h"
#include "server/auth/key_ring.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// A data directory that this process works on: store and key, checked against each other.
struct Workspace {
    std::string directory;
    std::unique_ptr<Store> store; ///< holds the directory's lock, unless it was opened for reading only
    std::unique_ptr<KeyRing> keys;
};

enum class WorkspaceMode { Existing, Create, ReadOnly };

/// Fails with a sentence: no directory, locked, a key that does not fit, a damaged store. Create makes what is not
/// there: directory, store, key, scripts/ and logs/. `patience` is for another process that is about to end.
Result<Workspace> openWorkspace(const std::string& directory, const std::string& storeUrl, WorkspaceMode mode,
                                std::chrono::milliseconds patience = {});

} // namespace tokenhouse::server

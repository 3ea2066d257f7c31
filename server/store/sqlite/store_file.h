#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "server/store/sqlite/database.h"

// The store's file before anybody works with it, and what is wrong with it. All sentences are for people.
namespace tokenhouse::server {

/// Made by us, so that nobody else can read it for a moment; SQLite gives its helpers the same mode.
Result<void> makeStoreFile(const std::string& path, bool create);
/// That it is a store of ours, with all that was acknowledged. `create` fills an empty one; one whose last run did not
/// end in order is looked at more closely.
Result<void> prepareStoreFile(const std::string& path, bool create, bool endedInOrder);
/// The same for readers beside a server.
Result<void> checkStoreFile(const std::string& path);
/// A sentence each; none = sound.
std::vector<std::string> faultsOf(Database& database);

} // namespace tokenhouse::server

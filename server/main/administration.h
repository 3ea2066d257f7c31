#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "server/auth/passwords.h"
#include "server/registry/registry.h"

namespace tokenhouse::server {

/// What the command line changes: in the server's process when one holds the directory, else in the command's own.
/// Each change is an event in the name of the system user.
class Administration {
public:
    Administration(Store& store, Registry& registry, Passwords& passwords)
        : m_store(store), m_registry(registry), m_passwords(passwords)
    {}

    /// `command` as makeCommand gives it. The answer has `error` (a sentence) or `lines`.
    json::object run(const json::object& command);

    Result<void> addUser(const std::string& name, const std::vector<std::string>& groups, std::string_view password);

private:
    Result<json::array> dispatch(const json::object& command);
    Result<StoredUser> find(const std::string& name);
    Result<std::string> hashed(const std::string& name, std::string_view password);

    Store& m_store;
    Registry& m_registry;
    Passwords& m_passwords;
};

/// Who runs this process, as the operating system calls them.
std::string systemUserName();
/// The administrator of this machine: all rights, no object in the store.
Actor localActor();

} // namespace tokenhouse::server

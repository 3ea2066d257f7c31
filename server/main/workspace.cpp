#include "server/main/workspace.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace tokenhouse::server {

namespace {

constexpr const char* keyCheck = "keyCheck";

/// The store says which key it was made with; a secret's digest under another one would never be found.
Result<void> checkKey(Workspace& workspace, bool mayWrite)
{
    const auto kept = workspace.store->setting(keyCheck);
    if (!kept)
        return tl::unexpected(kept.error());
    const auto own = workspace.keys->checkValue();
    if (*kept) {
        if (**kept == own)
            return {};
        return fail(Fault::Forbidden, "The key " + workspace.directory + "/key does not belong to the store in "
                                          + workspace.directory
                                          + ": with it every secret would be void. Put the right key file back.");
    }
    const auto head = workspace.store->head();
    if (!head)
        return tl::unexpected(head.error());
    if (head->sequence > 0)
        return fail(Fault::Forbidden, "The store in " + workspace.directory + " does not say which key it belongs to.");
    return mayWrite ? workspace.store->setSetting(keyCheck, own) : Result<void>();
}

Result<void> makeDirectory(const std::string& path)
{
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error)
        return fail(Fault::Unavailable, "The directory " + path + " could not be made: " + error.message() + ".");
    return {};
}

} // namespace

Result<Workspace> openWorkspace(const std::string& directory, const std::string& storeUrl, WorkspaceMode mode,
                                std::chrono::milliseconds patience)
{
    const auto creates = mode == WorkspaceMode::Create;
    if (creates) {
        if (auto made = makeDirectory(directory); !made)
            return tl::unexpected(std::move(made.error()));
    }
    Workspace workspace;
    workspace.directory = directory;
    auto store = openStore(storeUrl, directory,
                           {.create = creates, .readOnly = mode == WorkspaceMode::ReadOnly, .patience = patience});
    if (!store)
        return tl::unexpected(std::move(store.error()));
    workspace.store = std::move(*store);

    const auto keyPath = directory + "/key";
    if (creates && ::access(keyPath.c_str(), F_OK) != 0 && errno == ENOENT) {
        const auto kept = workspace.store->setting(keyCheck);
        if (!kept)
            return tl::unexpected(kept.error());
        if (*kept)
            return fail(Fault::Forbidden, "The key file " + keyPath + " is missing, and the store in " + directory
                                              + " was made with it. Put it back: without it every secret is void.");
        if (auto made = KeyRing::create(keyPath); !made)
            return tl::unexpected(std::move(made.error()));
    }
    auto keys = KeyRing::load(keyPath);
    if (!keys)
        return tl::unexpected(std::move(keys.error()));
    workspace.keys = std::move(*keys);
    if (auto fits = checkKey(workspace, mode != WorkspaceMode::ReadOnly); !fits)
        return tl::unexpected(std::move(fits.error()));
    if (creates) {
        for (const auto* name : {"/scripts", "/logs"}) {
            if (auto made = makeDirectory(directory + name); !made)
                return tl::unexpected(std::move(made.error()));
        }
    }
    return workspace;
}

} // namespace tokenhouse::server

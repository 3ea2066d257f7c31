#include "server/main/commands.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "core/text.h"
#include "server/api/openapi.h"
#include "server/main/administration.h"
#include "server/main/application.h"
#include "server/main/command_support.h"
#include "server/main/control_socket.h"
#include "server/main/terminal.h"

namespace tokenhouse::server {

namespace {

/// The server of an application that was just closed, or killed, may still be writing what it had under way.
constexpr std::chrono::seconds endingPatience{5};

/// Through the server that holds the directory, or by ourselves when there is none.
int administer(const CommandOptions& options, const json::object& command)
{
    auto answer = sendControl(options.data, command);
    if (!answer) {
        const auto configuration = configurationOf(options);
        if (!configuration)
            return refused(configuration.error());
        auto workspace = openWorkspace(options.data, configuration->storeUrl, WorkspaceMode::Existing);
        if (!workspace)
            return refused(workspace.error());
        Passwords passwords;
        Registry registry(*workspace->store, *workspace->keys, {.ownerRequired = configuration->ownerRequired});
        answer = Administration(*workspace->store, registry, passwords).run(command);
    }
    if (const auto* error = answer->if_contains("error"); error != nullptr && error->is_string()) {
        std::fprintf(stderr, "%s\n", error->get_string().c_str());
        return 1;
    }
    if (const auto* lines = answer->if_contains("lines"); lines != nullptr && lines->is_array()) {
        for (const auto& line : lines->get_array()) {
            if (line.is_string())
                std::printf("%s\n", line.get_string().c_str());
        }
    }
    return 0;
}

int administerWithPassword(const CommandOptions& options, json::object command)
{
    const auto password = readPassword(displaySafe(options.name));
    if (!password)
        return refused(password.error());
    const auto text = password->view();
    command["password"] = json::string_view(text.data(), text.size());
    const auto code = administer(options, command);
    auto& kept = command["password"].get_string();
    wipe(kept.data(), kept.size());
    return code;
}

} // namespace

int initCommand(const CommandOptions& options)
{
    const auto configuration = configurationOf(options);
    if (!configuration)
        return refused(configuration.error());
    if (auto traces = checkUser(options.name, {"Administrators"}, {}); !traces.empty())
        return refused(refusal(std::move(traces)));
    const auto password = readPassword(displaySafe(options.name));
    if (!password)
        return refused(password.error());
    if (auto traces = checkPassword(password->view(), options.name); !traces.empty())
        return refused(refusal(std::move(traces)));
    auto workspace = openWorkspace(options.data, configuration->storeUrl, WorkspaceMode::Create);
    if (!workspace)
        return refused(workspace.error());
    const auto users = workspace->store->users();
    if (!users)
        return refused(users.error());
    for (const auto& one : *users) {
        if (one.user.permissions().has(Permission::UsersManage) && !one.passwordHash.empty())
            return refused({Fault::Conflict,
                            options.data
                                + " is initialised already; it was left as it is. Use "
                                  "tokenhoused user to change its users.",
                            {},
                            {}});
    }
    Passwords passwords;
    Registry registry(*workspace->store, *workspace->keys, {});
    const auto added = Administration(*workspace->store, registry, passwords)
                           .addUser(options.name, {"Administrators"}, password->view());
    return added ? 0 : refused(added.error());
}

int serveCommand(const CommandOptions& options)
{
    blockSignals();
    ServeRequest request;
    request.configurationFile = options.config;
    auto configuration = configurationOf(options);
    if (!configuration)
        return refused(configuration.error());
    for (const auto& [text, listener] :
         {std::pair(&options.api, &configuration->api), std::pair(&options.endpoint, &configuration->endpoint)}) {
        if (text->empty())
            continue;
        const auto address = ListenAddress::parse(*text);
        if (!address)
            return wrongUsage(address.error());
        listener->listen = *address;
    }
    if (const auto good = checkConfiguration(*configuration); !good)
        return refused(good.error());
    request.configuration = std::move(*configuration);
    auto workspace = openWorkspace(options.data, request.configuration.storeUrl, WorkspaceMode::Existing);
    if (!workspace)
        return refused(workspace.error());
    return serve(std::move(*workspace), std::move(request));
}

int localCommand(const CommandOptions& options)
{
    blockSignals();
    auto token = readPassword("the session");
    const auto isHex = token && token->size() == 64
                       && token->view().find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    if (!isHex)
        return wrongUsage({Fault::Malformed,
                           "local is for the desktop application: it expects the 64 hex digits of a "
                           "session token and a newline on standard input.",
                           {},
                           {}});
    auto workspace = openWorkspace(options.data, {}, WorkspaceMode::Create, endingPatience);
    if (!workspace)
        return refused(workspace.error());
    ServeRequest request;
    request.configuration.api.listen = {"127.0.0.1", 0};
    // Where it can, calls find the same address tomorrow.
    request.configuration.endpoint.listen = {"127.0.0.1", 5002};
    request.configuration.endpoint.orAnyPort = true;
    request.localSession = std::move(*token);
    return serve(std::move(*workspace), std::move(request));
}

int userAddCommand(const CommandOptions& options)
{
    return administerWithPassword(
        options, {{"command", "user.add"}, {"name", options.name}, {"groups", json::value_from(options.groups)}});
}

int userPasswdCommand(const CommandOptions& options)
{
    return administerWithPassword(options, {{"command", "user.passwd"}, {"name", options.name}});
}

int userGroupsCommand(const CommandOptions& options)
{
    return administer(
        options, {{"command", "user.groups"}, {"name", options.name}, {"groups", json::value_from(options.groups)}});
}

int userRemoveCommand(const CommandOptions& options)
{
    return administer(options, {{"command", "user.remove"}, {"name", options.name}});
}

int userListCommand(const CommandOptions& options)
{
    return administer(options, {{"command", "user.list"}});
}

int demoCommand(const CommandOptions& options)
{
    auto demo = options.demo;
    if (!options.now.empty()) {
        const auto time = parseTime(options.now, true);
        if (!time)
            return wrongUsage({Fault::Malformed, "--now is an RFC 3339 time, as 2026-01-31T12:00:00Z.", {}, {}});
        demo.now = *time;
    }
    const auto made = makeDemo(options.data, demo);
    return made ? 0 : refused(made.error());
}

int openApiCommand(const CommandOptions&)
{
    const auto text = openApiText();
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
}

int missingCommand(const CommandOptions&)
{
    std::fputs(
        "This version has no backup, restore and migrate yet. Nothing was done. To keep a copy by hand, stop the "
        "server and copy the whole data directory, with its key.\n",
        stderr);
    return 1;
}

} // namespace tokenhouse::server

#include "server/main/command_line.h"

#include <csignal>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <functional>

#include <CLI/CLI.hpp>

#include "server/main/commands.h"
#include "server/main/version.h"

namespace tokenhouse::server {

namespace {

/// Nothing that this process holds may end in a file that others read, or in a core file.
void closeOff()
{
    ::umask(077);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
    // A file that may not grow any more is a full disk to us: the write fails, the process goes on.
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
}

class CommandLine {
public:
    CommandLine()
    {
        m_app.set_version_flag("--version", std::string(programVersion));
        m_app.require_subcommand(1);
        m_app.failure_message(CLI::FailureMessage::help);
        addServing();
        addUsers();
        addAudit();
        addOthers();
    }

    int run(int argc, char** argv)
    {
        try {
            m_app.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            const auto code = m_app.exit(error);
            return code == 0 ? 0 : 2;
        }
        return m_chosen ? m_chosen(m_options) : 2;
    }

private:
    using Command = int (*)(const CommandOptions&);

    CLI::App* add(CLI::App& parent, const char* name, const char* text, Command command)
    {
        auto* one = parent.add_subcommand(name, text);
        one->callback([this, command] { m_chosen = command; });
        return one;
    }
    CLI::App* addOnData(CLI::App& parent, const char* name, const char* text, Command command)
    {
        auto* one = add(parent, name, text, command);
        one->add_option("--data", m_options.data, "The data directory")->required()->type_name("DIR");
        one->add_option("--store", m_options.store, "The store's address (default sqlite:, in DIR)")->type_name("URL");
        one->add_option("--config", m_options.config, "The configuration file (TOML)")->type_name("FILE");
        return one;
    }

    void addServing()
    {
        addOnData(m_app, "init", "Make the key, the store and the first administrator", initCommand)
            ->add_option("--admin", m_options.name, "The administrator; the password comes from standard input")
            ->required()
            ->type_name("NAME");
        auto* serve = addOnData(m_app, "serve", "Serve the management API and the endpoint", serveCommand);
        serve->add_option("--api", m_options.api, "Where the management API listens (default 127.0.0.1:5003)")
            ->type_name("HOST:PORT");
        serve->add_option("--endpoint", m_options.endpoint, "Where API calls are answered (default 127.0.0.1:5002)")
            ->type_name("HOST:PORT");
        auto* local = add(m_app, "local", "Serve the desktop application that started it", localCommand);
        local->add_option("--data", m_options.data, "The data directory")->required()->type_name("DIR");
    }

    void addUsers()
    {
        auto* user = m_app.add_subcommand("user", "Users; passwords come from standard input");
        user->require_subcommand(1);
        const auto named = [&](const char* name, const char* text, Command command) {
            auto* one = addOnData(*user, name, text, command);
            one->add_option("NAME", m_options.name, "The user")->required();
            return one;
        };
        named("add", "Add a user", userAddCommand)
            ->add_option("--group", m_options.groups, "Administrators, Operators, Auditors or Viewers; may be repeated")
            ->required()
            ->type_name("G");
        named("passwd", "Set a user's password; ends the user's sessions", userPasswdCommand);
        named("groups", "Set a user's groups", userGroupsCommand)
            ->add_option("G", m_options.groups, "The groups")
            ->required();
        named("remove", "Remove a user; the name is never given again", userRemoveCommand);
        addOnData(*user, "list", "List the users and their groups", userListCommand);
    }

    void addAudit()
    {
        auto* audit = m_app.add_subcommand("audit", "The chain of events");
        audit->require_subcommand(1);
        addOnData(*audit, "verify", "Check the chain; names the first broken link", auditVerifyCommand)
            ->add_option("--anchor", m_options.anchor, "An anchor printed earlier and kept elsewhere")
            ->type_name("FILE");
        addOnData(*audit, "export", "Write the evidence: each event as a line of JSON", auditExportCommand)
            ->add_option("--out", m_options.out, "Where to (default standard output)")
            ->type_name("FILE");
        addOnData(*audit, "anchor", "Print the chain's end, to be kept elsewhere", auditAnchorCommand);
    }

    void addOthers()
    {
        auto* demo = add(m_app, "demo", "Fill a new data directory with a believable stock", demoCommand);
        demo->add_option("--data", m_options.data, "The data directory")->required()->type_name("DIR");
        demo->add_option("--tokens", m_options.demo.tokens, "How many tokens")
            ->required()
            ->check(CLI::NonNegativeNumber)
            ->type_name("N");
        demo->add_option("--definitions", m_options.demo.definitions, "How many API definitions")
            ->required()
            ->check(CLI::NonNegativeNumber)
            ->type_name("M");
        demo->add_option("--seed", m_options.demo.seed, "The same seed gives the same stock")
            ->required()
            ->type_name("S");
        demo->add_option("--events", m_options.demo.events, "How many events (at least N + M)")
            ->check(CLI::NonNegativeNumber)
            ->type_name("E");
        demo->add_option("--now", m_options.now, "The stock's present (RFC 3339)")->type_name("TIME");
        demo->add_option("--secrets", m_options.demo.secretsFile, "Write id, secret and route of each active token")
            ->type_name("FILE");
        addOnData(m_app, "check", "Check store, key, chain and configuration", checkCommand);
        add(m_app, "openapi", "Print the OpenAPI text of the management API", openApiCommand);
        for (const auto* name : {"backup", "restore", "migrate"})
            add(m_app, name, "Not in this version", missingCommand)->group("")->allow_extras();
    }

    CLI::App m_app{"The server of Tokenhouse: keeps API tokens and definitions, and answers API calls.", "tokenhoused"};
    CommandOptions m_options;
    Command m_chosen = nullptr;
};

} // namespace

int runCommandLine(int argc, char** argv)
{
    closeOff();
    return CommandLine().run(argc, argv);
}

} // namespace tokenhouse::server

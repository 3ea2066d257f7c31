#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>

#include "core/text.h"
#include "server/audit/audit.h"
#include "server/http/tls_context.h"
#include "server/main/administration.h"
#include "server/main/command_support.h"
#include "server/main/control_socket.h"
#include "server/main/workspace.h"

namespace tokenhouse::server {

namespace {

/// Reading goes beside a server that holds the directory: the store gives each reader one state.
Result<Workspace> openForReading(const CommandOptions& options)
{
    const auto configuration = configurationOf(options);
    if (!configuration)
        return tl::unexpected(configuration.error());
    return openWorkspace(options.data, configuration->storeUrl, WorkspaceMode::ReadOnly);
}

int reportChain(const AuditReport& report)
{
    if (report.good()) {
        std::printf("The chain is good: %lld events, the last is %lld with hash %s.\n",
                    static_cast<long long>(report.events), static_cast<long long>(report.head.sequence),
                    report.head.hash.c_str());
        return 0;
    }
    std::fprintf(stderr, "The chain is broken at event %lld: %s\n", static_cast<long long>(*report.broken),
                 report.fault.c_str());
    return 1;
}

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

} // namespace

int auditVerifyCommand(const CommandOptions& options)
{
    std::optional<Anchor> known;
    if (!options.anchor.empty()) {
        std::ifstream file(options.anchor);
        std::ostringstream text;
        text << file.rdbuf();
        if (!file)
            return refused({Fault::Malformed, "The anchor " + options.anchor + " cannot be read.", {}, {}});
        const auto parsed = anchorFromText(text.str());
        if (!parsed)
            return refused(parsed.error());
        known = *parsed;
    }
    const auto workspace = openForReading(options);
    if (!workspace)
        return refused(workspace.error());
    const auto report = verifyChain(*workspace->store, known);
    return report ? reportChain(*report) : refused(report.error());
}

int auditExportCommand(const CommandOptions& options)
{
    Anchor end;
    {
        const auto workspace = openForReading(options);
        if (!workspace)
            return refused(workspace.error());
        std::unique_ptr<std::FILE, FileCloser> file;
        if (!options.out.empty()) {
            const auto descriptor = ::open(options.out.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            if (descriptor < 0)
                return refused(
                    {Fault::Conflict, "The file " + options.out + " cannot be made, or is there already.", {}, {}});
            file.reset(::fdopen(descriptor, "w"));
        }
        auto* target = file ? file.get() : stdout;
        auto whole = true;
        const auto written = exportEvidence(*workspace->store, [&](std::string_view line) {
            whole = std::fwrite(line.data(), 1, line.size(), target) == line.size()
                    && (line.ends_with('\n') || std::fputc('\n', target) != EOF);
            return whole;
        });
        if (!written)
            return refused(written.error());
        if (!whole || std::fflush(target) != 0)
            return refused(
                {Fault::Unavailable, "The evidence could not be written whole; the disk may be full.", {}, {}});
        end = *written;
    }
    // That evidence left the house is itself a fact of the chain.
    const json::object command{{"command", "data.exported"},
                               {"name", "evidence up to event " + std::to_string(end.sequence)}};
    auto answer = sendControl(options.data, command);
    if (!answer) {
        const auto configuration = configurationOf(options);
        auto workspace = openWorkspace(options.data, configuration ? configuration->storeUrl : std::string(),
                                       WorkspaceMode::Existing);
        if (!workspace)
            return refused(workspace.error());
        Passwords passwords;
        Registry registry(*workspace->store, *workspace->keys, {});
        answer = Administration(*workspace->store, registry, passwords).run(command);
    }
    if (answer->contains("error"))
        return refused({Fault::Unavailable, "The evidence was written, but not the event that says so.", {}, {}});
    return 0;
}

int auditAnchorCommand(const CommandOptions& options)
{
    const auto workspace = openForReading(options);
    if (!workspace)
        return refused(workspace.error());
    const auto end = anchor(*workspace->store);
    if (!end)
        return refused(end.error());
    std::printf("%s\n", anchorText(*end).c_str());
    return 0;
}

int checkCommand(const CommandOptions& options)
{
    const auto configuration = configurationOf(options);
    if (!configuration)
        return refused(configuration.error());
    if (const auto good = checkConfiguration(*configuration); !good)
        return refused(good.error());
    for (const auto* listener : {&configuration->api, &configuration->endpoint}) {
        if (listener->certificate.empty())
            continue;
        try {
            http::makeTlsContext({listener->certificate, listener->key});
        } catch (const std::runtime_error& error) {
            return refused({Fault::Unavailable, error.what(), {}, {}});
        }
    }
    std::printf("The configuration is good.\n");
    const auto workspace = openWorkspace(options.data, configuration->storeUrl, WorkspaceMode::ReadOnly);
    if (!workspace)
        return refused(workspace.error());
    std::printf("The key belongs to the store.\n");
    const auto faults = workspace->store->integrityFaults();
    if (!faults)
        return refused(faults.error());
    for (const auto& fault : *faults)
        std::fprintf(stderr, "The store is damaged: %s\n", displaySafe(fault).c_str());
    if (faults->empty())
        std::printf("The store is sound.\n");
    const auto report = verifyChain(*workspace->store);
    if (!report)
        return refused(report.error());
    const auto chain = reportChain(*report);
    return faults->empty() ? chain : 1;
}

} // namespace tokenhouse::server

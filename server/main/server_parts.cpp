#include "server/main/server_parts.h"

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include <boost/json/serialize.hpp>
#include <spdlog/logger.h>

#include "core/running_time.h"
#include "core/text.h"
#include "server/http/self_signed.h"
#include "server/main/version.h"

namespace tokenhouse::server {

namespace {

constexpr auto drainTime = std::chrono::seconds(10);

LogOptions logOptions(const Workspace& workspace, const Configuration& configuration)
{
    LogOptions options;
    options.directory = configuration.logDirectory.empty() ? workspace.directory + "/logs" : configuration.logDirectory;
    options.level = configuration.logLevel;
    options.bytes = configuration.logMegabytes << 20;
    options.files = configuration.logFiles;
    return options;
}

/// Whole, for people at other places read it too.
std::string scriptsDirectory(const Workspace& workspace, const Configuration& configuration)
{
    const auto& given = configuration.scriptsDirectory;
    return std::filesystem::absolute(given.empty() ? workspace.directory + "/scripts" : given).lexically_normal();
}

/// The worker lies beside the server's own program, wherever that was started from.
std::string workerProgram()
{
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error)
        throw std::runtime_error("The server's own program could not be found: " + error.message() + ".");
    return (self.parent_path() / "tokenhouse-worker").string();
}

ScriptLimits scriptLimits(const Configuration& configuration)
{
    ScriptLimits limits;
    limits.time = configuration.scriptTimeout;
    limits.memoryBytes = configuration.scriptMemoryMb << 20;
    limits.parallel = configuration.scriptsParallel;
    limits.queue = configuration.scriptsQueue;
    return limits;
}

http::ServerOptions listenerOptions(const ListenerConfiguration& listener)
{
    http::ServerOptions options;
    options.host = listener.listen.host;
    options.port = listener.listen.port;
    options.orAnyPort = listener.orAnyPort;
    options.maxConnections = listener.maxConnections;
    options.maxConnectionsPerAddress = listener.maxConnectionsPerAddress;
    options.headerTimeout = listener.headerTimeout;
    options.bodyTimeout = listener.bodyTimeout;
    options.idleTimeout = listener.idleTimeout;
    if (!listener.certificate.empty())
        options.tls = http::TlsFiles{listener.certificate, listener.key};
    return options;
}

EndpointOptions endpointOptions(const Configuration& configuration)
{
    EndpointOptions options;
    options.server = listenerOptions(configuration.endpoint);
    return options;
}

ApiOptions apiOptions(const Configuration& configuration, const std::optional<http::TlsFiles>& tls)
{
    ApiOptions options;
    options.server = listenerOptions(configuration.api);
    options.hosts = configuration.api.hosts;
    if (tls)
        options.server.tls = tls;
    return options;
}

std::string urlOf(const ListenerConfiguration& listener, std::uint16_t port, bool secure)
{
    const auto& host = listener.listen.host;
    const auto name = host.find(':') == std::string::npos ? host : '[' + host + ']';
    return (secure ? "https://" : "http://") + name + ':' + std::to_string(port);
}

std::optional<http::TlsFiles> tlsOfThisRun(const ServeRequest& request, std::string& fingerprint)
{
    if (!request.localSession)
        return std::nullopt;
    auto made = http::makeSelfSigned({"localhost", "127.0.0.1", "::1"});
    fingerprint = made.fingerprint;
    return made.files;
}

} // namespace

ServerParts::ServerParts(Workspace workspace, const ServeRequest& request)
    : m_workspace(std::move(workspace)),
      m_configuration(request.configuration),
      m_apiTls(tlsOfThisRun(request, m_fingerprint)),
      m_logs(logOptions(m_workspace, m_configuration)),
      m_registry(*m_workspace.store, *m_workspace.keys, {.ownerRequired = m_configuration.ownerRequired}),
      m_sessions(*m_workspace.store, {m_configuration.sessionIdle, m_configuration.sessionLongest}),
      m_signIn(*m_workspace.store, m_sessions, m_passwords),
      m_scripts(scriptsDirectory(m_workspace, m_configuration), workerProgram(), scriptLimits(m_configuration)),
      m_scriptChanges(*m_workspace.store, m_registry, m_scripts),
      m_administration(*m_workspace.store, m_registry, m_passwords),
      m_endpoint(endpointOptions(m_configuration), *m_workspace.store, *m_workspace.keys, m_scripts,
                 {m_logs.endpoint(), m_logs.manager()}),
      m_overview(*m_workspace.store, [this](Time from) { return m_endpoint.refusals(from); }),
      m_services{*m_workspace.store,
                 *m_workspace.keys,
                 m_registry,
                 m_sessions,
                 m_signIn,
                 m_passwords,
                 m_hub,
                 m_routes,
                 m_scripts,
                 m_logs,
                 m_overview,
                 std::string(programVersion),
                 [this] { return endpointUrl(); },
                 [this] { return endpointState(); },
                 [this](auto method, auto target, const Token& token, auto address) {
                     return m_endpoint.explain({method, target, token, address});
                 },
                 [this] { return m_endpoint.settleCalls(); }},
      m_api(apiOptions(m_configuration, m_apiTls), m_services)
{
    auto& store = *m_workspace.store;
    // The endpoint first: a revoked token is refused before anybody is told that it was revoked.
    store.addSink([this](const Commit& commit) { m_endpoint.apply(commit); });
    store.addSink([this, &store](const Commit& commit) {
        m_sessions.apply(commit);
        // Who signs in will ask for lists; a server that only answers calls never pays for them.
        if (!commit.sessions.empty())
            store.prepareLists();
    });
    store.addSink([this](const Commit& commit) { m_routes.apply(commit); });
    store.addSink([this](const Commit& commit) { m_hub.apply(commit); });
    store.addSink([this](const Commit& commit) { m_overview.apply(commit); });
    store.addSink([this](const Commit& commit) {
        for (const auto& event : commit.events)
            m_logs.write(event);
    });
    m_sessions.setListener(
        [this](const Uuid& session, SessionChange change) { m_hub.sessionChanged(session, change); });
}

ServerParts::~ServerParts()
{
    m_control.reset();
}

std::string ServerParts::endpointUrl() const
{
    if (!m_configuration.endpointPublicUrl.empty())
        return m_configuration.endpointPublicUrl;
    return urlOf(m_configuration.endpoint, m_endpoint.port(), !m_configuration.endpoint.certificate.empty());
}

json::object ServerParts::endpointState() const
{
    const auto stats = m_endpoint.stats();
    return {{"ready", stats.ready},          {"requests", stats.requests},
            {"refused", stats.refused},      {"connections", stats.connections},
            {"tokens", stats.tokens},        {"definitions", stats.definitions},
            {"tableBytes", stats.tableBytes}};
}

Result<void> ServerParts::startLocal(const SecretBytes& token)
{
    const auto name = systemUserName();
    auto user = m_sessions.userByName(name);
    if (!user) {
        const auto made = m_registry.createUser(localActor(), name, {"Administrators"}, {});
        if (!made)
            return tl::unexpected(made.error());
    } else if (!user->user.permissions().hasAll(Permissions::all())) {
        auto groups = user->user.groups;
        groups.emplace_back("Administrators");
        const auto changed =
            m_registry.updateUser(localActor(), user->user.id, {}, {.groups = groups, .isDisabled = false});
        if (!changed)
            return tl::unexpected(changed.error());
    }
    user = m_sessions.userByName(name);
    if (!user)
        return fail(Fault::Internal, "The administrator of the local workspace could not be made.");
    const auto session = m_sessions.startLocal(*user, token.view(), "127.0.0.1");
    if (!session)
        return tl::unexpected(session.error());
    m_localSession = *session;
    return {};
}

Result<void> ServerParts::start(const ServeRequest& request)
{
    try {
        m_endpoint.start();
        m_api.start();
    } catch (const std::runtime_error& error) {
        return fail(Fault::Unavailable, error.what());
    }
    if (auto loaded = m_hub.load(*m_workspace.store); !loaded)
        return loaded;
    if (const auto head = m_workspace.store->head()) {
        const auto system = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
        runningTime().notBefore(head->time, system, std::chrono::steady_clock::now());
    }
    if (auto loaded = m_sessions.load(); !loaded)
        return loaded;
    if (request.localSession || !m_sessions.list().empty())
        m_workspace.store->prepareLists();
    if (auto loaded = m_endpoint.load(); !loaded)
        return loaded;
    if (auto loaded = m_scriptChanges.load(); !loaded)
        return loaded;
    if (request.localSession) {
        if (auto started = startLocal(*request.localSession); !started)
            return started;
    }
    auto control = ControlSocket::open(m_workspace.directory,
                                       [this](const json::object& command) { return m_administration.run(command); });
    if (!control)
        return tl::unexpected(std::move(control.error()));
    m_control = std::move(*control);
    lookAtScripts();
    m_endpoint.setReady(true);
    m_api.setReady(true);
    m_logs.manager()->info(
        "started version={} api={} endpoint={}", programVersion,
        urlOf(m_configuration.api, m_api.port(), m_apiTls || !m_configuration.api.certificate.empty()),
        urlOf(m_configuration.endpoint, m_endpoint.port(), !m_configuration.endpoint.certificate.empty()));
    m_logs.flush();
    return {};
}

std::string ServerParts::readyLine() const
{
    json::object line{
        {"ready", true},
        {"api", urlOf(m_configuration.api, m_api.port(), m_apiTls || !m_configuration.api.certificate.empty())},
        {"endpoint", urlOf(m_configuration.endpoint, m_endpoint.port(), !m_configuration.endpoint.certificate.empty())},
    };
    if (!m_fingerprint.empty())
        line["fingerprint"] = m_fingerprint;
    return json::serialize(line);
}

/// A directory that is not there is told once, until it is there again.
void ServerParts::lookAtScripts()
{
    const auto looked = m_scriptChanges.look();
    if (!looked && !m_scriptsTold)
        m_logs.manager()->warn("changes of scripts cannot be followed: {}", displaySafe(looked.error().detail));
    m_scriptsTold = !looked;
}

void ServerParts::tick()
{
    lookAtScripts();
    const auto lapsed = m_registry.lapseClaims();
    if (!lapsed)
        m_logs.manager()->warn("secrets whose claim ran out could not lapse: {}", displaySafe(lapsed.error().detail));
    m_sessions.expire();
    m_signIn.flush();
    m_logs.flush();
}

void ServerParts::reload(const Configuration& configuration)
{
    const auto renew = [this](const ListenerConfiguration& running, const ListenerConfiguration& listener, auto& server,
                              const char* name) {
        if (listener.certificate.empty())
            return;
        if (running.certificate.empty()) {
            m_logs.manager()->warn("{} goes on without TLS: its certificate counts from the next start", name);
            return;
        }
        try {
            server.reloadTls({listener.certificate, listener.key});
            m_logs.manager()->info("certificate of {} read again", name);
        } catch (const std::runtime_error& error) {
            m_logs.manager()->error("certificate of {} kept as it was: {}", name, displaySafe(error.what()));
        }
    };
    if (!m_apiTls)
        renew(m_configuration.api, configuration.api, m_api, "api");
    renew(m_configuration.endpoint, configuration.endpoint, m_endpoint, "endpoint");
    m_logs.setLevel(configuration.logLevel);
    m_logs.flush();
}

void ServerParts::stop()
{
    std::thread other([this] { m_endpoint.drain(drainTime); });
    m_api.drain(drainTime);
    other.join();
    m_control.reset(); // after them: a command at work may take its time
    m_signIn.flush(true);
    if (m_localSession) {
        const auto ended = m_sessions.end(*m_localSession, nullptr, "the local workspace was closed", {});
        if (!ended)
            m_logs.manager()->warn("the end of the local session was not kept");
    }
    m_logs.manager()->info("stopped");
    m_logs.flush();
}

} // namespace tokenhouse::server

#pragma once

#include <memory>
#include <string>

#include "server/actions/script_runner.h"
#include "server/api/api_server.h"
#include "server/api/event_hub.h"
#include "server/api/logs.h"
#include "server/api/overview.h"
#include "server/api/route_index.h"
#include "server/auth/passwords.h"
#include "server/auth/sign_in.h"
#include "server/endpoint/endpoint.h"
#include "server/main/administration.h"
#include "server/main/application.h"
#include "server/main/control_socket.h"
#include "server/main/script_changes.h"

namespace tokenhouse::server {

/// The server, wired: what each part needs is made before it and goes after it.
class ServerParts {
public:
    /// Throws std::runtime_error with a sentence.
    ServerParts(Workspace workspace, const ServeRequest& request);
    ~ServerParts();

    /// Binds both listeners (503 until loaded), takes the stock from the store, then opens for calls.
    Result<void> start(const ServeRequest& request);
    std::string readyLine() const;
    void tick();                                     ///< about each second
    void reload(const Configuration& configuration); ///< SIGHUP; what is bad is logged and left as it was
    void stop();                                     ///< drains for at most 10 s

private:
    void lookAtScripts();
    Result<void> startLocal(const SecretBytes& token);
    std::string endpointUrl() const;
    json::object endpointState() const;

    Workspace m_workspace;
    Configuration m_configuration;
    std::string m_fingerprint; ///< of the certificate made for this run
    std::optional<http::TlsFiles> m_apiTls;
    Logs m_logs;
    Passwords m_passwords;
    Registry m_registry;
    Sessions m_sessions;
    SignIn m_signIn;
    EventHub m_hub;
    RouteIndex m_routes;
    ScriptRunner m_scripts;
    ScriptChanges m_scriptChanges;
    bool m_scriptsTold = false; ///< that the directory cannot be read was logged
    Administration m_administration;
    Endpoint m_endpoint;
    Overview m_overview;
    Services m_services;
    ApiServer m_api;
    std::unique_ptr<ControlSocket> m_control;
    std::optional<Uuid> m_localSession;
};

} // namespace tokenhouse::server

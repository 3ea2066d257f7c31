#pragma once

#include <memory>

#include <QObject>

#include "app/desktop_scheme.h"
#include "app/main_window.h"
#include "app/options.h"
#include "app/screen_lock.h"
#include "app/server_trust.h"
#include "app/session.h"
#include "app/settings.h"
#include "app/workspace.h"
#include "network/credential_store.h"
#include "views/theme.h"

namespace tokenhouse {

class ConnectDialog;
class SignInDialog;

/// Puts the parts together: the theme, the window, and where one works: the local workspace, a throw-away one, or a
/// server one signs in to. GUI thread; one for the program's life.
class Application : public QObject {
    Q_OBJECT

public:
    Application(QApplication& application, Options options, std::unique_ptr<Settings> settings);
    ~Application() override;

    void start();
    MainWindow& window() { return *m_window; }
    Session& session() { return m_session; }
    Theme& theme() { return m_theme; }
    Workspace* workspace() const { return m_workspace.get(); }

private:
    void openWorkspace(std::unique_ptr<Workspace> workspace);
    void startWorkspace();
    void showWorkspace();
    void openLocal();
    void openDemo();
    void askServer();
    void openServer(const QUrl& url, const QString& name);
    void askSignIn();
    void makeCandidate();
    void signIn();
    void signedIn(const SessionFacts& facts, const QString& user, const SecretBytes& password);
    void keepPassword(const QString& server, const QString& user, const SecretBytes& password);
    void onCertificateRefused(const CertificateFacts& facts);
    void followLink();
    void showStartFailure(const Failure& failure);

    Theme m_theme;
    DesktopScheme m_scheme;
    ScreenLock m_screenLock;
    Options m_options;
    std::unique_ptr<Settings> m_settings;
    TimeText m_times;
    Session m_session;
    CredentialStore m_credentials;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Connection> m_candidate; ///< a server that one signs in to
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<ServerTrust> m_trust;
    QPointer<SignInDialog> m_signIn;
    QPointer<ConnectDialog> m_connect;
    QUrl m_server;
    QString m_serverName;
};

} // namespace tokenhouse

#include "app/application.h"

#include <QApplication>
#include <QClipboard>

#include "models/failure_text.h"
#include "views/dialogs/connect_dialog.h"
#include "views/dialogs/error_dialog.h"
#include "views/dialogs/sign_in_dialog.h"

namespace tokenhouse {

namespace {

/// Colours of places: at home the product's own, elsewhere one that cannot be taken for it.
const QColor homeColour(0x0b, 0x6e, 0x75);
const QColor demoColour(0x6a, 0x3f, 0xb5);
const QColor serverColour(0xc4, 0x45, 0x10);

} // namespace

Application::Application(QApplication& application, Options options, std::unique_ptr<Settings> settings)
    : m_options(std::move(options)), m_settings(std::move(settings)), m_session(m_times)
{
    // The first thing of all: a local server starts while the window is built.
    if (m_options.demo)
        m_workspace = Workspace::makeDemo(m_session);
    else if (m_options.server.isEmpty() && (!m_options.localData.isEmpty() || m_settings->lastServer().isEmpty()))
        m_workspace = std::make_unique<Workspace>(m_session, m_options.localData);
    if (m_workspace)
        startWorkspace();
    m_theme.setScheme(m_scheme.scheme());
    m_theme.install(application);
    connect(&m_scheme, &DesktopScheme::changed, &m_theme, &Theme::setScheme);
    m_times.startTicking();
    m_window = std::make_unique<MainWindow>(m_session, *m_settings, m_times);
    m_trust = std::make_unique<ServerTrust>(*m_settings, *m_window);
    connect(m_window.get(), &MainWindow::connectWanted, this, &Application::askServer);
    connect(m_window.get(), &MainWindow::localWanted, this, &Application::openLocal);
    connect(m_window.get(), &MainWindow::demoWanted, this, &Application::openDemo);
    connect(m_window.get(), &MainWindow::signOutWanted, &m_session, &Session::signOut);
    connect(&m_screenLock, &ScreenLock::locked, &m_window->clipboard(), &SecretClipboardState::clearNow);
    connect(m_window.get(), &MainWindow::signInWanted, this, &Application::askSignIn);
    connect(&m_session, &Session::certificateRefused, this, &Application::onCertificateRefused);
    connect(&m_session, &Session::signedOut, this, [this] {
        // At home the server has given out one session for its whole run; elsewhere one signs in again.
        if (!m_workspace)
            askSignIn();
    });
}

Application::~Application() = default;

void Application::start()
{
    if (m_workspace)
        showWorkspace();
    m_window->show();
    // Not before its window: a dialog that comes first is no part of it to a window manager, and would lie hidden
    // below.
    if (!m_workspace)
        openServer(QUrl(m_options.server.isEmpty() ? m_settings->lastServer() : m_options.server), {});
    followLink();
}

void Application::openLocal()
{
    openWorkspace(std::make_unique<Workspace>(m_session, m_options.localData));
}

void Application::openDemo()
{
    openWorkspace(Workspace::makeDemo(m_session));
}

void Application::openWorkspace(std::unique_ptr<Workspace> workspace)
{
    if (m_signIn)
        m_signIn->close();
    m_session.leave();
    m_server.clear();
    m_workspace = std::move(workspace);
    startWorkspace();
    showWorkspace();
}

void Application::startWorkspace()
{
    // Told once there is a window to tell it in, and never of a workspace that was left.
    connect(
        m_workspace.get(), &Workspace::failed, m_workspace.get(),
        [this](const Failure& failure) { showStartFailure(failure); }, Qt::QueuedConnection);
    m_workspace->start();
}

void Application::showWorkspace()
{
    if (!m_workspace->isDemo())
        m_settings->setLastServer({});
    m_serverName = m_workspace->isDemo() ? tr("Demo") : tr("This computer");
    m_window->setPlace(m_serverName, m_workspace->isDemo() ? demoColour : homeColour, true);
}

void Application::askServer()
{
    if (m_connect)
        return;
    m_connect = new ConnectDialog(m_window.get());
    m_connect->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_connect, &ConnectDialog::submitted, this, [this] {
        const auto url = m_connect->url();
        const auto name = m_connect->name();
        m_connect->accept();
        openServer(url, name);
    });
    m_connect->open();
}

void Application::openServer(const QUrl& url, const QString& name)
{
    m_server = url;
    if (!name.isEmpty())
        m_settings->setServerName(url.toString(), name);
    m_serverName = m_settings->serverName(url.toString());
    if (m_serverName.isEmpty())
        m_serverName = url.authority(); // with the port: several servers may run on one machine
    m_session.leave();
    m_workspace.reset();
    m_window->setPlace(m_serverName, serverColour, false);
    askSignIn();
}

void Application::askSignIn()
{
    if (m_signIn || m_server.isEmpty())
        return;
    const auto server = m_server.toString();
    m_signIn = new SignInDialog(server, m_window.get());
    m_signIn->setAttribute(Qt::WA_DeleteOnClose);
    m_signIn->setUser(m_settings->lastUser(server));
    connect(m_signIn, &SignInDialog::submitted, this, &Application::signIn);
    connect(m_signIn, &HouseDialog::copyWanted, m_signIn,
            [](const QString& text) { QGuiApplication::clipboard()->setText(text); });
    m_signIn->open();
    m_trust->forgetDeclined();
    makeCandidate();
    const auto user = m_settings->lastUser(server);
    if (user.isEmpty() || !m_settings->keepsPassword(server))
        return;
    m_credentials.read(server, user, m_signIn, [this, user](Result<SecretBytes> password) {
        if (!password) {
            if (password.error().fault != Fault::NotFound)
                m_signIn->setKeychainMissing(QString::fromStdString(password.error().detail));
            return;
        }
        // The keychain may have asked for a password of its own first; what was typed meanwhile stays.
        if (m_signIn->user() == user && m_signIn->password().empty())
            m_signIn->setPassword(std::move(*password));
    });
}

void Application::makeCandidate()
{
    m_candidate = std::make_unique<Connection>(m_server, m_trust->fingerprint(m_server));
    connect(m_candidate.get(), &Connection::certificateRefused, this, &Application::onCertificateRefused);
    // Asked before anybody types a password: a server that is not there, or not the one that it was.
    tokenhouse::start<StatusJob>(*m_candidate).then(m_signIn, [this](const Result<ServerStatus>& status) {
        if (status)
            m_signIn->setNotice(Banner::Kind::Warning, {});
        else if (!m_signIn->isBusy())
            m_signIn->explain(status.error());
    });
}

void Application::onCertificateRefused(const CertificateFacts& facts)
{
    if (m_workspace)
        return; // at home the certificate is of this run, and nobody's decision
    m_trust->ask(m_server, m_serverName, facts, [this] {
        if (m_signIn) {
            makeCandidate();
            return;
        }
        m_session.leave(); // what was signed in to is not what is trusted now
        askSignIn();
    });
}

void Application::signIn()
{
    m_trust->forgetDeclined();
    m_signIn->setBusy(tr("Signing in…"));
    // What is kept is what was sent, whatever is typed while the answer is on its way.
    const auto user = m_signIn->user();
    const auto password = std::make_shared<const SecretBytes>(m_signIn->password().view());
    tokenhouse::start<SignInJob>(*m_candidate, user.toStdString(), *password)
        .then(m_signIn, [this, user, password](Result<SessionFacts> facts) {
            m_signIn->setBusy({});
            if (facts)
                signedIn(*facts, user, *password);
            else
                m_signIn->showFailure(facts.error());
        });
}

void Application::signedIn(const SessionFacts& facts, const QString& user, const SecretBytes& password)
{
    const auto server = m_server.toString();
    keepPassword(server, user, password);
    m_settings->setLastServer(server);
    m_settings->setLastUser(server, user);
    m_signIn->accept();
    if (m_session.isAttached() && m_session.userName() != QString::fromStdString(facts.user))
        m_session.leave(); // what somebody else was shown
    m_candidate->disconnect(this);
    m_candidate->setSession(facts.token);
    // The job that called us belongs to the connection: hand it over once it is done.
    QMetaObject::invokeMethod(
        this, [this] { m_session.attach(std::move(m_candidate)); }, Qt::QueuedConnection);
}

/// One password for each server: who signs in last says whether theirs is kept, and no earlier one stays.
void Application::keepPassword(const QString& server, const QString& user, const SecretBytes& password)
{
    const auto tell = [this](const QString& heading, const Failure& failure) {
        auto* dialog = new ErrorDialog(heading, failure, m_window.get());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    };
    const bool keep = m_signIn->keepsPassword();
    const auto before = m_settings->keepsPassword(server) ? m_settings->lastUser(server) : QString();
    m_settings->setKeepsPassword(server, keep);
    if (!before.isEmpty() && (!keep || before != user)) {
        m_credentials.erase(server, before, this, [tell, before](const Result<void>& erased) {
            if (!erased)
                tell(tr("The password of %1 is still in the key ring").arg(before), erased.error());
        });
    }
    if (!keep)
        return;
    m_credentials.write(server, user, password, this, [this, tell, server](const Result<void>& written) {
        if (written)
            return;
        m_settings->setKeepsPassword(server, false);
        tell(tr("The password was not kept"), written.error());
    });
}

void Application::followLink()
{
    if (m_options.link.isEmpty())
        return;
    // tokenhouse://profile/tokens/ID
    const auto parts = QUrl(m_options.link).path().split(u'/', Qt::SkipEmptyParts);
    if (parts.size() != 2)
        return;
    const auto kind = parts.at(0) == QLatin1String("tokens")        ? ObjectKind::Token
                      : parts.at(0) == QLatin1String("definitions") ? ObjectKind::Definition
                                                                    : ObjectKind::None;
    if (!Uuid::parse(parts.at(1).toStdString()))
        return;
    connect(
        &m_session, &Session::back, this, [this, kind, id = parts.at(1)] { m_window->openObject(kind, id); },
        Qt::SingleShotConnection);
}

void Application::showStartFailure(const Failure& failure)
{
    auto* dialog = new ErrorDialog(tr("The local workspace could not be opened"), failure, m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->offerTryAgain();
    connect(dialog, &ErrorDialog::tryAgainWanted, this, [this, dialog] {
        dialog->close();
        m_workspace->start();
    });
    dialog->open();
}

} // namespace tokenhouse

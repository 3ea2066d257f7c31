#include "app/workspace.h"

#include <QProcess>
#include <QStandardPaths>

namespace tokenhouse {

namespace {

constexpr int demoTokens = 12'000;
constexpr int demoDefinitions = 300;

} // namespace

Workspace::Workspace(Session& session, QString dataDirectory, QObject* parent)
    : QObject(parent), m_session(session), m_directory(std::move(dataDirectory))
{
    if (m_directory.isEmpty())
        m_directory =
            QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/tokenhouse/local");
}

Workspace::~Workspace()
{
    if (m_server)
        m_server->takeFolder(std::move(m_temporary));
}

std::unique_ptr<Workspace> Workspace::makeDemo(Session& session, QObject* parent)
{
    auto folder = std::make_unique<QTemporaryDir>();
    auto workspace = std::make_unique<Workspace>(session, folder->filePath(QStringLiteral("data")), parent);
    workspace->m_temporary = std::move(folder);
    return workspace;
}

QUrl Workspace::endpoint() const
{
    return m_server && m_server->facts() ? m_server->facts()->endpoint : QUrl();
}

void Workspace::start()
{
    if (LocalServer::findProgram().isEmpty()) {
        Q_EMIT failed(Failure{Fault::Unavailable,
                              tr("The server program tokenhoused was not found beside this application.").toStdString(),
                              {},
                              {}});
        return;
    }
    if (m_temporary)
        fillWithDemo();
    else
        launch();
}

void Workspace::fillWithDemo()
{
    auto* process = new QProcess(this);
    const auto giveUp = [this, process](const QString& why) {
        process->deleteLater();
        Q_EMIT failed(
            Failure{Fault::Unavailable, tr("The demo stock could not be made. %1").arg(why).toStdString(), {}, {}});
    };
    connect(process, &QProcess::errorOccurred, this, [process, giveUp](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) // then it does not finish either
            giveUp(process->errorString());
    });
    connect(process, &QProcess::finished, this, [this, process, giveUp](int exitCode, QProcess::ExitStatus status) {
        if (exitCode != 0 || status != QProcess::NormalExit) {
            giveUp(QString::fromUtf8(process->readAllStandardError()).trimmed());
            return;
        }
        process->deleteLater();
        launch();
    });
    process->start(LocalServer::findProgram(),
                   {QStringLiteral("demo"), QStringLiteral("--data"), m_directory, QStringLiteral("--tokens"),
                    QString::number(demoTokens), QStringLiteral("--definitions"), QString::number(demoDefinitions),
                    QStringLiteral("--seed"), QStringLiteral("1")});
}

void Workspace::launch()
{
    m_server = std::make_unique<LocalServer>(LocalServer::findProgram(), m_directory);
    connect(m_server.get(), &LocalServer::ready, this, [this] {
        const auto& facts = *m_server->facts();
        auto connection = std::make_unique<Connection>(facts.api, facts.fingerprint);
        connection->setSession(m_server->session());
        m_session.attach(std::move(connection));
        Q_EMIT ready();
    });
    connect(m_server.get(), &LocalServer::crashed, this, [this] { m_session.suspend(); });
    connect(m_server.get(), &LocalServer::failed, this, &Workspace::failed);
    m_server->start();
}

} // namespace tokenhouse

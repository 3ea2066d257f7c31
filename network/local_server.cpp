#include "network/local_server.h"

#include <array>

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFileInfo>
#include <QStandardPaths>
#include <QThread>

#include <openssl/rand.h>

#include "network/certificate_facts.h"
#include "network/connection.h"
#include "network/json_read.h"
#include "network/transport.h"

namespace tokenhouse {
namespace {

constexpr qsizetype lineMaximum = 64 * 1024;
constexpr qsizetype errorsKept = 4096;
constexpr int startsInMinute = 5;
constexpr int endPatience = 10'000;

std::optional<LocalServerFacts> factsOf(const QByteArray& line)
{
    const auto parsed = parseJson(std::string_view(line.constData(), static_cast<std::size_t>(line.size())));
    const auto* object = parsed ? parsed->if_object() : nullptr;
    if (object == nullptr || !booleanOf(*object, "ready")) {
        return std::nullopt;
    }
    LocalServerFacts facts;
    facts.api = QUrl(QString::fromStdString(textOf(*object, "api")), QUrl::StrictMode);
    facts.endpoint = QUrl(QString::fromStdString(textOf(*object, "endpoint")), QUrl::StrictMode);
    facts.fingerprint = fingerprintFromText(QByteArray::fromStdString(textOf(*object, "fingerprint")));
    const bool secure = facts.api.scheme() == QStringLiteral("https") && facts.fingerprint.size() == 32;
    return secure && Connection::isAddressAcceptable(facts.api) ? std::optional(facts) : std::nullopt;
}

qint64 monotonic()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace

LocalServer::LocalServer(QString program, QString dataDirectory, std::chrono::milliseconds patience)
    : m_program(std::move(program)), m_directory(std::move(dataDirectory)), m_process(std::make_unique<QProcess>())
{
    m_process->setProcessChannelMode(QProcess::SeparateChannels);
    m_restart.setSingleShot(true);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_restart, &QTimer::timeout, this, &LocalServer::launch);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_stopping = true;
        m_process->kill();
        giveUp(tr("It did not become ready in time."));
    });
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &LocalServer::readOutput);
    connect(m_process.get(), &QProcess::readyReadStandardError, this,
            [this] { m_errors = (m_errors + m_process->readAllStandardError()).right(errorsKept); });
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart && !m_stopping) {
            m_patience.stop();
            giveUp(tr("The server program could not be started: %1").arg(m_program));
        }
    });
    connect(m_process.get(), &QProcess::finished, this, &LocalServer::finished);
}

LocalServer::~LocalServer()
{
    m_process->disconnect(this);
    if (m_process->state() == QProcess::NotRunning) {
        return;
    }
    m_process->closeWriteChannel(); // the end of its standard input ends it, after what it has under way
    if (QThread::currentThread()->loopLevel() == 0) {
        if (!m_process->waitForFinished(endPatience)) {
            m_process->kill();
            m_process->waitForFinished(1000);
        }
        return;
    }
    // The window has gone on to another place; what is left ends beside it, or with the program.
    auto* process = m_process.release();
    process->setParent(QCoreApplication::instance());
    const std::shared_ptr<QTemporaryDir> folder = std::move(m_folder);
    connect(process, &QProcess::finished, process, [process, folder] { process->deleteLater(); });
    QTimer::singleShot(endPatience, process, &QProcess::kill);
}

QString LocalServer::findProgram()
{
    const auto beside = QCoreApplication::applicationDirPath() + QStringLiteral("/tokenhoused");
    return QFileInfo(beside).isExecutable() ? beside : QStandardPaths::findExecutable(QStringLiteral("tokenhoused"));
}

void LocalServer::start()
{
    m_stopping = false;
    m_starts.clear();
    launch();
}

void LocalServer::launch()
{
    if (m_process->state() != QProcess::NotRunning) {
        return;
    }
    m_starts.push_back(monotonic());
    m_line.clear();
    m_errors.clear();
    m_facts.reset();
    std::array<unsigned char, 32> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
        giveUp(tr("The system gave no random numbers."));
        return;
    }
    auto hex = hexText(std::string_view(reinterpret_cast<const char*>(random.data()), random.size()));
    wipe(random.data(), random.size());
    m_session = SecretBytes(hex);
    m_process->start(m_program, {QStringLiteral("local"), QStringLiteral("--data"), m_directory});
    hex += '\n';
    m_process->write(hex.data(), static_cast<qint64>(hex.size()));
    wipe(hex);
    m_patience.start();
}

void LocalServer::stop()
{
    m_stopping = true;
    m_restart.stop();
    m_patience.stop();
    m_facts.reset();
    m_session.clear();
    m_process->closeWriteChannel();
}

void LocalServer::readOutput()
{
    const auto bytes = m_process->readAllStandardOutput();
    if (m_facts || m_stopping) {
        return; // it says nothing else there
    }
    m_line += bytes;
    const auto end = m_line.indexOf('\n');
    if (end < 0 && m_line.size() <= lineMaximum) {
        return;
    }
    m_facts = end >= 0 ? factsOf(m_line.left(end)) : std::nullopt;
    m_line.clear();
    if (!m_facts) {
        m_errors = tr("What it said at its start could not be understood.").toUtf8();
        m_stopping = true;
        m_process->kill();
        giveUp(QString::fromUtf8(m_errors));
        return;
    }
    m_patience.stop();
    Q_EMIT ready();
}

void LocalServer::finished(int exitCode, QProcess::ExitStatus status)
{
    m_patience.stop();
    m_errors = (m_errors + m_process->readAllStandardError()).right(errorsKept);
    if (m_stopping) {
        return;
    }
    const bool wasReady = m_facts.has_value();
    m_facts.reset();
    m_session.clear();
    const auto at = monotonic();
    m_starts.removeIf([at](qint64 start) { return at - start > 60'000; });
    if (!wasReady && status == QProcess::NormalExit) {
        // It refused: another one on the same data, a key that does not fit. Its own words say why.
        const auto why = QString::fromUtf8(m_errors).trimmed();
        giveUp(why.isEmpty() ? tr("The server ended at once (%1).").arg(exitCode) : why);
        return;
    }
    if (m_starts.size() >= startsInMinute) {
        giveUp(tr("The server ended again and again."));
        return;
    }
    Q_EMIT crashed();
    m_restart.start(m_starts.size() > 1 ? 1000 : 0);
}

void LocalServer::giveUp(const QString& why)
{
    m_facts.reset();
    m_session.clear();
    Failure failure;
    failure.fault = Fault::Unavailable;
    failure.detail = why.toStdString();
    Q_EMIT failed(failure);
}

} // namespace tokenhouse

#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>

#include "core/result.h"
#include "core/secret.h"

namespace tokenhouse {

/// What the ready line of `tokenhoused local` says.
struct LocalServerFacts {
    QUrl api;
    QUrl endpoint;
    QByteArray fingerprint; ///< SHA-256 of the certificate made for this run, 32 bytes: pin it
};

/// Runs `tokenhoused local --data DIR` and ends it with itself. The session token is made here (32 random bytes in
/// hex) and goes through the standard input; it is on no command line. GUI thread, never blocks; only the end of the
/// program waits for the server's.
///
/// After start(): ready() once, then possibly crashed(), after which it starts again by itself (at most 5 times in a
/// minute) and says ready() again with new facts and a new session; or failed(), and it is over.
class LocalServer : public QObject {
    Q_OBJECT

public:
    /// A million tokens on a slow disk are loaded within it.
    static constexpr std::chrono::milliseconds usualPatience = std::chrono::minutes(2);

    /// `program`: path of tokenhoused. See findProgram().
    LocalServer(QString program, QString dataDirectory, std::chrono::milliseconds patience = usualPatience);
    ~LocalServer() override;

    /// Beside the running application, then in PATH; empty when there is none.
    static QString findProgram();

    void start();
    void stop();
    /// A folder that goes with the server, once that has ended.
    void takeFolder(std::unique_ptr<QTemporaryDir> folder) { m_folder = std::move(folder); }
    bool isReady() const { return m_facts.has_value(); }
    const std::optional<LocalServerFacts>& facts() const { return m_facts; }
    const SecretBytes& session() const { return m_session; }
    qint64 processId() const { return m_process->processId(); }

Q_SIGNALS:
    void ready();
    void crashed();                                  ///< it ended without being asked; started again in a moment
    void failed(const tokenhouse::Failure& failure); ///< with the server's own words about why

private:
    void launch();
    void readOutput();
    void finished(int exitCode, QProcess::ExitStatus status);
    void giveUp(const QString& why);

    QString m_program;
    QString m_directory;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_process;
    QByteArray m_line;
    QByteArray m_errors; ///< the end of its standard error
    SecretBytes m_session;
    std::optional<LocalServerFacts> m_facts;
    QTimer m_restart;
    QTimer m_patience;
    QList<qint64> m_starts; ///< monotonic ms of the last ones
    bool m_stopping = false;
};

} // namespace tokenhouse

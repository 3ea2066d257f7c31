#pragma once

#include <memory>

#include <QObject>
#include <QPointer>
#include <QString>

#include "core/result.h"
#include "network/connection.h"

class QNetworkReply;

namespace tokenhouse {

class DownloadWriter;

/// A list of the server on its way into a file: it is written as it comes, so that its size costs no memory, and takes
/// the file's place only once it is whole. GUI thread; sockets and disk are the network's thread's matter. Deleting it
/// ends the call and leaves what was at that place before.
class Download : public QObject {
    Q_OBJECT

public:
    struct Outcome {
        QString path;
        qint64 bytes = 0;
        qint64 rows = 0; ///< as the server counted them
    };

    /// POST `path` with the JSON `body`; a body may hold no secret. The connection must outlive it.
    Download(Connection& connection, const QByteArray& path, const QByteArray& body, QString file,
             QObject* parent = nullptr);
    ~Download() override;

Q_SIGNALS:
    /// Lines so far, and how many there will be (0 = not known).
    void progressed(qint64 lines, qint64 all);
    void done(const tokenhouse::Download::Outcome& outcome); ///< this or failed(), once
    void failed(const tokenhouse::Failure& failure);

private:
    DownloadWriter* m_writer; ///< lives on the network's thread
};

/// One download, on the network's thread.
class DownloadWriter : public QObject {
    Q_OBJECT

public:
    DownloadWriter(Transport& transport, QByteArray path, QByteArray body, QString file);
    ~DownloadWriter() override;
    void open();

Q_SIGNALS:
    void progressed(qint64 lines, qint64 all);
    void done(const tokenhouse::Download::Outcome& outcome);
    void failed(const tokenhouse::Failure& failure);

private:
    void read();
    void end();
    void failToWrite();
    void fail(const Failure& failure);

    Transport& m_transport;
    QByteArray m_path;
    QByteArray m_body;
    struct File;
    std::unique_ptr<File> m_file;
    QNetworkReply* m_reply = nullptr;
    qint64 m_lines = 0;
    qint64 m_told = 0;
    bool m_isOver = false;
};

} // namespace tokenhouse

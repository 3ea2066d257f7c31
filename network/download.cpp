#include "network/download.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QNetworkReply>
#include <QSaveFile>

#include "network/secret_device.h"
#include "network/transport.h"

namespace tokenhouse {

namespace {

constexpr qint64 pieceMaximum = 1024 * 1024;
constexpr qint64 problemBytes = 64 * 1024;
constexpr qint64 linesBetween = 2000;  ///< two words about how far it is
constexpr int silenceMaximum = 60'000; ///< ms

} // namespace

Download::Download(Connection& connection, const QByteArray& path, const QByteArray& body, QString file,
                   QObject* parent)
    : QObject(parent)
{
    auto& transport = connection.transport();
    m_writer = new DownloadWriter(transport, path, body, std::move(file)); // deleted on its thread
    m_writer->moveToThread(transport.thread());
    connect(m_writer, &DownloadWriter::progressed, this, &Download::progressed);
    connect(m_writer, &DownloadWriter::done, this, &Download::done);
    connect(m_writer, &DownloadWriter::failed, this, &Download::failed);
    QMetaObject::invokeMethod(m_writer, &DownloadWriter::open, Qt::QueuedConnection);
}

Download::~Download()
{
    m_writer->disconnect(this);
    m_writer->deleteLater();
}

struct DownloadWriter::File {
    explicit File(const QString& path) : file(path) {}
    QSaveFile file;
};

DownloadWriter::DownloadWriter(Transport& transport, QByteArray path, QByteArray body, QString file)
    : m_transport(transport), m_path(std::move(path)), m_body(std::move(body)), m_file(std::make_unique<File>(file))
{}

DownloadWriter::~DownloadWriter()
{
    if (m_reply != nullptr) {
        m_reply->disconnect(this);
        m_reply->disconnect(&m_transport);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

void DownloadWriter::open()
{
    if (!m_file->file.open(QIODevice::WriteOnly)) {
        failToWrite();
        return;
    }
    auto request = m_transport.request(m_path, {}, true);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    request.setHeader(QNetworkRequest::ContentLengthHeader, static_cast<qint64>(m_body.size()));
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    request.setTransferTimeout(silenceMaximum);
    const auto text = std::make_shared<const SecretBytes>(
        std::string_view(m_body.constData(), static_cast<std::size_t>(m_body.size())));
    auto* body = new SecretDevice(text, this); // sequential: Qt must not ask twice by itself
    m_reply = m_transport.manager().sendCustomRequest(request, "POST", body);
    body->setParent(m_reply);
    m_reply->setReadBufferSize(pieceMaximum);
    m_transport.guard(*m_reply);
    connect(m_reply, &QNetworkReply::readyRead, this, &DownloadWriter::read);
    connect(m_reply, &QNetworkReply::finished, this, &DownloadWriter::end);
}

void DownloadWriter::read()
{
    if (m_isOver || m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 200)
        return; // a refusal is read at the end
    const auto bytes = m_reply->readAll();
    if (m_file->file.write(bytes) != bytes.size()) {
        failToWrite();
        return;
    }
    m_lines += std::count(bytes.begin(), bytes.end(), '\n');
    if (m_lines - m_told >= linesBetween) {
        m_told = m_lines;
        Q_EMIT progressed(m_lines, m_reply->rawHeader("X-Total-Count").toLongLong());
    }
}

void DownloadWriter::end()
{
    read();
    if (m_isOver)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 200 || m_reply->error() != QNetworkReply::NoError) {
        const auto problem = status != 200 && m_reply->isOpen() ? m_reply->read(problemBytes) : QByteArray();
        fail(m_transport.failureOf(*m_reply, problem));
        return;
    }
    const Download::Outcome outcome{m_file->file.fileName(), m_file->file.size(),
                                    m_reply->rawHeader("X-Total-Count").toLongLong()};
    if (!m_file->file.commit()) {
        failToWrite();
        return;
    }
    m_isOver = true;
    Q_EMIT done(outcome);
}

void DownloadWriter::failToWrite()
{
    const auto words = QCoreApplication::translate("Network", "The file cannot be written: %1.");
    fail({Fault::Internal, words.arg(m_file->file.errorString()).toStdString(), {}, {}});
}

void DownloadWriter::fail(const Failure& failure)
{
    if (std::exchange(m_isOver, true))
        return;
    m_file->file.cancelWriting();
    Q_EMIT failed(failure);
}

} // namespace tokenhouse

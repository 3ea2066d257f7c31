#include "network/stream_reader.h"

namespace tokenhouse {
namespace {

constexpr qint64 bufferMaximum = 1024 * 1024;
constexpr qint64 problemMaximum = 64 * 1024;

} // namespace

StreamReader::StreamReader(Transport& transport, QByteArray query, QByteArray lastId,
                           std::chrono::milliseconds patience)
    : m_transport(transport), m_query(std::move(query)), m_lastId(std::move(lastId)), m_silence(this)
{
    m_silence.setSingleShot(true);
    m_silence.setInterval(patience);
    connect(&m_silence, &QTimer::timeout, this, [this] {
        end({Fault::Unreachable, "The server fell silent.", {}, {}});
    });
    if (!m_lastId.isEmpty()) {
        m_parser.setLastId(m_lastId.toStdString());
    }
}

StreamReader::~StreamReader()
{
    if (m_reply != nullptr) {
        m_reply->disconnect(this); // not from Qt's own ends: abort() needs them
        m_reply->disconnect(&m_transport);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

void StreamReader::open()
{
    auto request = m_transport.request("events/stream", m_query, true);
    request.setRawHeader("Accept", "text/event-stream");
    if (!m_lastId.isEmpty()) {
        request.setRawHeader("Last-Event-ID", m_lastId);
    }
    m_reply = m_transport.manager().get(request);
    m_reply->setReadBufferSize(bufferMaximum);
    m_transport.guard(*m_reply);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &StreamReader::headers);
    connect(m_reply, &QNetworkReply::readyRead, this, &StreamReader::read);
    connect(m_reply, &QNetworkReply::finished, this, [this] {
        read();
        if (m_isOpen) {
            end({Fault::Unreachable, "The server ended the stream.", {}, {}});
        } else {
            end(m_transport.failureOf(*m_reply, m_reply->isOpen() ? m_reply->read(problemMaximum) : QByteArray()));
        }
    });
    m_silence.start();
}

void StreamReader::headers()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto type = m_reply->header(QNetworkRequest::ContentTypeHeader).toString();
    if (!m_isOpen && status == 200 && type.startsWith(QStringLiteral("text/event-stream"))) {
        m_isOpen = true;
        m_silence.start();
        Q_EMIT opened();
    } else if (status >= 200 && status < 300 && !m_isOpen) {
        end({Fault::Internal, "What answers at this address is not a Tokenhouse server.", {}, {}});
    }
}

void StreamReader::read()
{
    if (!m_isOpen || m_isOver) {
        return;
    }
    m_silence.start();
    auto bytes = m_reply->readAll();
    std::vector<LiveEvent> events;
    bool session = false;
    for (const auto& message : m_parser.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())})) {
        if (message.event == "session") {
            session = true;
        } else if (message.event == "message" && !message.data.empty()) {
            events.push_back(liveEventFrom(message.data, m_parser.lastId()));
        }
    }
    const auto lastId = QByteArray::fromStdString(m_parser.lastId());
    if (!events.empty() || session || lastId != m_lastId) {
        m_lastId = lastId;
        Q_EMIT received(events, session, m_lastId);
    }
    if (m_parser.hasFailed()) {
        end({Fault::Internal, "The server sent an event that is too large.", {}, {}});
    }
}

void StreamReader::end(const Failure& failure)
{
    if (!std::exchange(m_isOver, true)) {
        m_silence.stop();
        Q_EMIT ended(failure);
    }
}

} // namespace tokenhouse

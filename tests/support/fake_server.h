#pragma once

#include <functional>
#include <vector>

#include <QHash>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

namespace tokenhouse::tests {

/// A server on a free loopback port that takes requests apart just far enough and answers as the test says: well, late,
/// never, or with garbage. Lives on the test's thread; the network under test has a thread of its own.
class FakeServer : public QObject {
public:
    struct Request {
        QByteArray verb;
        QByteArray target;
        QHash<QByteArray, QByteArray> fields; ///< names in lower case
        QByteArray body;
        QPointer<QTcpSocket> socket;
    };

    FakeServer()
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (auto* socket = m_server.nextPendingConnection()) {
                ++connections;
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
                connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                    ++disconnections;
                    socket->deleteLater();
                });
            }
        });
        m_server.listen(QHostAddress::LocalHost);
    }

    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort())); }
    quint16 port() const { return m_server.serverPort(); }
    void close() { m_server.close(); }
    bool listenAgain(quint16 port) { return m_server.listen(QHostAddress::LocalHost, port); }

    static void answer(const Request& request, int status, const QByteArray& body, const QByteArray& fields = {})
    {
        if (request.socket != nullptr) {
            request.socket->write("HTTP/1.1 " + QByteArray::number(status)
                                  + " Words\r\nContent-Type: application/json\r\nContent-Length: "
                                  + QByteArray::number(body.size()) + "\r\n" + fields + "\r\n" + body);
        }
    }
    static void openStream(const Request& request)
    {
        request.socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
        request.socket->flush();
    }
    static void stream(const Request& request, const QByteArray& bytes)
    {
        request.socket->write(bytes);
        request.socket->flush();
    }

    std::function<void(const Request&)> handler; ///< null: never answers
    std::vector<Request> requests;
    int connections = 0;
    int disconnections = 0;

private:
    void read(QTcpSocket* socket)
    {
        auto& bytes = m_bytes[socket];
        bytes += socket->readAll();
        const auto end = bytes.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        Request request;
        request.socket = socket;
        auto lines = bytes.left(end).split('\n');
        const auto first = lines.takeFirst().trimmed().split(' ');
        request.verb = first.value(0);
        request.target = first.value(1);
        for (const auto& line : lines) {
            const auto colon = line.indexOf(':');
            request.fields.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        const auto length = request.fields.value("content-length").toLongLong();
        if (bytes.size() < end + 4 + length) {
            return;
        }
        request.body = bytes.mid(end + 4, length);
        m_bytes.remove(socket);
        requests.push_back(request);
        if (handler) {
            handler(request);
        }
    }

    QTcpServer m_server;
    QHash<QTcpSocket*, QByteArray> m_bytes;
};

} // namespace tokenhouse::tests

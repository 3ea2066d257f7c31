#include <QtTest>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <memory>

#include <QTemporaryDir>

#include "server/main/control_socket.h"

using namespace tokenhouse;
using namespace tokenhouse::server;

namespace {

/// The other end, as somebody who does not keep to the rules.
class Peer {
public:
    explicit Peer(const std::string& directory) : m_socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const auto path = directory + "/control.sock";
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("no connection");
    }
    ~Peer() { ::close(m_socket); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    bool send(std::string_view bytes) const
    {
        return ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    /// That the server has read all that was sent.
    bool wasHeard() const
    {
        int unread = -1;
        return ::ioctl(m_socket, SIOCOUTQ, &unread) == 0 && unread == 0;
    }
    bool hasAnswer() const
    {
        int waiting = 0;
        return ::ioctl(m_socket, SIOCINQ, &waiting) == 0 && waiting > 0;
    }

private:
    int m_socket;
};

json::object echo(const json::object& command)
{
    return {{"echo", command.at("a")}};
}

} // namespace

class ControlSocketTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesCommands()
    {
        QVERIFY(!sendControl(directory(), {{"a", 1}}).has_value());
        {
            const auto socket = ControlSocket::open(directory(), echo);
            QVERIFY(socket.has_value());
            struct stat status {};
            QCOMPARE(::stat((directory() + "/control.sock").c_str(), &status), 0);
            QCOMPARE(status.st_mode & 0777, mode_t{0600});
            const auto reply = sendControl(directory(), {{"a", std::string(100'000, 'x')}});
            QVERIFY(reply.has_value());
            QCOMPARE(reply->at("echo").as_string().size(), std::size_t{100'000});
        }
        QVERIFY(!sendControl(directory(), {{"a", 1}}).has_value());
    }

    void endsBesideASilentPeer()
    {
        auto socket = ControlSocket::open(directory(), echo, std::chrono::minutes(2));
        QVERIFY(socket.has_value());
        const Peer peer(directory());
        QVERIFY(peer.send("{"));
        QTRY_VERIFY(peer.wasHeard());
        QElapsedTimer timer;
        timer.start();
        socket->reset();
        QVERIFY(timer.elapsed() < 60'000);
    }

    void endsBesideAPeerThatDoesNotRead()
    {
        auto socket = ControlSocket::open(
            directory(),
            [](const json::object&) {
                return json::object{{"lines", std::string(8u << 20, 'x')}};
            },
            std::chrono::minutes(2));
        QVERIFY(socket.has_value());
        const Peer peer(directory());
        QVERIFY(peer.send("{}\n"));
        QTRY_VERIFY(peer.hasAnswer());
        QElapsedTimer timer;
        timer.start();
        socket->reset();
        QVERIFY(timer.elapsed() < 60'000);
    }

    /// A byte now and then does not hold the socket for longer than a whole command may take.
    void leavesAPeerThatDribbles()
    {
        const auto socket = ControlSocket::open(directory(), echo, std::chrono::milliseconds(300));
        QVERIFY(socket.has_value());
        const Peer peer(directory());
        QTRY_VERIFY_WITH_TIMEOUT(!peer.send(" "), 60'000);
        QVERIFY(sendControl(directory(), {{"a", 1}}).has_value());
    }

private:
    std::string directory() const { return m_folder.path().toStdString(); }
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(ControlSocketTest)
#include "control_socket_test.moc"

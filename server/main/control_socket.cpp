#include "server/main/control_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace tokenhouse::server {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t lineMaximum = 16u << 20; ///< evidence and lists go out this way too
/// How long a command waits for its answer; a check of a large chain takes its time.
constexpr std::chrono::seconds answerPatience{120};
constexpr std::chrono::milliseconds acceptPause{100};

class Descriptor {
public:
    explicit Descriptor(int value) : m_value(value) {}
    ~Descriptor()
    {
        if (m_value >= 0)
            ::close(m_value);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_value; }
    int release() { return std::exchange(m_value, -1); }

private:
    int m_value;
};

std::string pathIn(const std::string& directory)
{
    return directory + "/control.sock";
}

bool fillAddress(const std::string& path, sockaddr_un& address)
{
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return false;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return true;
}

/// A line from or to the other end, under one deadline for the whole of it. Ends early when `wake` (-1: none) does.
class Line {
public:
    Line(int socket, int wake, std::chrono::milliseconds patience)
        : m_socket(socket), m_wake(wake), m_until(Clock::now() + patience)
    {}

    bool write(std::string text) const
    {
        text += '\n';
        std::size_t sent = 0;
        while (sent < text.size() && isReady(POLLOUT)) {
            const auto count = ::send(m_socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count > 0)
                sent += static_cast<std::size_t>(count);
            else if (!isPassing())
                break;
        }
        const bool whole = sent == text.size();
        wipe(text);
        return whole;
    }

    /// Without its end; empty when the peer went, was too slow or sent too much.
    std::string read() const
    {
        std::string line;
        char buffer[4096];
        while (line.size() <= lineMaximum && isReady(POLLIN)) {
            const auto count = ::recv(m_socket, buffer, sizeof buffer, MSG_DONTWAIT);
            if (count < 0 && isPassing())
                continue;
            if (count <= 0)
                break;
            line.append(buffer, static_cast<std::size_t>(count));
            wipe(buffer, sizeof buffer);
            if (line.back() == '\n') {
                line.pop_back();
                return line;
            }
        }
        wipe(line);
        return {};
    }

private:
    static bool isPassing() { return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK; }

    bool isReady(short events) const
    {
        for (;;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_until - Clock::now()).count();
            if (left <= 0)
                return false;
            pollfd waiting[2] = {{m_socket, events, 0}, {m_wake, POLLIN, 0}};
            const auto count = ::poll(waiting, 2, static_cast<int>(left));
            if (count < 0 && errno == EINTR)
                continue;
            // An answer that can still go out goes out, also at the end.
            return count > 0 && waiting[0].revents != 0;
        }
    }

    int m_socket;
    int m_wake;
    Clock::time_point m_until;
};

} // namespace

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(const std::string& directory, Handler handler,
                                                           std::chrono::milliseconds patience)
{
    const auto path = pathIn(directory);
    sockaddr_un address{};
    if (!fillAddress(path, address))
        return fail(Fault::Unavailable, "The path " + path + " is too long for a socket (at most 107 bytes).");
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // The caller holds the directory's lock, so whatever lies there belongs to a server that is gone.
    ::unlink(path.c_str());
    const auto mask = ::umask(0177);
    const int bound = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::umask(mask);
    if (socket.get() < 0 || bound != 0 || ::listen(socket.get(), 8) != 0)
        return fail(Fault::Unavailable, "The socket " + path + " cannot be made: " + std::strerror(errno) + ".");
    return std::unique_ptr<ControlSocket>(new ControlSocket(socket.release(), path, std::move(handler), patience));
}

ControlSocket::ControlSocket(int socket, std::string path, Handler handler, std::chrono::milliseconds patience)
    : m_socket(socket), m_path(std::move(path)), m_handler(std::move(handler)), m_patience(patience)
{
    if (::pipe2(m_wake, O_CLOEXEC) != 0)
        m_wake[0] = m_wake[1] = -1;
    m_thread = std::thread([this] { serve(); });
}

ControlSocket::~ControlSocket()
{
    ::shutdown(m_socket, SHUT_RDWR);
    ::close(m_wake[1]);
    m_thread.join();
    ::close(m_wake[0]);
    ::close(m_socket);
    ::unlink(m_path.c_str());
}

void ControlSocket::serve()
{
    for (;;) {
        pollfd waiting[2] = {{m_socket, POLLIN, 0}, {m_wake[0], POLLIN, 0}};
        if (::poll(waiting, 2, -1) < 0 && errno == EINTR)
            continue;
        if (waiting[1].revents != 0)
            return;
        const Descriptor peer(::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC));
        if (peer.get() >= 0) {
            answer(peer.get());
        } else {
            // Out of descriptors, most likely: the next one waits until there are some again.
            pollfd ending{m_wake[0], POLLIN, 0};
            ::poll(&ending, 1, static_cast<int>(acceptPause.count()));
        }
    }
}

void ControlSocket::answer(int peer) const
{
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 || (who.uid != ::geteuid() && who.uid != 0))
        return;
    auto line = Line(peer, m_wake[0], m_patience).read();
    auto command = parseJson(line);
    wipe(line);
    const auto* object = command ? command->if_object() : nullptr;
    const auto reply = object ? m_handler(*object) : json::object{{"error", "The command is malformed."}};
    Line(peer, m_wake[0], m_patience).write(json::serialize(reply));
}

Result<json::object> sendControl(const std::string& directory, const json::object& command)
{
    const auto path = pathIn(directory);
    sockaddr_un address{};
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fillAddress(path, address)
        || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return fail(Fault::Unavailable, "No server listens at " + path + ".");
    const Line line(socket.get(), -1, answerPatience);
    if (!line.write(json::serialize(command)))
        return fail(Fault::Unavailable, "The server did not take the command.");
    auto reply = parseJson(line.read());
    if (!reply || !reply->is_object())
        return fail(Fault::Unavailable, "The server gave no answer to the command.");
    return std::move(reply->get_object());
}

} // namespace tokenhouse::server

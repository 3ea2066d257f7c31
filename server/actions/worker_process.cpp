#include "server/actions/worker_process.h"

#include "core/text.h"
#include "server/actions/script_wire.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tokenhouse::server {

namespace {

/// What a failed call says, for the log.
ScriptFault faultOf(wire::Kind kind)
{
    switch (kind) {
    case wire::Kind::Answer: return ScriptFault::None;
    case wire::Kind::InvalidResult: return ScriptFault::InvalidResult;
    case wire::Kind::TooLarge: return ScriptFault::TooLarge;
    case wire::Kind::Failed:
    case wire::Kind::Hello: break;
    }
    return ScriptFault::Failed;
}

} // namespace

WorkerProcess::WorkerProcess(const std::string& program, const ScriptLimits& limits) : m_limits(limits)
{
    std::array<int, 2> pair{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
        m_error = std::string("no socket: ") + std::strerror(errno);
        m_state = State::Dead;
        return;
    }
    m_socket = pair[0];
    ::fcntl(m_socket, F_SETFL, O_NONBLOCK);
    // Out of the way of the descriptors 0 to 3, which the child fills.
    const int far = ::fcntl(pair[1], F_DUPFD_CLOEXEC, 16);
    ::close(pair[1]);
    if (far < 0) {
        m_error = std::string("no descriptor: ") + std::strerror(errno);
        m_state = State::Dead;
        return;
    }
    spawn(program, far);
    ::close(far);
}

WorkerProcess::~WorkerProcess()
{
    kill();
    if (m_process > 0) {
        ::waitpid(m_process, nullptr, 0);
    }
    if (m_socket >= 0) {
        ::close(m_socket);
    }
}

void WorkerProcess::spawn(const std::string& program, int socket)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (const int standard : {0, 1, 2}) {
        posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", standard == 0 ? O_RDONLY : O_WRONLY, 0);
    }
    posix_spawn_file_actions_adddup2(&actions, socket, wire::channel);
    posix_spawn_file_actions_addclosefrom_np(&actions, wire::channel + 1);
    posix_spawn_file_actions_addchdir_np(&actions, "/");

    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

    std::string name = "tokenhouse-worker";
    auto parent = std::to_string(::getpid());
    auto memory = std::to_string(m_limits.memoryBytes);
    auto output = std::to_string(m_limits.outputBytes);
    std::array<char*, 5> arguments{name.data(), parent.data(), memory.data(), output.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    const int fault =
        ::posix_spawn(&m_process, program.c_str(), &actions, &attributes, arguments.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (fault != 0) {
        m_process = -1;
        m_error = "cannot start " + displaySafe(program) + ": " + std::strerror(fault);
        m_state = State::Dead;
    }
}

bool WorkerProcess::begin(ScriptJob& job)
{
    std::swap(m_job, job);
    m_sent = 0;
    m_since = Clock::now();
    m_answer = {};
    m_state = State::Busy;
    if (!flush()) {
        std::swap(m_job, job);
        m_state = State::Dead;
        return false;
    }
    return true;
}

bool WorkerProcess::flush()
{
    while (m_sent < m_job.frame.size()) {
        const auto count = ::send(m_socket, m_job.frame.data() + m_sent, m_job.frame.size() - m_sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return errno == EAGAIN;
        }
        m_sent += static_cast<std::size_t>(count);
    }
    m_job.frame = {};
    m_sent = 0;
    return true;
}

WorkerProcess::Event WorkerProcess::receive()
{
    std::array<char, 64 * 1024> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled before it is read
    for (;;) {
        const auto count = ::recv(m_socket, buffer.data(), buffer.size(), 0);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0 && errno == EAGAIN) {
            return Event::Nothing;
        }
        if (count <= 0) {
            m_error = "the worker ended";
            return Event::Broken;
        }
        if (m_state == State::Idle) {
            m_error = "the worker spoke without being asked";
            return Event::Broken;
        }
        m_input.append(buffer.data(), static_cast<std::size_t>(count));
        if (const auto event = decode(); event != Event::Nothing) {
            return event;
        }
    }
}

WorkerProcess::Event WorkerProcess::decode()
{
    std::uint32_t size = 0;
    if (m_input.size() < sizeof size) {
        return Event::Nothing;
    }
    std::memcpy(&size, m_input.data(), sizeof size);
    if (size > m_limits.outputBytes + wire::frameSlack || m_input.size() > sizeof size + size) {
        m_error = "the worker sent more than it may";
        return Event::Broken;
    }
    if (m_input.size() < sizeof size + size) {
        return Event::Nothing;
    }
    wire::Reader reader(std::string_view(m_input).substr(sizeof size));
    const auto kind = static_cast<wire::Kind>(reader.byte());
    if (m_state == State::Starting) {
        const bool good = kind == wire::Kind::Hello && reader.finished();
        m_input = {};
        m_error = good ? "" : "the worker did not greet";
        return good ? Event::Ready : Event::Broken;
    }
    const auto flags = reader.byte();
    m_answer.fault = faultOf(kind);
    m_answer.status = static_cast<int>(reader.number());
    m_answer.isBytes = (flags & wire::flagBytes) != 0;
    m_isLeaving = (flags & wire::flagLeaving) != 0;
    const auto headers = reader.number();
    for (std::uint32_t i = 0; i < headers && headers <= wire::headerMaximum && reader.ok(); ++i) {
        std::string name(reader.text());
        m_answer.headers.emplace_back(std::move(name), std::string(reader.text()));
    }
    const auto body = reader.text();
    if (!reader.finished() || kind == wire::Kind::Hello || kind > wire::Kind::TooLarge) {
        m_error = "the worker's answer makes no sense";
        return Event::Broken;
    }
    (m_answer.fault == ScriptFault::None ? m_answer.body : m_answer.faultDetail) = body;
    m_answer.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - m_since);
    m_input.clear();
    if (m_input.capacity() > 1u << 20) {
        m_input.shrink_to_fit();
    }
    return Event::Answered;
}

void WorkerProcess::setIdle()
{
    m_state = State::Idle;
    m_since = Clock::now();
    m_job = {};
}

void WorkerProcess::kill()
{
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
    }
    m_state = State::Dead;
}

bool WorkerProcess::reap()
{
    if (m_process > 0) {
        const auto result = ::waitpid(m_process, nullptr, WNOHANG);
        if (result == 0 || (result < 0 && errno == EINTR)) {
            return false;
        }
        m_process = -1;
    }
    return true;
}

std::size_t WorkerProcess::residentBytes() const
{
    std::size_t pages = 0;
    const auto path = "/proc/" + std::to_string(m_process) + "/statm";
    if (auto* file = std::fopen(path.c_str(), "re")) {
        if (std::fscanf(file, "%*s %zu", &pages) != 1) {
            pages = 0;
        }
        std::fclose(file);
    }
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace tokenhouse::server

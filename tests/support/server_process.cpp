#include "tests/support/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

#include "core/json.h"

namespace tokenhouse::tests {

namespace {

constexpr int patience = 60'000; // ms without a byte; machines that build at the same time are slow

struct Pipe {
    int read = -1;
    int write = -1;
    Pipe()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        read = ends[0];
        write = ends[1];
    }
};

void closeEnd(int& fd)
{
    if (fd >= 0)
        ::close(fd);
    fd = -1;
}

} // namespace

struct ServerProcess::Impl {
    pid_t pid = -1;
    int input = -1;
    int output = -1;
    int errors = -1;
    std::string out;
    std::string err;
    std::string api;
    std::string endpoint;
    std::string fingerprint;

    Impl(const std::string& program, const std::vector<std::string>& arguments)
    {
        ::signal(SIGPIPE, SIG_IGN);
        Pipe in;
        Pipe toOut;
        Pipe toErr;
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, toOut.write, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, toErr.write, STDERR_FILENO);
        std::vector<char*> texts{const_cast<char*>(program.c_str())};
        for (const auto& one : arguments)
            texts.push_back(const_cast<char*>(one.c_str()));
        texts.push_back(nullptr);
        const auto error = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, texts.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        closeEnd(in.read);
        closeEnd(toOut.write);
        closeEnd(toErr.write);
        input = in.write;
        output = toOut.read;
        errors = toErr.read;
        if (error != 0) {
            pid = -1;
            throw std::runtime_error("cannot start " + program + ": " + std::strerror(error));
        }
    }

    ~Impl()
    {
        if (pid > 0) {
            ::kill(pid, SIGKILL);
            int status = 0;
            ::waitpid(pid, &status, 0);
        }
        closeEnd(input);
        closeEnd(output);
        closeEnd(errors);
    }

    void write(const std::string& text)
    {
        std::size_t done = 0;
        while (done < text.size()) {
            const auto count = ::write(input, text.data() + done, text.size() - done);
            if (count <= 0)
                return;
            done += static_cast<std::size_t>(count);
        }
    }

    /// Reads both outputs until `enough` says so or both ended; false when nothing came for too long.
    template <class Enough>
    bool read(const Enough& enough)
    {
        while (!enough() && (output >= 0 || errors >= 0)) {
            std::array<pollfd, 2> places{pollfd{output, POLLIN, 0}, pollfd{errors, POLLIN, 0}};
            const auto ready = ::poll(places.data(), places.size(), patience);
            if (ready < 0 && errno == EINTR)
                continue;
            if (ready <= 0)
                return false;
            take(places[0], output, out);
            take(places[1], errors, err);
        }
        return true;
    }

    static void take(const pollfd& place, int& fd, std::string& text)
    {
        if (place.revents == 0 || fd < 0)
            return;
        std::array<char, 65536> buffer{};
        const auto count = ::read(fd, buffer.data(), buffer.size());
        if (count <= 0)
            closeEnd(fd);
        else
            text.append(buffer.data(), static_cast<std::size_t>(count));
    }

    CommandResult wait()
    {
        const auto whole = read([] { return false; });
        if (!whole) {
            ::kill(pid, SIGKILL);
            err += "\n(said nothing for " + std::to_string(patience / 1000) + " s and was ended by the test)";
        }
        int status = 0;
        ::waitpid(pid, &status, 0);
        pid = -1;
        const auto code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return {code, out, err};
    }
};

CommandResult runProgram(const std::string& program, const std::vector<std::string>& arguments,
                         const std::string& input)
{
    return ServerProcess::run(program, arguments, input);
}

CommandResult runServerCommand(const std::vector<std::string>& arguments, const std::string& input)
{
    return runProgram(std::string(TOKENHOUSE_BIN) + "/tokenhoused", arguments, input);
}

CommandResult ServerProcess::run(const std::string& program, const std::vector<std::string>& arguments,
                                 const std::string& input)
{
    Impl process(program, arguments);
    process.write(input);
    closeEnd(process.input);
    return process.wait();
}

ServerProcess::ServerProcess(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
ServerProcess::~ServerProcess() = default;
ServerProcess::ServerProcess(ServerProcess&&) noexcept = default;
ServerProcess& ServerProcess::operator=(ServerProcess&&) noexcept = default;

ServerProcess ServerProcess::start(const std::vector<std::string>& arguments, const std::string& input)
{
    auto impl = std::make_unique<Impl>(std::string(TOKENHOUSE_BIN) + "/tokenhoused", arguments);
    impl->write(input);
    const auto& out = impl->out;
    impl->read([&out] { return out.find('\n') != std::string::npos; });
    const auto parsed = parseJson(out.substr(0, out.find('\n')));
    const auto* ready = parsed ? parsed->if_object() : nullptr;
    if (ready == nullptr || !ready->contains("ready"))
        throw std::runtime_error("tokenhoused did not become ready: " + impl->err);
    const auto text = [ready](const char* name) {
        const auto* value = ready->if_contains(name);
        return value == nullptr ? std::string() : std::string(value->as_string());
    };
    impl->api = text("api");
    impl->endpoint = text("endpoint");
    impl->fingerprint = text("fingerprint");
    return ServerProcess(std::move(impl));
}

ServerProcess ServerProcess::serve(const std::string& directory, const std::vector<std::string>& more)
{
    std::vector<std::string> arguments{"serve", "--data", directory};
    for (const auto* listener : {"--api", "--endpoint"}) {
        if (std::find(more.begin(), more.end(), listener) == more.end())
            arguments.insert(arguments.end(), {listener, "127.0.0.1:0"});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return start(arguments, {});
}

ServerProcess ServerProcess::local(const std::string& directory, const std::string& sessionToken)
{
    return start({"local", "--data", directory}, sessionToken + "\n");
}

const std::string& ServerProcess::api() const
{
    return m_impl->api;
}

const std::string& ServerProcess::endpoint() const
{
    return m_impl->endpoint;
}

const std::string& ServerProcess::fingerprint() const
{
    return m_impl->fingerprint;
}

pid_t ServerProcess::pid() const
{
    return m_impl->pid;
}

void ServerProcess::signal(int number)
{
    if (m_impl->pid > 0)
        ::kill(m_impl->pid, number);
}

void ServerProcess::closeInput()
{
    closeEnd(m_impl->input);
}

CommandResult ServerProcess::wait()
{
    return m_impl->wait();
}

CommandResult ServerProcess::stop()
{
    signal(SIGTERM);
    return m_impl->wait();
}

void ServerProcess::kill()
{
    signal(SIGKILL);
    m_impl->wait();
}

} // namespace tokenhouse::tests

#include "server/main/application.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "server/main/server_parts.h"

namespace tokenhouse::server {

namespace {

constexpr auto tickEvery = std::chrono::seconds(1);

sigset_t ourSignals()
{
    sigset_t set;
    sigemptyset(&set);
    for (const auto one : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, one);
    return set;
}

enum class Wake { Tick, Reload, End };

/// Waits for a signal, the end of standard input (`watchInput`), or the next tick.
Wake waitFor(int signals, bool watchInput, std::chrono::milliseconds atMost)
{
    std::array<pollfd, 2> places{pollfd{signals, POLLIN, 0}, pollfd{watchInput ? STDIN_FILENO : -1, POLLIN, 0}};
    const auto ready = ::poll(places.data(), places.size(), static_cast<int>(atMost.count()));
    if (ready <= 0)
        return Wake::Tick;
    if (places[0].revents != 0) {
        signalfd_siginfo info{};
        if (::read(signals, &info, sizeof info) != static_cast<ssize_t>(sizeof info))
            return Wake::Tick;
        return info.ssi_signo == SIGHUP ? Wake::Reload : Wake::End;
    }
    std::array<char, 256> ignored{};
    const auto count = ::read(STDIN_FILENO, ignored.data(), ignored.size());
    return count <= 0 ? Wake::End : Wake::Tick;
}

void run(ServerParts& parts, const ServeRequest& request, int signals)
{
    auto next = std::chrono::steady_clock::now() + tickEvery;
    while (true) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(next - std::chrono::steady_clock::now());
        const auto wake =
            waitFor(signals, request.localSession.has_value(), std::max(left, std::chrono::milliseconds(0)));
        if (wake == Wake::End)
            return;
        if (wake == Wake::Reload) {
            if (request.configurationFile.empty()) {
                parts.reload(request.configuration);
            } else if (const auto read = readConfiguration(request.configurationFile)) {
                parts.reload(*read);
            } else {
                std::fprintf(stderr, "%s\n", read.error().detail.c_str());
            }
        }
        if (std::chrono::steady_clock::now() >= next) {
            parts.tick();
            next = std::chrono::steady_clock::now() + tickEvery;
        }
    }
}

} // namespace

void blockSignals()
{
    const auto set = ourSignals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

int serve(Workspace workspace, ServeRequest request)
{
    try {
        ServerParts parts(std::move(workspace), request);
        if (const auto started = parts.start(request); !started) {
            std::fprintf(stderr, "%s\n", started.error().detail.c_str());
            return 1;
        }
        if (request.localSession)
            request.localSession->clear();
        std::printf("%s\n", parts.readyLine().c_str());
        std::fflush(stdout);
        const auto set = ourSignals();
        const auto signals = ::signalfd(-1, &set, SFD_CLOEXEC);
        run(parts, request, signals);
        ::close(signals);
        parts.stop();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}

} // namespace tokenhouse::server

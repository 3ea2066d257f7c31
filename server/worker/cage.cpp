#include "server/worker/cage.h"

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tokenhouse::worker {

namespace {

bool limit(__rlimit_resource what, rlim_t value)
{
    const rlimit both{value, value};
    return ::setrlimit(what, &both) == 0;
}

/// Private writable memory as RLIMIT_DATA counts it, address space that the engine only reserves included.
std::size_t dataBytes()
{
    std::size_t pages = 0;
    if (auto* file = std::fopen("/proc/self/statm", "re")) {
        if (std::fscanf(file, "%*s %*s %*s %*s %*s %zu", &pages) != 1) {
            pages = 0;
        }
        std::fclose(file);
    }
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

bool enterCage(long parent)
{
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) {
        return false;
    }
    return ::getppid() == parent && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0);
}

bool closeCage(std::size_t memoryBytes)
{
    const auto taken = dataBytes();
    // RLIMIT_NPROC counts all processes of the user: 0 refuses every fork and thread from here on (not to root).
    return taken != 0 && limit(RLIMIT_DATA, taken + memoryBytes) && limit(RLIMIT_NOFILE, 8) && limit(RLIMIT_NPROC, 0);
}

void allowProcessorTime(std::chrono::milliseconds time)
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = used.ru_utime.tv_sec + used.ru_stime.tv_sec + time.count() / 1000 + 2;
    const rlimit both{static_cast<rlim_t>(seconds), RLIM_INFINITY};
    ::setrlimit(RLIMIT_CPU, &both);
}

std::size_t peakMemory()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<std::size_t>(used.ru_maxrss) * 1024;
}

} // namespace tokenhouse::worker

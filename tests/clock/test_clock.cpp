// The calls that ask for the system's time, moved by the seconds that stand in the file TEST_CLOCK_FILE (eight bytes,
// mapped, so that a change of the test counts at once). The monotonic clock goes on as it is.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <ctime>

namespace {

std::atomic<long>* mapped()
{
    static std::atomic<long> none{0};
    const char* path = std::getenv("TEST_CLOCK_FILE");
    const int file = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return &none;
    void* place = ::mmap(nullptr, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    return place == MAP_FAILED ? &none : static_cast<std::atomic<long>*>(place);
}

long offset()
{
    static std::atomic<long>* const place = mapped();
    return place->load(std::memory_order_relaxed);
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time)
{
    const auto result = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += offset();
    return result;
}

int gettimeofday(timeval* time, void*)
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t* place)
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (place != nullptr)
        *place = now.tv_sec;
    return now.tv_sec;
}
}

#include "server/store/directory_lock.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace tokenhouse::server {

namespace {

constexpr std::chrono::milliseconds lookEvery{20};

/// flock() itself cannot wait for a while only. False with errno.
bool lockWithin(int file, std::chrono::milliseconds patience)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK || std::chrono::steady_clock::now() >= end)
            return false;
        std::this_thread::sleep_for(lookEvery);
    }
    return true;
}

} // namespace

Result<DirectoryLock> DirectoryLock::take(const std::string& directory, std::chrono::milliseconds patience)
{
    const auto path = directory + "/lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return fail(Fault::Unavailable, "Cannot open " + path + ": " + std::strerror(errno) + ".");
    if (!lockWithin(file, patience)) {
        const bool held = errno == EWOULDBLOCK;
        const std::string why = std::strerror(errno);
        ::close(file);
        if (held) {
            return fail(Fault::Unavailable,
                        "Another process works on " + directory + ". Stop it first, or choose another directory.");
        }
        return fail(Fault::Unavailable, "Cannot lock " + path + ": " + why + ".");
    }
    char state = 'c';
    const auto got = ::pread(file, &state, 1, 0);
    const bool inOrder = got <= 0 || state == 'c';
    if (::pwrite(file, "r", 1, 0) != 1 || ::fdatasync(file) != 0) {
        const std::string why = std::strerror(errno);
        ::close(file);
        return fail(Fault::Unavailable, "Cannot write " + path + ": " + why + ".");
    }
    return DirectoryLock(file, inOrder);
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept
    : m_file(std::exchange(other.m_file, -1)), m_lastEndedInOrder(other.m_lastEndedInOrder)
{}

DirectoryLock& DirectoryLock::operator=(DirectoryLock&& other) noexcept
{
    std::swap(m_file, other.m_file);
    std::swap(m_lastEndedInOrder, other.m_lastEndedInOrder);
    return *this;
}

DirectoryLock::~DirectoryLock()
{
    if (m_file >= 0)
        ::close(m_file);
}

void DirectoryLock::markEndedInOrder()
{
    // A marker that could not be written only costs a check at the next start.
    if (m_file >= 0 && ::pwrite(m_file, "c", 1, 0) == 1)
        ::fdatasync(m_file);
}

} // namespace tokenhouse::server

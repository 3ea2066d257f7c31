#pragma once

#include <cstddef>
#include <memory>
#include <mutex>

namespace tokenhouse::server {

/// A lock for data that is read on every call and changed now and then. Each reading thread has a seat, a mutex that
/// no other reader touches, so that readers never wait for each other; who changes takes all seats. A reader that
/// begins after a change ended sees it.
class ReadersLock {
public:
    explicit ReadersLock(std::size_t seats) : m_count(seats), m_seats(std::make_unique<Seat[]>(seats)) {}
    std::size_t seats() const { return m_count; }

    /// Short: never across a wait.
    [[nodiscard]] std::unique_lock<std::mutex> read(std::size_t seat) { return std::unique_lock(m_seats[seat].mutex); }

    class Change {
    public:
        explicit Change(ReadersLock& lock) : m_lock(lock)
        {
            // The last seat first: it may be held for longer than a call's, and nobody waits for it meanwhile.
            for (std::size_t i = m_lock.m_count; i-- > 0;) {
                m_lock.m_seats[i].mutex.lock();
            }
        }
        ~Change()
        {
            for (std::size_t i = 0; i < m_lock.m_count; ++i) {
                m_lock.m_seats[i].mutex.unlock();
            }
        }
        Change(const Change&) = delete;
        Change& operator=(const Change&) = delete;

    private:
        ReadersLock& m_lock;
    };

private:
    struct alignas(64) Seat {
        std::mutex mutex;
    };
    std::size_t m_count;
    std::unique_ptr<Seat[]> m_seats;
};

} // namespace tokenhouse::server

#include "server/actions/worker_pool.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace tokenhouse::server {

using namespace std::chrono_literals;
using State = WorkerProcess::State;

namespace {

constexpr auto startLimit = 20s;
constexpr unsigned startsTried = 3; ///< in a row, before calls are told that there is no worker
constexpr auto look = 100ms;        ///< how often limits are looked at while there is work
constexpr auto lookAfterWork = 1s;  ///< and for how long after it, so that steady work never has to wake the thread

ScriptAnswer failure(ScriptFault fault, std::string detail)
{
    ScriptAnswer answer;
    answer.fault = fault;
    answer.faultDetail = std::move(detail);
    return answer;
}

ScriptLimits completed(ScriptLimits limits)
{
    if (limits.parallel == 0) {
        limits.parallel = std::max(4u, std::thread::hardware_concurrency());
    }
    return limits;
}

} // namespace

WorkerPool::WorkerPool(std::string program, ScriptLimits limits)
    : m_program(std::move(program)),
      m_limits(completed(limits)),
      m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (m_epoll < 0 || m_wake < 0) {
        throw std::runtime_error("No file descriptors are left to watch script workers with.");
    }
    epoll_event event{EPOLLIN, {.ptr = nullptr}};
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wake, &event);
    m_thread = std::thread([this] { run(); });
}

WorkerPool::~WorkerPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
        wake();
    }
    m_thread.join();
    ::close(m_epoll);
    ::close(m_wake);
}

void WorkerPool::submit(ScriptJob job)
{
    ScriptAnswer refused;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isAsleep) {
            wake();
        }
        m_lastWork = Clock::now();
        const auto idle = std::ranges::find_if(m_workers, [](const auto& one) { return one->state() == State::Idle; });
        if (m_isEnding) {
            refused = failure(ScriptFault::NoWorker, "the server stops");
        } else if (idle != m_workers.end() && m_queue.empty() && (*idle)->begin(job)) {
            if ((*idle)->hasMoreToSend()) {
                watch(**idle, false);
            }
            if (m_workers.size() < m_limits.parallel && count(State::Idle) + count(State::Starting) == 0) {
                wake(); // the next call should find one ready
            }
            return;
        } else if (isUnreachable()) {
            refused = failure(ScriptFault::NoWorker, m_startError);
        } else if (m_queue.size() >= m_limits.queue) {
            refused = failure(ScriptFault::Busy, "the queue of script calls is full");
        } else {
            m_queue.push_back(std::move(job));
            if (count(State::Starting) == 0 && m_workers.size() < m_limits.parallel) {
                wake();
            }
            return;
        }
    }
    job.done(std::move(refused));
}

void WorkerPool::run()
{
    std::array<epoll_event, 64> events{};
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        const auto now = Clock::now();
        enforceLimits(now);
        assign();
        fillUp(now);
        auto finished = std::exchange(m_finished, {});
        if (!finished.empty()) {
            lock.unlock();
            for (auto& [done, answer] : finished) {
                done(std::move(answer));
            }
            lock.lock();
            continue;
        }
        const int timeout = pause(now);
        m_isAsleep = timeout < 0;
        lock.unlock();
        const int ready = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), timeout);
        lock.lock();
        m_isAsleep = false;
        for (int i = 0; i < ready; ++i) {
            const auto& event = events[static_cast<std::size_t>(i)];
            if (event.data.ptr == nullptr) {
                std::uint64_t drained = 0;
                [[maybe_unused]] const auto bytes = ::read(m_wake, &drained, sizeof drained);
                continue;
            }
            handle(*static_cast<WorkerProcess*>(event.data.ptr), (event.events & ~static_cast<unsigned>(EPOLLOUT)) != 0,
                   (event.events & EPOLLOUT) != 0);
        }
    }
    for (auto& worker : m_workers) {
        if (worker->state() == State::Busy) {
            m_finished.push_back({worker->takeDone(), failure(ScriptFault::NoWorker, "the server stops")});
        }
    }
    for (auto& job : m_queue) {
        m_finished.push_back({std::move(job.done), failure(ScriptFault::NoWorker, "the server stops")});
    }
    m_workers.clear();
    m_dead.clear();
    m_queue.clear();
    const auto finished = std::exchange(m_finished, {});
    lock.unlock();
    for (const auto& [done, answer] : finished) {
        done(answer);
    }
}

void WorkerPool::wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto bytes = ::write(m_wake, &one, sizeof one);
}

/// Milliseconds until the next look, -1 for as long as nothing happens. Rounded up, so that a limit has passed then.
int WorkerPool::pause(Clock::time_point now)
{
    auto until = Clock::time_point::max();
    if (count(State::Busy) > 0 || !m_dead.empty() || now - m_lastWork < lookAfterWork) {
        until = now + look;
    }
    for (const auto& worker : m_workers) {
        if (worker->state() == State::Busy) {
            until = std::min(until, worker->since() + m_limits.time);
        } else if (worker->state() == State::Starting) {
            until = std::min(until, worker->since() + startLimit);
        }
    }
    if (m_workers.empty()) {
        until = std::min(until, std::max(m_noStartBefore, now));
    }
    if (until == Clock::time_point::max()) {
        return -1;
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(wait, 0, 60'000));
}

void WorkerPool::handle(WorkerProcess& worker, bool readable, bool writable)
{
    if (worker.state() == State::Dead) {
        return; // retired by an earlier event of the same batch
    }
    if (writable && worker.state() == State::Busy) {
        if (!worker.flush()) {
            retire(worker, ScriptFault::Failed, "the worker ended while it was told what to do");
            return;
        }
        if (!worker.hasMoreToSend()) {
            watch(worker, false);
        }
    }
    if (!readable) {
        return;
    }
    switch (worker.receive()) {
    case WorkerProcess::Event::Nothing: break;
    case WorkerProcess::Event::Ready:
        m_failedStarts = 0;
        worker.setIdle();
        break;
    case WorkerProcess::Event::Answered:
        m_finished.push_back({worker.takeDone(), worker.takeAnswer()});
        if (worker.isLeaving()) {
            retire(worker, ScriptFault::None, {});
        } else {
            worker.setIdle();
        }
        break;
    case WorkerProcess::Event::Broken: {
        if (worker.state() == State::Starting) {
            ++m_failedStarts;
            m_startError = worker.error();
        }
        const auto detail = worker.error(); // retire() ends the worker that holds it
        retire(worker, ScriptFault::Failed, detail);
        break;
    }
    }
}

/// Kills what runs past its time or memory, and takes the dead off the system's table.
void WorkerPool::enforceLimits(Clock::time_point now)
{
    std::erase_if(m_dead, [](const Worker& worker) { return worker->reap(); });
    const bool lookAtMemory = now - m_lastLook >= look;
    if (lookAtMemory) {
        m_lastLook = now;
    }
    // The engine's fixed parts come on top of what a script may take.
    const auto memoryBound = m_limits.memoryBytes + (128u << 20);
    for (std::size_t i = m_workers.size(); i-- > 0;) {
        auto& worker = *m_workers[i];
        const auto age = now - worker.since();
        if (worker.state() == State::Busy && age >= m_limits.time) {
            retire(worker, ScriptFault::Failed, "the script ran past its time");
        } else if (worker.state() == State::Busy && lookAtMemory && age >= look
                   && worker.residentBytes() > memoryBound) {
            retire(worker, ScriptFault::Failed, "the script took more memory than it may");
        } else if (worker.state() == State::Starting && age >= startLimit) {
            ++m_failedStarts;
            m_startError = "the worker does not come up";
            retire(worker, ScriptFault::Failed, {});
        } else if (worker.state() == State::Dead) {
            retire(worker, ScriptFault::Failed, "the worker was gone");
        }
    }
}

/// Keeps one worker ready beyond those that work, and as many as calls wait, up to the bound.
void WorkerPool::fillUp(Clock::time_point now)
{
    if (isUnreachable()) {
        for (auto& job : std::exchange(m_queue, {})) {
            m_finished.push_back({std::move(job.done), failure(ScriptFault::NoWorker, m_startError)});
        }
    }
    const auto wanted = std::max<std::size_t>(1, m_queue.size());
    while (now >= m_noStartBefore && m_workers.size() < m_limits.parallel
           && count(State::Idle) + count(State::Starting) < wanted) {
        auto worker = std::make_unique<WorkerProcess>(m_program, m_limits);
        if (worker->state() == State::Dead) {
            ++m_failedStarts;
            m_startError = worker->error();
        } else {
            watch(*worker, true);
            m_workers.push_back(std::move(worker));
        }
        if (m_failedStarts > 0) {
            m_noStartBefore = now + std::min<Clock::duration>(100ms * (1u << std::min(m_failedStarts, 6u)), 5s);
        }
    }
}

void WorkerPool::assign()
{
    for (auto& worker : m_workers) {
        while (!m_queue.empty() && worker->state() == State::Idle) {
            if (worker->begin(m_queue.front())) {
                m_queue.pop_front();
                if (worker->hasMoreToSend()) {
                    watch(*worker, false);
                }
            }
        }
    }
}

void WorkerPool::watch(const WorkerProcess& worker, bool add)
{
    epoll_event event{};
    event.events = EPOLLIN | (worker.hasMoreToSend() ? EPOLLOUT : 0u);
    event.data.ptr = const_cast<WorkerProcess*>(&worker);
    ::epoll_ctl(m_epoll, add ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, worker.descriptor(), &event);
}

/// Takes a worker out: what it was doing has failed, nothing else has.
void WorkerPool::retire(WorkerProcess& worker, ScriptFault fault, const std::string& detail)
{
    if (auto done = worker.takeDone(); done) {
        m_finished.push_back({std::move(done), failure(fault, detail)});
    }
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, worker.descriptor(), nullptr);
    worker.kill();
    const auto found = std::ranges::find_if(m_workers, [&](const auto& one) { return one.get() == &worker; });
    if (found != m_workers.end()) {
        m_dead.push_back(std::move(*found));
        m_workers.erase(found);
    }
}

bool WorkerPool::isUnreachable() const
{
    return m_workers.empty() && m_failedStarts >= startsTried;
}

std::size_t WorkerPool::count(State state) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_workers, [&](const auto& one) { return one->state() == state; }));
}

} // namespace tokenhouse::server

#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/actions/worker_process.h"

namespace tokenhouse::server {

/// Keeps workers ready and hands calls to them. One thread of its own starts, watches and ends the processes; a call
/// goes to an idle worker straight from the caller's thread. Thread-safe.
class WorkerPool {
public:
    WorkerPool(std::string program, ScriptLimits limits);
    ~WorkerPool(); ///< ends the workers; calls under way fail with NoWorker

    /// Busy or NoWorker at once (`done` is called from here), else `done` from the pool's thread.
    void submit(ScriptJob job);

private:
    using Clock = WorkerProcess::Clock;
    using Worker = std::unique_ptr<WorkerProcess>;
    struct Finished {
        std::function<void(ScriptAnswer)> done;
        ScriptAnswer answer;
    };

    void run();
    void wake();
    int pause(Clock::time_point now);
    void handle(WorkerProcess& worker, bool readable, bool writable);
    void enforceLimits(Clock::time_point now);
    void fillUp(Clock::time_point now);
    void assign();
    void watch(const WorkerProcess& worker, bool add);
    void retire(WorkerProcess& worker, ScriptFault fault, const std::string& detail);
    bool isUnreachable() const;
    std::size_t count(WorkerProcess::State state) const;

    const std::string m_program;
    const ScriptLimits m_limits;
    int m_epoll = -1;
    int m_wake = -1;

    std::mutex m_mutex;
    std::vector<Worker> m_workers;
    std::vector<Worker> m_dead; ///< killed, not yet reaped
    std::deque<ScriptJob> m_queue;
    std::vector<Finished> m_finished; ///< to be told once the lock is gone
    Clock::time_point m_lastWork{};
    Clock::time_point m_lastLook{};
    Clock::time_point m_noStartBefore{};
    unsigned m_failedStarts = 0;
    std::string m_startError;
    bool m_isAsleep = false; ///< the thread waits without a time
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace tokenhouse::server

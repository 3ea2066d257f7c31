#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <sys/types.h>

#include "server/actions/script_runner.h"

namespace tokenhouse::server {

/// A call on its way to a worker.
struct ScriptJob {
    std::string frame;
    std::function<void(ScriptAnswer)> done;
};

/// One worker process and the socket to it. Not thread-safe: the pool's lock guards it.
class WorkerProcess {
public:
    using Clock = std::chrono::steady_clock;
    enum class State { Starting, Idle, Busy, Dead };

    /// Starts the program: session of its own, no environment, directory /, nothing open but its socket (descriptor 3)
    /// and /dev/null. It dies with the thread that calls this. Dead when it could not be started (why in error()).
    WorkerProcess(const std::string& program, const ScriptLimits& limits);
    ~WorkerProcess(); ///< kills; the process must have been reaped by then, or reap() is called once more

    State state() const { return m_state; }
    int descriptor() const { return m_socket; }
    pid_t process() const { return m_process; }
    Clock::time_point since() const { return m_since; }
    const std::string& error() const { return m_error; }

    /// Idle only. False when the process turned out to be dead; `job` is then untouched.
    bool begin(ScriptJob& job);
    /// Sends more of the frame. False when the process is gone.
    bool flush();
    bool hasMoreToSend() const { return m_sent < m_job.frame.size(); }

    enum class Event { Nothing, Ready, Answered, Broken };
    /// Reads what is there. Ready: it came up. Answered: answer() has it. Broken: it died or talks nonsense.
    Event receive();
    ScriptAnswer takeAnswer() { return std::move(m_answer); }
    std::function<void(ScriptAnswer)> takeDone() { return std::move(m_job.done); }
    bool isLeaving() const { return m_isLeaving; }
    void setIdle();

    void kill();
    /// True once the process has been taken off the system's table.
    bool reap();
    /// Resident memory now; 0 when the system does not tell.
    std::size_t residentBytes() const;

private:
    void spawn(const std::string& program, int socket);
    Event decode();

    const ScriptLimits& m_limits;
    State m_state = State::Starting;
    pid_t m_process = -1;
    int m_socket = -1;
    Clock::time_point m_since = Clock::now();
    std::string m_error;
    ScriptJob m_job;
    std::size_t m_sent = 0;
    std::string m_input;
    ScriptAnswer m_answer;
    bool m_isLeaving = false;
};

} // namespace tokenhouse::server

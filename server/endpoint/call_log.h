#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/uuid.h"
#include "server/endpoint/endpoint.h"

namespace tokenhouse::server {

/// What a request's line says. Nothing that the caller chose but for the method, and that only if it is a known one.
struct CallLine {
    std::string_view correlationId;
    std::string_view method;
    std::string_view route; ///< the template of the definition; empty = none
    std::string_view peer;
    Uuid token;
    Uuid definition;
    int status = 0;
    int errorCode = 0;
    std::chrono::microseconds duration{};
    std::string_view detail; ///< for the operator: what the caller is not told of an exception or a script's fault
};

/// Writes the two logs on a thread of its own. Lines past the bound of a second are not even made: only counted.
class CallLog {
public:
    CallLog(EndpointLogs logs, std::size_t linesPerSecond);
    ~CallLog(); ///< writes what is waiting

    void request(const CallLine& line);
    void framing(int status, const std::string& detail);
    void triggerStart(const CallLine& line, std::string_view script);
    void triggerEnd(const CallLine& line, std::string_view script, std::string_view outcome);

private:
    enum class Which : std::uint8_t { Endpoint, Manager };
    enum class Level : std::uint8_t { Info, Warning, Error };
    struct Entry {
        Which which = Which::Endpoint;
        Level level = Level::Info;
        std::string text;
    };

    bool admit();
    void push(Entry entry);
    void run();
    void write(const Entry& entry);
    void tellLeftOut();

    const EndpointLogs m_logs;
    const std::size_t m_linesPerSecond;
    std::atomic<std::int64_t> m_second{0};
    std::atomic<std::size_t> m_linesOfSecond{0};
    std::atomic<std::uint64_t> m_leftOut{0};

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Entry> m_queue;
    std::uint64_t m_lost = 0;      ///< the queue was full
    std::int64_t m_toldSecond = 0; ///< the thread's own
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace tokenhouse::server

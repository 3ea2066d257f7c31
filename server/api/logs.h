#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/result.h"

namespace spdlog {
class logger;
}

namespace tokenhouse::server {

struct LogOptions {
    std::string directory;
    std::string level = "info";   ///< trace debug info warning error critical off
    std::size_t bytes = 5u << 20; ///< of one file
    std::size_t files = 3;        ///< kept of each log, the present one among them
};

struct LogLine {
    std::string time; ///< RFC 3339
    std::string level;
    std::string text;
};

/// Lines at `level` or above that contain `text` (any case); empty = all.
class LogFilter {
public:
    LogFilter(std::string_view level, std::string_view text);
    bool passes(const LogLine& line) const;

private:
    std::size_t m_rank;
    std::string m_key;
};

/// The two rotating logs of domain.md section 3: DIR/endpoint.log and DIR/manager.log, one line an entry. Text from
/// outside goes in through core's displaySafe() only. A log that cannot be written never stops the server.
class Logs {
public:
    /// Throws std::runtime_error with a sentence.
    explicit Logs(const LogOptions& options);
    ~Logs();

    const std::shared_ptr<spdlog::logger>& endpoint() const;
    const std::shared_ptr<spdlog::logger>& manager() const;
    /// Down to the files; gives up after a second where a disk hangs.
    void flush();
    void setLevel(const std::string& level);

    /// One line of a change in the manager's log, written later on a thread of the log.
    void write(const Event& event);

    static bool isLevel(std::string_view text);
    /// The last `limit` lines of "endpoint" or "manager" at `level` or above that contain `text` (any case), oldest
    /// first.
    Result<std::vector<LogLine>> read(std::string_view log, std::string_view level, std::string_view text,
                                      std::size_t limit);

    /// `listener` gets each new line, on whatever thread writes it, until the handle is gone.
    using Listener = std::function<void(const LogLine&)>;
    std::shared_ptr<void> follow(std::string_view log, Listener listener);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tokenhouse::server

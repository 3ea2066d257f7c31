#include "server/api/logs.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>

#include "core/text.h"

namespace tokenhouse::server {

namespace {

constexpr std::array<std::string_view, 7> levels{"trace", "debug", "info", "warning", "error", "critical", "off"};
constexpr std::size_t lineMaximum = 16 * 1024;

std::size_t rank(std::string_view level)
{
    const auto found = std::ranges::find(levels, level);
    return found == levels.end() ? 2 : static_cast<std::size_t>(found - levels.begin());
}

std::unique_ptr<spdlog::formatter> formatter()
{
    return std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
}

std::optional<LogLine> parseLine(std::string_view text)
{
    const auto first = text.find(' ');
    const auto second = first == std::string_view::npos ? first : text.find(' ', first + 1);
    if (second == std::string_view::npos || first != 24)
        return std::nullopt;
    const auto level = text.substr(first + 1, second - first - 1);
    if (std::ranges::find(levels, level) == levels.end())
        return std::nullopt;
    return LogLine{std::string(text.substr(0, first)), std::string(level), std::string(text.substr(second + 1))};
}

/// Hands lines on to those who follow the log.
class FollowSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    std::shared_ptr<void> add(Logs::Listener listener)
    {
        auto handle = std::make_shared<Logs::Listener>(std::move(listener));
        const std::lock_guard lock(mutex_);
        m_listeners.push_back(handle);
        return handle;
    }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        if (m_listeners.empty())
            return;
        spdlog::memory_buf_t buffer;
        formatter_->format(message, buffer);
        std::string_view text(buffer.data(), buffer.size());
        while (text.ends_with('\n'))
            text.remove_suffix(1);
        const auto line = parseLine(text);
        std::erase_if(m_listeners, [](const auto& one) { return one.expired(); });
        if (!line)
            return;
        for (const auto& one : m_listeners) {
            if (const auto listener = one.lock())
                (*listener)(*line);
        }
    }
    void flush_() override {}

private:
    std::vector<std::weak_ptr<Logs::Listener>> m_listeners;
};

struct OneLog {
    std::shared_ptr<spdlog::logger> logger;
    std::shared_ptr<FollowSink> follow;
    std::shared_ptr<std::atomic<std::uint64_t>> lost = std::make_shared<std::atomic<std::uint64_t>>(0);
    std::string path;

    void flush()
    {
        logger->flush();
        if (lost->load() == 0 || !endTornLine())
            return;
        logger->warn("the log could not be written failures={}", lost->exchange(0));
        logger->flush();
    }

private:
    /// What was written last may be half a line: the next one shall begin on its own. False while the disk is full.
    bool endTornLine() const
    {
        const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
        const auto done = file >= 0 && ::write(file, "\n", 1) == 1;
        if (file >= 0)
            ::close(file);
        return done;
    }
};

OneLog makeLog(const LogOptions& options, const std::string& name)
{
    OneLog log;
    log.path = options.directory + "/" + name + ".log";
    log.follow = std::make_shared<FollowSink>();
    try {
        auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(log.path, options.bytes, options.files - 1);
        log.logger = std::make_shared<spdlog::logger>(name, spdlog::sinks_init_list{std::move(file), log.follow});
    } catch (const spdlog::spdlog_ex&) {
        throw std::runtime_error("The log " + log.path
                                 + " cannot be written. Give the server a directory of its own in "
                                   "[log] directory.");
    }
    log.logger->set_formatter(formatter());
    log.logger->set_level(static_cast<spdlog::level::level_enum>(rank(options.level)));
    log.logger->flush_on(spdlog::level::warn);
    // A full disk is told by the changes that fail; the log says how much it lacks when it can be written again.
    log.logger->set_error_handler([lost = log.lost](const std::string&) { ++*lost; });
    return log;
}

/// Lines of changes on their way to the manager's log, written on a thread of its own: a disk that hangs under the log
/// holds up no change. Past the bound they are only counted.
class ChangeLines {
public:
    explicit ChangeLines(OneLog& log) : m_log(log), m_thread([this] { run(); }) {}
    ~ChangeLines()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isEnding = true;
        }
        m_changed.notify_all();
        m_thread.join();
    }
    ChangeLines(const ChangeLines&) = delete;
    ChangeLines& operator=(const ChangeLines&) = delete;

    void push(std::string text)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_waiting.size() >= maximum) {
                ++*m_log.lost;
                return;
            }
            m_waiting.push_back({spdlog::log_clock::now(), std::move(text)});
            ++m_pushed;
        }
        m_changed.notify_all();
    }
    /// Waits until what was pushed before is written; false where that takes too long.
    bool drain()
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, patience, [this, until = m_pushed] { return m_written >= until; });
    }

private:
    struct Line {
        spdlog::log_clock::time_point time;
        std::string text;
    };
    static constexpr std::size_t maximum = 10'000;
    static constexpr auto patience = std::chrono::seconds(1);

    void run()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_changed.wait(lock, [this] { return m_isEnding || !m_waiting.empty(); });
            if (m_waiting.empty())
                return;
            const auto lines = std::exchange(m_waiting, {});
            lock.unlock();
            for (const auto& line : lines)
                m_log.logger->log(line.time, {}, spdlog::level::info, line.text);
            lock.lock();
            m_written += lines.size();
            m_changed.notify_all();
        }
    }

    OneLog& m_log;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Line> m_waiting;
    std::uint64_t m_pushed = 0;
    std::uint64_t m_written = 0;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace

struct Logs::Impl {
    explicit Impl(const LogOptions& wanted)
        : options(wanted), endpoint(makeLog(options, "endpoint")), manager(makeLog(options, "manager"))
    {}

    LogOptions options;
    OneLog endpoint;
    OneLog manager;
    ChangeLines changes{manager};

    /// False while the manager's log hangs: its lock is held then.
    bool flush()
    {
        if (!changes.drain())
            return false;
        endpoint.flush();
        manager.flush();
        return true;
    }

    OneLog* find(std::string_view name)
    {
        if (name == "endpoint")
            return &endpoint;
        return name == "manager" ? &manager : nullptr;
    }
};

Logs::Logs(const LogOptions& options)
{
    std::error_code error;
    std::filesystem::create_directories(options.directory, error);
    if (error)
        throw std::runtime_error("The directory " + options.directory
                                 + " for the logs could not be made: " + error.message() + ".");
    m_impl = std::make_unique<Impl>(options);
}

Logs::~Logs() = default;

const std::shared_ptr<spdlog::logger>& Logs::endpoint() const
{
    return m_impl->endpoint.logger;
}

const std::shared_ptr<spdlog::logger>& Logs::manager() const
{
    return m_impl->manager.logger;
}

void Logs::flush()
{
    m_impl->flush();
}

void Logs::setLevel(const std::string& level)
{
    m_impl->endpoint.logger->set_level(static_cast<spdlog::level::level_enum>(rank(level)));
    m_impl->manager.logger->set_level(static_cast<spdlog::level::level_enum>(rank(level)));
}

void Logs::write(const Event& event)
{
    std::string fields;
    for (const auto& change : event.changes)
        fields += (fields.empty() ? "" : ",") + change.field;
    m_impl->changes.push(
        fmt::format("change sequence={} kind={} object={} name=\"{}\" user=\"{}\" address={} fields={} correlation={}",
                    event.sequence, event.kind, event.objectId.empty() ? "-" : displaySafe(elided(event.objectId, 64)),
                    displaySafe(elided(event.objectName, 300)), displaySafe(elided(event.user, 200)),
                    event.address.empty() ? "-" : displaySafe(event.address), fields.empty() ? "-" : fields,
                    event.correlationId.empty() ? "-" : displaySafe(elided(event.correlationId, 64))));
}

bool Logs::isLevel(std::string_view text)
{
    return std::ranges::find(levels, text) != levels.end();
}

LogFilter::LogFilter(std::string_view level, std::string_view text)
    : m_rank(level.empty() ? 0 : rank(level)), m_key(textKey(text))
{}

bool LogFilter::passes(const LogLine& line) const
{
    return rank(line.level) >= m_rank && (m_key.empty() || textKey(line.text).find(m_key) != std::string::npos);
}

Result<std::vector<LogLine>> Logs::read(std::string_view log, std::string_view level, std::string_view text,
                                        std::size_t limit)
{
    auto* one = m_impl->find(log);
    if (one == nullptr)
        return fail(Fault::NotFound, "There is no such log. There are endpoint and manager.");
    if (!m_impl->flush())
        return fail(Fault::Unavailable, "The log cannot be read: its disk does not answer.");
    const LogFilter filter(level, text);
    std::deque<LogLine> lines;
    for (auto number = m_impl->options.files; number-- > 0;) {
        const auto path =
            number == 0 ? one->path
                        : m_impl->options.directory + "/" + std::string(log) + "." + std::to_string(number) + ".log";
        std::ifstream file(path);
        std::string raw;
        while (std::getline(file, raw)) {
            auto line = raw.size() <= lineMaximum ? parseLine(raw) : std::nullopt;
            if (!line || !isValidUtf8(raw) || !filter.passes(*line))
                continue;
            lines.push_back(std::move(*line));
            if (lines.size() > limit)
                lines.pop_front();
        }
    }
    return std::vector<LogLine>(lines.begin(), lines.end());
}

std::shared_ptr<void> Logs::follow(std::string_view log, Listener listener)
{
    auto* one = m_impl->find(log);
    return one == nullptr ? nullptr : one->follow->add(std::move(listener));
}

} // namespace tokenhouse::server

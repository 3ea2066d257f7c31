#include "server/endpoint/call_log.h"

#include <spdlog/logger.h>

#include "core/method.h"
#include "core/text.h"

namespace tokenhouse::server {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t queueMaximum = 100'000;

std::string idOf(const Uuid& id)
{
    return id.isNil() ? "-" : id.text();
}

std::string inQuotes(std::string_view text)
{
    return '"' + displaySafe(text) + '"';
}

/// Milliseconds with three digits.
std::string millis(std::chrono::microseconds time)
{
    return fmt::format("{:.3f}", static_cast<double>(time.count()) / 1000);
}

} // namespace

CallLog::CallLog(EndpointLogs logs, std::size_t linesPerSecond)
    : m_logs(std::move(logs)), m_linesPerSecond(linesPerSecond), m_thread([this] { run(); })
{}

CallLog::~CallLog()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void CallLog::request(const CallLine& line)
{
    if (!admit()) {
        return;
    }
    const auto level = line.status >= 500 ? Level::Error : line.status >= 400 ? Level::Warning : Level::Info;
    const auto method = methodFromName(line.method) ? line.method : std::string_view("other");
    auto text =
        fmt::format("request correlation={} method={} route={} status={} error={} ms={} token={} definition={} peer={}",
                    line.correlationId, method, inQuotes(line.route), line.status, line.errorCode,
                    millis(line.duration), idOf(line.token), idOf(line.definition), line.peer);
    if (!line.detail.empty()) {
        text += " detail=" + inQuotes(elided(line.detail, 300));
    }
    push({Which::Endpoint, level, std::move(text)});
}

void CallLog::framing(int status, const std::string& detail)
{
    if (admit()) {
        push({Which::Endpoint, Level::Warning,
              fmt::format("malformed status={} detail={}", status, inQuotes(elided(detail, 200)))});
    }
}

void CallLog::triggerStart(const CallLine& line, std::string_view script)
{
    push({Which::Manager, Level::Info,
          fmt::format("trigger start correlation={} route={} script={} token={} definition={}", line.correlationId,
                      inQuotes(line.route), inQuotes(script), idOf(line.token), idOf(line.definition))});
}

void CallLog::triggerEnd(const CallLine& line, std::string_view script, std::string_view outcome)
{
    auto text = fmt::format("trigger end correlation={} route={} script={} outcome={} ms={} status={} token={}",
                            line.correlationId, inQuotes(line.route), inQuotes(script), outcome, millis(line.duration),
                            line.status, idOf(line.token));
    if (!line.detail.empty()) {
        text += " detail=" + inQuotes(elided(line.detail, 300));
    }
    push({Which::Manager, line.status >= 500 ? Level::Error : Level::Info, std::move(text)});
}

bool CallLog::admit()
{
    const auto second =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
    auto known = m_second.load(std::memory_order_relaxed);
    if (known != second && m_second.compare_exchange_strong(known, second, std::memory_order_relaxed)) {
        m_linesOfSecond.store(0, std::memory_order_relaxed);
    }
    // Read before it is raised: past the bound no thread writes the shared counter of lines any more.
    if (m_linesOfSecond.load(std::memory_order_relaxed) < m_linesPerSecond
        && m_linesOfSecond.fetch_add(1, std::memory_order_relaxed) < m_linesPerSecond) {
        return true;
    }
    m_leftOut.fetch_add(1, std::memory_order_relaxed);
    return false;
}

void CallLog::push(Entry entry)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.size() >= queueMaximum) {
            ++m_lost;
            return;
        }
        m_queue.push_back(std::move(entry));
        if (m_queue.size() > 1) {
            return; // the thread was told already
        }
    }
    m_changed.notify_one();
}

void CallLog::run()
{
    std::unique_lock lock(m_mutex);
    bool recent = false; // lines were written in the last round, so that some may have been left out since
    for (;;) {
        const auto hasWork = [this] { return m_isEnding || !m_queue.empty(); };
        if (recent) {
            m_changed.wait_for(lock, 1s, hasWork);
        } else {
            m_changed.wait(lock, hasWork);
        }
        const bool ending = m_isEnding;
        auto entries = std::exchange(m_queue, {});
        const auto lost = std::exchange(m_lost, 0);
        lock.unlock();
        for (const auto& entry : entries) {
            write(entry);
        }
        if (lost != 0) {
            write({Which::Manager, Level::Warning,
                   fmt::format("{} lines were lost: the log is slower than the calls", lost)});
        }
        recent = !entries.empty();
        if (!recent || ending) {
            tellLeftOut();
        }
        if (recent && m_second.load(std::memory_order_relaxed) != m_toldSecond) {
            m_toldSecond = m_second.load(std::memory_order_relaxed);
            tellLeftOut();
        }
        if (m_logs.endpoint) {
            m_logs.endpoint->flush();
        }
        if (m_logs.manager) {
            m_logs.manager->flush();
        }
        lock.lock();
        if (ending && m_queue.empty()) {
            return;
        }
    }
}

void CallLog::write(const Entry& entry)
{
    const auto& logger = entry.which == Which::Endpoint ? m_logs.endpoint : m_logs.manager;
    if (!logger) {
        return;
    }
    const auto level = entry.level == Level::Error     ? spdlog::level::err
                       : entry.level == Level::Warning ? spdlog::level::warn
                                                       : spdlog::level::info;
    logger->log(level, spdlog::string_view_t(entry.text));
}

void CallLog::tellLeftOut()
{
    if (const auto count = m_leftOut.exchange(0, std::memory_order_relaxed); count != 0) {
        write({Which::Endpoint, Level::Info,
               fmt::format("left out {} lines: more than {} a second", count, m_linesPerSecond)});
    }
}

} // namespace tokenhouse::server

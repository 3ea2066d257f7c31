#pragma once

#include "server/http/exchange.h"

#include <atomic>
#include <cstdint>
#include <mutex>

#include "server/endpoint/access_table.h"
#include "server/endpoint/call_log.h"
#include "server/endpoint/call_tally.h"
#include "server/endpoint/endpoint_fault.h"
#include "server/endpoint/refusal_counts.h"

namespace tokenhouse::server {

/// Lets answers of scripts reach calls that wait for them, until it is closed; a call may end before its script does.
class AnswerGate {
public:
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_isOpen = false;
    }
    template <class Deliver>
    void pass(const Deliver& deliver)
    {
        const std::lock_guard lock(m_mutex);
        if (m_isOpen) {
            deliver();
        }
    }

private:
    std::mutex m_mutex;
    bool m_isOpen = true;
};

/// Answers one call: judges it, runs the action, writes the log line. Stateless but for what all calls share.
class Calls {
public:
    Calls(const EndpointOptions& options, AccessTable& table, const KeyRing& keys, ScriptRunner& scripts,
          EndpointLogs logs, CallTally& tally);

    boost::asio::awaitable<void> handle(http::Exchange& exchange);
    http::Response framingAnswer(int status, const std::string& detail);
    void setReady(bool ready) { m_isReady.store(ready, std::memory_order_release); }
    bool isReady() const { return m_isReady.load(std::memory_order_acquire) && m_table.isLoaded(); }
    void closeGate() { m_gate->close(); }
    std::uint64_t requests() const { return m_requests.load(std::memory_order_relaxed); }
    RefusalCounts& refusals() { return m_refusals; }
    const RefusalCounts& refusals() const { return m_refusals; }

    /// To be called first by each thread that answers: its number, from 0.
    static void takeSeat(std::size_t number);

private:
    struct Call;
    struct Facts;
    EndpointFault judge(Call& call, const http::RequestHead& head) const;
    boost::asio::awaitable<http::Response> answer(http::Exchange& exchange, Call& call);
    boost::asio::awaitable<http::Response> runScript(const AutomationScript& script, Call& call, std::string body,
                                                     const http::RequestHead& head);
    http::Response scriptResponse(ScriptAnswer&& answer, Call& call) const;
    http::Response refuse(Call& call, EndpointFault fault) const;

    const EndpointOptions& m_options;
    AccessTable& m_table;
    const KeyRing& m_keys;
    ScriptRunner& m_scripts;
    CallLog m_log;
    CallTally& m_tally;
    std::shared_ptr<AnswerGate> m_gate = std::make_shared<AnswerGate>();
    std::atomic<bool> m_isReady{false};
    std::atomic<std::uint64_t> m_requests{0};
    RefusalCounts m_refusals;
};

} // namespace tokenhouse::server

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/store/sqlite/change_log.h"
#include "server/store/sqlite/database.h"
#include "server/store/sqlite/sqlite_transaction.h"
#include "server/store/sqlite/words.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// The one connection that commits and checkpoints, on a thread of its own. Changes that wait at the same time are
/// each done in a savepoint and become durable with one commit; then sinks hear of them, then their callers.
class Writer {
public:
    using Work = std::function<Result<void>(SqliteTransaction&)>;

    Writer(const std::string& path, ChangeLog& log);
    ~Writer(); ///< does what waits, then ends

    /// Blocks until durable or refused. Not from the writer's own thread (a sink).
    Result<void> change(Work work);
    void addSink(Store::Sink sink);
    ChainHead head() const;

private:
    struct Job {
        Work work;
        std::promise<Result<void>> done;
        Result<void> outcome{};
        Commit commit{};
    };

    void run();
    void runBatch(std::deque<Job>& batch);
    void doJob(Job& job, ChainHead& head, std::vector<std::int64_t>& rows);
    void publish(std::deque<Job>& batch);
    void rollBack(std::deque<Job>& batch, const Failure& failure);

    Database m_database;
    Words m_words;
    ChangeLog& m_log;
    std::int64_t m_version = 0;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_waiting;
    ChainHead m_head;
    std::vector<Store::Sink> m_sinks;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace tokenhouse::server

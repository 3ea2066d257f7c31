#include "server/store/sqlite/writer.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <utility>

#include "server/store/sqlite/rows.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

constexpr std::size_t groupMaximum = 256;

/// The change is kept already. A part of the server that did not hear of it would go on with what is no longer true,
/// a revoked token among it; started anew, all of them read what is kept.
void tell(const Store::Sink& sink, const Commit& commit)
{
    try {
        sink(commit);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "A change was kept, but the server could not take it up: %s. It ends; start it again.\n",
                     error.what());
        std::abort();
    }
}

} // namespace

Writer::Writer(const std::string& path, ChangeLog& log)
    : m_database(path, Database::Mode::Write), m_words(m_database), m_log(log)
{
    setUpWriter(m_database);
    m_head = readHead(m_database);
    {
        auto query = m_database.once("SELECT value FROM counter WHERE name='list'");
        m_version = query.next() ? query.integer(0) : 0;
    }
    m_log.start(m_version);
    m_thread = std::thread([this] { run(); });
}

Writer::~Writer()
{
    {
        const std::lock_guard guard(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    m_thread.join();
    // So that the file holds everything by itself when it was closed in order.
    try {
        m_database.once("PRAGMA wal_checkpoint(TRUNCATE)").run();
    } catch (const SqliteError&) {
        // Then the log beside it does, as after a crash.
    }
}

Result<void> Writer::change(Work work)
{
    std::future<Result<void>> done;
    {
        const std::lock_guard guard(m_mutex);
        if (m_ending)
            return fail(Fault::Unavailable, "The server is stopping. Nothing was changed.");
        auto& job = m_waiting.emplace_back();
        job.work = std::move(work);
        done = job.done.get_future();
    }
    m_wake.notify_one();
    return done.get();
}

void Writer::addSink(Store::Sink sink)
{
    const std::lock_guard guard(m_mutex);
    m_sinks.push_back(std::move(sink));
}

ChainHead Writer::head() const
{
    const std::lock_guard guard(m_mutex);
    return m_head;
}

void Writer::run()
{
    for (;;) {
        std::deque<Job> batch;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
            if (m_waiting.empty())
                return;
            while (!m_waiting.empty() && batch.size() < groupMaximum) {
                batch.push_back(std::move(m_waiting.front()));
                m_waiting.pop_front();
            }
        }
        runBatch(batch);
        for (auto& job : batch)
            job.done.set_value(std::move(job.outcome));
    }
}

void Writer::runBatch(std::deque<Job>& batch)
{
    auto head = this->head();
    std::vector<std::int64_t> rows;
    try {
        m_database.execute("BEGIN IMMEDIATE");
        for (auto& job : batch)
            doJob(job, head, rows);
        if (!rows.empty()) {
            m_database.query("UPDATE counter SET value=? WHERE name='list'").bind(m_version + 1).run();
            m_log.add(m_version + 1, rows);
        }
        m_words.index();
        m_database.execute("COMMIT");
    } catch (const SqliteError& error) {
        rollBack(batch, failureOf(error));
        return;
    } catch (const std::exception&) {
        rollBack(batch, Failure{Fault::Internal, "The change failed inside the server. Nothing was changed.", {}, {}});
        return;
    }
    if (!rows.empty())
        ++m_version;
    {
        const std::lock_guard guard(m_mutex);
        m_head = head;
    }
    publish(batch);
}

/// Throws when the whole transaction is lost; a failure of the work alone is undone alone.
void Writer::doJob(Job& job, ChainHead& head, std::vector<std::int64_t>& rows)
{
    m_database.query("SAVEPOINT change").run();
    SqliteTransaction transaction(m_database, m_words, head, tokenhouse::now());
    try {
        job.outcome = job.work(transaction);
        if (job.outcome)
            job.commit = transaction.finish();
    } catch (const SqliteError& error) {
        // The disk's trouble is everybody's: what came before in this batch could not be committed either.
        if (error.isDisk() || error.isDamage() || !m_database.inTransaction())
            throw;
        job.outcome = tl::unexpected(failureOf(error));
    } catch (const std::exception&) {
        job.outcome = fail(Fault::Internal, "The change failed inside the server. Nothing was changed.");
    }
    if (job.outcome) {
        m_database.query("RELEASE change").run();
        head = transaction.head();
        rows.insert(rows.end(), transaction.touchedRows().begin(), transaction.touchedRows().end());
    } else {
        m_database.execute("ROLLBACK TO change; RELEASE change");
        m_words.forget();
        job.commit = {};
    }
}

void Writer::rollBack(std::deque<Job>& batch, const Failure& failure)
{
    m_words.forget();
    try {
        if (m_database.inTransaction())
            m_database.execute("ROLLBACK");
    } catch (const SqliteError&) {
        // The transaction is gone either way; the next BEGIN tells whether the disk is back.
    }
    for (auto& job : batch) {
        if (job.outcome)
            job.outcome = tl::unexpected(failure);
    }
}

void Writer::publish(std::deque<Job>& batch)
{
    std::vector<Store::Sink> sinks;
    {
        const std::lock_guard guard(m_mutex);
        sinks = m_sinks;
    }
    for (const auto& job : batch) {
        if (!job.outcome)
            continue;
        for (const auto& sink : sinks)
            tell(sink, job.commit);
    }
}

} // namespace tokenhouse::server

#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/store/sqlite/database.h"

namespace tokenhouse::server {

/// Connections that only read, handed out one to a caller; made when first needed.
class Readers {
public:
    explicit Readers(std::string path, std::size_t maximum = 8) : m_path(std::move(path)), m_maximum(maximum) {}

    /// One connection inside a read transaction: a snapshot as long as this lives.
    class Lease {
    public:
        Lease(Readers& readers, std::unique_ptr<Database> database);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Database& operator*() const { return *m_database; }
        Database* operator->() const { return m_database.get(); }

    private:
        Readers& m_readers;
        std::unique_ptr<Database> m_database;
    };
    Lease take();

private:
    std::unique_ptr<Database> takeDatabase();
    void giveBack(std::unique_ptr<Database> database);

    std::string m_path;
    std::size_t m_maximum;
    std::mutex m_mutex;
    std::condition_variable m_free;
    std::vector<std::unique_ptr<Database>> m_idle;
    std::size_t m_made = 0;
};

} // namespace tokenhouse::server

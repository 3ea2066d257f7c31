#include "server/store/sqlite/readers.h"

#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

Readers::Lease::Lease(Readers& readers, std::unique_ptr<Database> database)
    : m_readers(readers), m_database(std::move(database))
{}

Readers::Lease::~Lease()
{
    try {
        if (m_database->inTransaction())
            m_database->execute("COMMIT");
    } catch (const SqliteError&) {
        m_database.reset(); // one that cannot end its snapshot is not given to the next caller
    }
    m_readers.giveBack(std::move(m_database));
}

Readers::Lease Readers::take()
{
    auto database = takeDatabase();
    try {
        database->execute("BEGIN");
    } catch (...) {
        giveBack(nullptr);
        throw;
    }
    return Lease(*this, std::move(database));
}

std::unique_ptr<Database> Readers::takeDatabase()
{
    {
        std::unique_lock lock(m_mutex);
        m_free.wait(lock, [this] { return !m_idle.empty() || m_made < m_maximum; });
        if (!m_idle.empty()) {
            auto database = std::move(m_idle.back());
            m_idle.pop_back();
            return database;
        }
        ++m_made;
    }
    try {
        auto database = std::make_unique<Database>(m_path, Database::Mode::Read);
        setUpReader(*database);
        return database;
    } catch (...) {
        giveBack(nullptr);
        throw;
    }
}

void Readers::giveBack(std::unique_ptr<Database> database)
{
    {
        const std::lock_guard guard(m_mutex);
        if (database)
            m_idle.push_back(std::move(database));
        else
            --m_made;
    }
    m_free.notify_one();
}

} // namespace tokenhouse::server

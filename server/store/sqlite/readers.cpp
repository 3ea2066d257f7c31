#include "server/store/sqlite/readers.h"

#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

Readers::Lease::Lease(Readers& readers, std::unique_ptr<Reader> reader)
    : m_readers(readers), m_reader(std::move(reader))
{}

Readers::Lease::~Lease()
{
    try {
        if (m_reader->database.inTransaction())
            m_reader->database.execute("COMMIT");
        m_reader->words.trim();
    } catch (const SqliteError&) {
        m_reader.reset(); // one that cannot end its snapshot is not given to the next caller
    }
    m_readers.giveBack(std::move(m_reader));
}

Readers::Lease Readers::take()
{
    auto reader = takeReader();
    try {
        reader->database.execute("BEGIN");
    } catch (...) {
        giveBack(nullptr);
        throw;
    }
    return Lease(*this, std::move(reader));
}

std::unique_ptr<Readers::Reader> Readers::takeReader()
{
    {
        std::unique_lock lock(m_mutex);
        m_free.wait(lock, [this] { return !m_idle.empty() || m_made < m_maximum; });
        if (!m_idle.empty()) {
            auto reader = std::move(m_idle.back());
            m_idle.pop_back();
            return reader;
        }
        ++m_made;
    }
    try {
        auto reader = std::make_unique<Reader>(m_path, m_tokenIds);
        setUpReader(reader->database);
        return reader;
    } catch (...) {
        giveBack(nullptr);
        throw;
    }
}

void Readers::giveBack(std::unique_ptr<Reader> reader)
{
    {
        const std::lock_guard guard(m_mutex);
        if (reader)
            m_idle.push_back(std::move(reader));
        else
            --m_made;
    }
    m_free.notify_one();
}

} // namespace tokenhouse::server

#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/store/sqlite/database.h"
#include "server/store/sqlite/definition_reader.h"
#include "server/store/sqlite/word_reader.h"

namespace tokenhouse::server {

/// Connections that only read, handed out one to a caller; made when first needed.
class Readers {
public:
    explicit Readers(std::string path, std::size_t maximum = 8) : m_path(std::move(path)), m_maximum(maximum) {}

    /// A connection and what was read over it and stays true.
    struct Reader {
        Reader(const std::string& path, TokenIds& ids)
            : database(path, Database::Mode::Read), words(database), definitions(database, ids)
        {}
        Database database;
        WordReader words;
        DefinitionReader definitions;
    };

    /// One connection inside a read transaction: a snapshot as long as this lives.
    class Lease {
    public:
        Lease(Readers& readers, std::unique_ptr<Reader> reader);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Database& operator*() const { return m_reader->database; }
        Database* operator->() const { return &m_reader->database; }
        WordReader& words() const { return m_reader->words; }
        DefinitionReader& definitions() const { return m_reader->definitions; }

    private:
        Readers& m_readers;
        std::unique_ptr<Reader> m_reader;
    };
    Lease take();

private:
    std::unique_ptr<Reader> takeReader();
    void giveBack(std::unique_ptr<Reader> reader);

    std::string m_path;
    std::size_t m_maximum;
    TokenIds m_tokenIds;
    std::mutex m_mutex;
    std::condition_variable m_free;
    std::vector<std::unique_ptr<Reader>> m_idle;
    std::size_t m_made = 0;
};

} // namespace tokenhouse::server

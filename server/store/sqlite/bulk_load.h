#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/store/directory_lock.h"
#include "server/store/sqlite/database.h"
#include "server/store/sqlite/words.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// Fills a store that has no tokens and definitions yet, fast: into a new file, without indexes and journal, which
/// takes the place of the old one only when it is whole and on disk. Users and settings are kept; the events that were
/// there come after the loaded ones, so that time never goes back. Throws SqliteError. Not thread-safe.
class BulkLoad {
public:
    /// `directory` exists. Takes its lock; fails with a sentence when the store holds tokens or definitions.
    static Result<std::unique_ptr<BulkLoad>> begin(const std::string& directory);
    ~BulkLoad(); ///< without finish() nothing is changed

    void addToken(const Token& token, const StoredSecret& secret); ///< the first gets row 1, the next row 2 …
    /// `tokenRows` ascending; token.usedBy is the caller's affair.
    void addDefinition(const Definition& definition, const std::vector<std::int64_t>& tokenRows);
    void addEvent(Event event);                                     ///< seals it; event.time is set by the caller
    std::optional<std::string> oldSetting(const std::string& name); ///< of the store that was there
    void setSetting(const std::string& name, const std::string& value);
    Result<void> finish();

private:
    explicit BulkLoad(const std::string& directory);
    Result<void> takeOver();

    std::string m_path;
    std::string m_newPath;
    std::optional<DirectoryLock> m_lock;
    std::unique_ptr<Database> m_old; ///< none when there was no store
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Words> m_words;
    std::vector<StoredSecret> m_secrets; ///< written in the order of their digests, as the table lies
    ChainHead m_head;
    bool m_finished = false;
};

} // namespace tokenhouse::server

#include "server/store/sqlite/store_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

std::vector<std::string> pragmaFaults(Database& database, std::string_view pragma)
{
    std::vector<std::string> faults;
    auto query = database.once(pragma);
    while (query.next()) {
        if (query.text(0) != "ok")
            faults.push_back(query.string(0));
    }
    return faults;
}

/// What was acknowledged last is in the log beside the file until it is taken over. SQLite would go on without it and
/// say nothing.
Result<void> checkLog(const std::string& path)
{
    struct stat file {};
    const auto log = path + "-wal";
    if (::stat(path.c_str(), &file) != 0 || file.st_size == 0 || ::access(log.c_str(), F_OK) == 0)
        return {};
    const auto lock = std::filesystem::path(path).replace_filename("lock").string();
    return fail(Fault::Unavailable, "The last run did not end in order, and " + log
                                        + ", which holds its last changes, is missing. Put it back. If it is lost, "
                                          "they may be: remove "
                                        + lock + " to go on with what is left.");
}

} // namespace

Result<void> makeStoreFile(const std::string& path, bool create)
{
    const int flags = O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0);
    const int file = ::open(path.c_str(), flags, 0600);
    if (file < 0) {
        if (errno == ENOENT)
            return fail(Fault::NotFound, "There is no store at " + path + ". Make one with init first.");
        return fail(Fault::Unavailable, "Cannot open " + path + ": " + std::strerror(errno) + ".");
    }
    struct stat status {};
    if (::fstat(file, &status) == 0 && (status.st_mode & 077) != 0)
        ::fchmod(file, 0600);
    ::close(file);
    return {};
}

Result<void> checkStoreFile(const std::string& path)
{
    try {
        Database database(path, Database::Mode::Read);
        if (auto checked = checkSchema(database, path); !checked)
            return checked;
        if (!hasTables(database))
            return fail(Fault::Unavailable, path + " is empty. Make a store with init first.");
        if (isOlder(database))
            return fail(Fault::Unavailable, path
                                                + " was written by an older Tokenhouse. Start its server once: that "
                                                  "brings it to the present form.");
        return {};
    } catch (const SqliteError& error) {
        if (error.isDamage())
            return fail(Fault::Unavailable, path + " is damaged or no database. Restore a backup; it was left alone.");
        return tl::unexpected(failureOf(error));
    }
}

Result<void> prepareStoreFile(const std::string& path, bool create, bool endedInOrder)
{
    if (!endedInOrder) {
        if (auto checked = checkLog(path); !checked)
            return checked;
    }
    try {
        Database database(path, Database::Mode::Write);
        if (auto checked = checkSchema(database, path); !checked)
            return checked;
        if (!hasTables(database)) {
            if (!create)
                return fail(Fault::Unavailable, path + " is empty. Make a store with init first.");
            database.execute("PRAGMA page_size=8192");
            setUpWriter(database);
            database.execute("BEGIN IMMEDIATE");
            createTables(database);
            createIndexes(database);
            database.execute("COMMIT");
        } else {
            setUpWriter(database);
            database.execute("BEGIN IMMEDIATE");
            migrate(database);
            database.execute("COMMIT");
        }
        if (!endedInOrder && !pragmaFaults(database, "PRAGMA quick_check(3)").empty()) {
            return fail(Fault::Unavailable,
                        path
                            + " is damaged since the last, unfinished run. Restore a backup; the file was left alone.");
        }
        return {};
    } catch (const SqliteError& error) {
        if (error.isDamage())
            return fail(Fault::Unavailable, path + " is damaged or no database. Restore a backup; it was left alone.");
        return tl::unexpected(failureOf(error));
    }
}

std::vector<std::string> faultsOf(Database& database)
{
    std::vector<std::string> faults;
    try {
        faults = pragmaFaults(database, "PRAGMA integrity_check(20)");
    } catch (const SqliteError& error) {
        if (!error.isDamage())
            throw;
        faults.emplace_back("its file cannot be read to the end. Restore a backup.");
        return faults;
    }
    const auto none = [&](std::string_view sql, const char* sentence) {
        auto query = database.once(sql);
        if (query.next() && query.integer(0) > 0)
            faults.push_back(std::to_string(query.integer(0)) + sentence);
    };
    none("SELECT count(*) FROM token WHERE used_by<>(SELECT count(*) FROM definition_token d WHERE d.token=token.rid)",
         " tokens do not know how many APIs list them.");
    none("SELECT count(*) FROM definition_token d WHERE NOT EXISTS(SELECT 1 FROM token WHERE rid=d.token)",
         " entries of APIs name tokens that are not there.");
    none("SELECT count(*) FROM token t WHERE NOT EXISTS(SELECT 1 FROM secret WHERE token_id=t.id AND role=0)",
         " tokens have no secret.");
    none("SELECT count(*) FROM event_related r WHERE NOT EXISTS(SELECT 1 FROM event_text t, "
         "json_each(t.json, '$.related') j WHERE t.sequence=r.sequence AND j.value=r.id)",
         " entries relate objects to events that do not name them.");
    std::int64_t words = 0;
    auto query = database.once("SELECT text, key FROM word");
    while (query.next())
        words += query.text(1) != textKey(query.text(0));
    if (words > 0)
        faults.push_back(std::to_string(words) + " words are not found by what they say.");
    return faults;
}

} // namespace tokenhouse::server

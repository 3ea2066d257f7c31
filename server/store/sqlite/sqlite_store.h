#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "server/store/directory_lock.h"
#include "server/store/sqlite/change_log.h"
#include "server/store/sqlite/readers.h"
#include "server/store/sqlite/writer.h"
#include "server/store/store.h"

namespace tokenhouse::server {

class TokenLists;

/// The embedded store: one file in WAL mode. Decisions: docs/decisions/0002-sqlite-one-writer.md.
class SqliteStore final : public Store {
public:
    static Result<std::unique_ptr<Store>> open(const std::string& directory, OpenOptions options);
    ~SqliteStore() override;

    Result<void> change(const Work& work) override;
    void addSink(Sink sink) override;
    Result<std::optional<Token>> token(const Uuid& id) override;
    Result<std::optional<Definition>> definition(const Uuid& id) override;
    Result<Page<Token>> tokens(const ListQuery& query) override;
    Result<Page<Definition>> definitions(const ListQuery& query) override;
    Result<Page<Event>> events(const ListQuery& query) override;
    Result<std::unique_ptr<Listing<Token>>> listTokens(const ListQuery& query) override;
    Result<std::unique_ptr<Listing<Definition>>> listDefinitions(const ListQuery& query) override;
    Result<std::unique_ptr<Listing<Event>>> listEvents(const ListQuery& query) override;
    Result<std::vector<Event>> eventsAfter(std::int64_t sequence, std::size_t limit) override;
    Result<std::optional<std::int64_t>> misfiledEvent(std::int64_t after, const std::vector<Event>& events) override;
    Result<ChainHead> head() override;
    Result<std::vector<std::int64_t>> countTokens(const std::vector<Filter>& filters, Time now) override;
    Result<std::vector<std::int64_t>> countDefinitions(const std::vector<Filter>& filters, Time now) override;
    Result<std::vector<ChangeSum>> changeSums(Time from) override;
    Result<std::vector<StoredUser>> users() override;
    Result<std::vector<StoredSession>> sessions() override;
    Result<SavedFilters> savedFilters(const Uuid& owner) override;
    Result<void> loadAccess(const std::function<void(const TokenAccess&)>& token,
                            const std::function<void(const DefinitionAccess&)>& definition) override;
    void prepareLists() override;
    Result<void> recordUse(const std::vector<UseRecord>& uses) override;
    Result<void> addRefusals(const std::vector<RefusalSum>& sums, Time keepFrom) override;
    Result<std::vector<RefusalSum>> refusals(Time from) override;
    Result<void> recordCalls(const std::vector<CallRecord>& calls) override;
    Result<CallCounts> callCounts(const Uuid& object) override;
    Result<std::optional<std::string>> setting(const std::string& name) override;
    Result<void> setSetting(const std::string& name, const std::string& value) override;
    Result<std::vector<std::string>> integrityFaults() override;

    static std::string filePath(const std::string& directory);

private:
    SqliteStore(std::string path, std::optional<DirectoryLock> lock, bool readOnly);

    std::string m_path;
    std::optional<DirectoryLock> m_lock;
    ChangeLog m_log;
    Readers m_readers;
    std::unique_ptr<Writer> m_writer; ///< none when read-only
    std::unique_ptr<TokenLists> m_lists;
    std::once_flag m_prepared;
    std::thread m_warming;
};

} // namespace tokenhouse::server

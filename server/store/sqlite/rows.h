#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/store/sqlite/database.h"
#include "server/store/sqlite/word_reader.h"
#include "server/store/sqlite/words.h"
#include "server/store/store.h"

namespace tokenhouse::server {

// Objects to rows and back. Readers work on any connection; writers on the writing one, inside a transaction.

std::optional<Token> readToken(Database& database, const Uuid& id);
/// In the order of the rows; those that are gone are left out.
std::vector<Token> readTokenRows(Database& database, const std::vector<std::int64_t>& rows, WordReader& words);
std::optional<TokenAccess> readAccess(Database& database, const Uuid& id);
std::vector<StoredSecret> readSecrets(Database& database, const Uuid& tokenId); ///< Current and Previous
std::optional<StoredSecret> readSecret(Database& database, const Digest& digest);
void writeToken(Database& database, Words& words, const Token& token);
/// A token that is not there yet, with its counters as they stand in the object; gives its row, which no token had
/// before.
std::int64_t insertToken(Database& database, Words& words, const Token& token);
/// `since` counts only where the role is a new one.
void writeSecret(Database& database, const StoredSecret& secret);
void removeToken(Database& database, const Uuid& id, Time at);

std::optional<Definition> readDefinition(Database& database, const Uuid& id);
/// A definition that is not there yet, without its list of tokens; gives its row.
std::int64_t insertDefinition(Database& database, Words& words, const Definition& definition);
/// Keeps token.used_by true. Gives the rows of the tokens that came or went.
std::vector<std::int64_t> writeDefinition(Database& database, Words& words, const Definition& definition);
std::vector<std::int64_t> removeDefinition(Database& database, const Uuid& id);
std::vector<Uuid> readDefinitionsUsing(Database& database, const Uuid& tokenId); ///< definitions that list the token
/// In the order of their rows, so that no sorting is needed.
void eachAccess(Database& database, const std::function<void(const TokenAccess&)>& take);
void eachDefinition(Database& database, const std::function<void(const DefinitionAccess&)>& take);

std::optional<StoredUser> readUser(Database& database, const Uuid& id);
std::optional<StoredUser> readUserByName(Database& database, const std::string& name);
std::vector<StoredUser> readUsers(Database& database);
void writeUser(Database& database, const StoredUser& user);
void removeUser(Database& database, const Uuid& id);
std::vector<StoredSession> readSessions(Database& database, const Uuid* userId);
SavedFilters readSavedFilters(Database& database, const Uuid& owner);
void writeSavedFilters(Database& database, const Uuid& owner, const SavedFilters& filters);
void writeSession(Database& database, const StoredSession& session);

void writeEvent(Database& database, Words& words, const Event& event);
/// Fails (Internal, extra `sequence`) when the kept text is not exactly the event's form.
Result<Event> readEvent(std::int64_t sequence, std::string_view text);
/// For a page: an event whose kept text is gone or no event is shown as it was filed, without hash, and says so.
Event readListedEvent(Database& database, std::int64_t sequence);
std::optional<std::int64_t> readMisfiled(Database& database, std::int64_t after, const std::vector<Event>& events);
ChainHead readHead(Database& database);

std::string joinTexts(const std::vector<std::string>& texts); ///< a JSON array
std::vector<std::string> splitTexts(std::string_view text);

} // namespace tokenhouse::server

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/definition.h"
#include "core/event.h"
#include "core/filter.h"
#include "core/saved_filter.h"
#include "core/secret.h"
#include "core/token.h"
#include "core/user.h"
#include "server/store/call_sums.h"
#include "server/store/listing.h"

namespace tokenhouse::server {

/// A digest that is or was a token's. Retired ones stay, to answer whose a found secret was and to refuse a leaked one.
struct StoredSecret {
    enum class Role : std::uint8_t { Current, Previous, Retired };
    Digest digest{};
    std::uint32_t keyId = 0; ///< of the key under which the digest was made
    Uuid tokenId;
    Role role = Role::Current;
    std::optional<Time> until; ///< of a Previous one: not valid after; absent = until the claim
    bool leaked = false;
    std::optional<Time> since{}; ///< it has its role; the store's own, set when the role changes; absent = unknown
};

struct StoredUser {
    User user;
    std::string passwordHash; ///< Argon2id in libsodium's text form; empty = cannot sign in by password
};

struct StoredSession {
    Uuid id;
    Digest digest{}; ///< SHA-256 of the session token
    Uuid userId;
    std::string userName;
    std::string client;
    std::string address;
    Time createdAt{};
    Time expiresAt{}; ///< absolute end
};

struct StoredAnswer { ///< of an Idempotency-Key
    Digest bodyDigest{};
    Uuid objectId;
    Time createdAt{};
};

/// What the endpoint must know of a token: enough to judge a call, no text.
struct TokenAccess {
    Uuid id;
    bool isDisabled = false;
    bool isHeld = false;
    std::optional<RateLimit> rateLimit;
    std::optional<Time> expiresAt;
    std::vector<std::string> allowedAddresses;
    std::vector<StoredSecret> secrets; ///< Current and Previous only
};

/// A definition as the endpoint takes it.
struct DefinitionAccess : Definition {
    bool hasAction = true; ///< false: the stored one is not of its type; calls are told so, and nothing else fails
};

/// Everything that one commit changed, in order, with full objects. Handed to sinks after the commit is durable and
/// before anybody is told that it is.
struct Commit {
    std::vector<Event> events;
    std::vector<TokenAccess> tokens;
    std::vector<Uuid> deletedTokens;
    std::vector<Definition> definitions;
    std::vector<Uuid> deletedDefinitions;
    std::vector<StoredUser> users;
    std::vector<Uuid> deletedUsers;
    std::vector<StoredSession> sessions;
    std::vector<Uuid> deletedSessions;
};

/// One change on its way, alone on the writer: what it reads cannot change under it. Valid only during the call.
class Transaction {
public:
    virtual ~Transaction() = default;
    virtual Time now() const = 0; ///< one instant for the whole change; never behind the last event's time

    virtual std::optional<Token> token(const Uuid& id) = 0;
    virtual std::optional<Definition> definition(const Uuid& id) = 0;
    virtual std::optional<StoredSecret> secret(const Digest& digest) = 0;
    virtual std::vector<StoredSecret> secretsOf(const Uuid& tokenId) = 0; ///< Current and Previous
    virtual std::optional<Uuid> definitionOfShape(const std::string& shape) = 0;
    virtual std::vector<Uuid> definitionsUsing(const Uuid& tokenId) = 0;
    virtual std::vector<Uuid> unknownTokens(const std::vector<Uuid>& ids) = 0;
    virtual bool idWasUsed(const Uuid& id) = 0; ///< by any token or definition, also a deleted one
    virtual std::vector<Uuid> lapsedClaims(Time at, std::size_t limit) = 0;

    virtual void putToken(const Token& token) = 0;
    virtual void deleteToken(const Uuid& id) = 0;                 ///< its digests become Retired
    virtual void putDefinition(const Definition& definition) = 0; ///< shape and allowed tokens with it
    virtual void deleteDefinition(const Uuid& id) = 0;
    virtual void putSecret(const StoredSecret& secret) = 0;

    virtual std::optional<StoredUser> user(const Uuid& id) = 0;
    virtual std::optional<StoredUser> userByName(const std::string& name) = 0; ///< by its key; removed ones too
    virtual bool userNameWasUsed(const std::string& name) = 0;
    virtual std::vector<StoredUser> users() = 0;
    virtual void putUser(const StoredUser& user) = 0;
    virtual void deleteUser(const Uuid& id) = 0;
    virtual void putSession(const StoredSession& session) = 0;
    virtual void deleteSession(const Uuid& id) = 0;
    virtual std::vector<StoredSession> sessionsOf(const Uuid& userId) = 0;

    /// `owner`: a user, or nil for those that all share. A removed user's go with the user.
    virtual SavedFilters savedFilters(const Uuid& owner) = 0;
    virtual void putSavedFilters(const Uuid& owner, const SavedFilters& filters) = 0;

    virtual std::optional<StoredAnswer> answer(const Digest& scopedKey) = 0;
    virtual void putAnswer(const Digest& scopedKey, const StoredAnswer& answer) = 0;

    /// Seals the event (sequence, time, hashes) and appends it.
    virtual void append(Event event) = 0;
};

/// Where a page goes on: after the row with these order values and this id. Opaque to callers outside the store.
struct ListQuery {
    Filter filter;
    Order order; ///< empty: tokens and definitions by name, events newest first
    std::size_t pageSize = 100;
    std::size_t offset = 0;
    std::string after; ///< the store's own cursor text; empty = from the start; excludes offset
    bool exactCount = true;
    Time now{}; ///< for `state`
};

template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::int64_t> totalSize;
    std::string next; ///< empty = the last page
};

struct UseRecord {
    Uuid tokenId;
    Time lastUsedAt{};
    std::uint64_t calls = 0; ///< since the last record
};

/// Changes of tokens and APIs by one user on one day (UTC).
struct ChangeSum {
    std::int64_t day = 0; ///< since the epoch
    std::string user;
    std::int64_t count = 0;
};

/// Calls that the endpoint refused within an hour for one reason.
struct RefusalSum {
    Time hour{};
    std::int64_t code = 0; ///< domain.md section 4
    std::string reason;    ///< its name
    std::int64_t count = 0;
};

/// The calls of a token or a definition since `countedSince`.
struct CallCounts {
    struct OfSecret {
        StoredSecret secret; ///< Current or Previous
        CallSums sums;       ///< since it has this role
    };
    Time countedSince{};
    CallSums all; ///< with those of secrets that are no more
    std::vector<OfSecret> secrets;
};

struct ChainHead {
    std::int64_t sequence = 0;
    std::string hash{noHash};
    Time time{};
};

/// Keeps all that is kept. All calls are thread-safe and may block on the disk; call them off the network threads.
class Store {
public:
    using Work = std::function<Result<void>(Transaction&)>;
    using Sink = std::function<void(const Commit&)>;

    virtual ~Store() = default;

    /// Runs `work` alone and commits it durably, together with others waiting (group commit). Failure of the work
    /// undoes it and nothing else. Unavailable when the disk refuses; then nothing is changed.
    virtual Result<void> change(const Work& work) = 0;
    /// Sinks are called one after the other on the writer, in commit order. Add them before the first change.
    virtual void addSink(Sink sink) = 0;

    virtual Result<std::optional<Token>> token(const Uuid& id) = 0;
    virtual Result<std::optional<Definition>> definition(const Uuid& id) = 0;
    virtual Result<Page<Token>> tokens(const ListQuery& query) = 0;
    virtual Result<Page<Definition>> definitions(const ListQuery& query) = 0;
    virtual Result<Page<Event>> events(const ListQuery& query) = 0;
    /// Whole lists, of which filter, order and now count.
    virtual Result<std::unique_ptr<Listing<Token>>> listTokens(const ListQuery& query) = 0;
    virtual Result<std::unique_ptr<Listing<Definition>>> listDefinitions(const ListQuery& query) = 0;
    virtual Result<std::unique_ptr<Listing<Event>>> listEvents(const ListQuery& query) = 0;
    /// Events after `sequence`, oldest first, at most `limit`; for the stream and the verifier.
    virtual Result<std::vector<Event>> eventsAfter(std::int64_t sequence, std::size_t limit) = 0;
    /// What lists and filters read of events beside what is shown of them: the first sequence after `after` at which it
    /// does not say what `events` say, which follow `after` without a hole; or, without any, at which there is one.
    virtual Result<std::optional<std::int64_t>> misfiledEvent(std::int64_t after, const std::vector<Event>& events) = 0;
    virtual Result<ChainHead> head() = 0;
    /// How many tokens each filter chooses, all at one moment: what the list's totalSize would be.
    virtual Result<std::vector<std::int64_t>> countTokens(const std::vector<Filter>& filters, Time now) = 0;
    virtual Result<std::vector<std::int64_t>> countDefinitions(const std::vector<Filter>& filters, Time now) = 0;
    /// From `from` on; by day, then user.
    virtual Result<std::vector<ChangeSum>> changeSums(Time from) = 0;
    virtual Result<std::vector<StoredUser>> users() = 0;
    virtual Result<std::vector<StoredSession>> sessions() = 0;
    virtual Result<SavedFilters> savedFilters(const Uuid& owner) = 0;

    /// One pass over all tokens, then over all definitions, in one snapshot; for the access table.
    virtual Result<void> loadAccess(const std::function<void(const TokenAccess&)>& token,
                                    const std::function<void(const DefinitionAccess&)>& definition) = 0;
    /// Somebody is about to ask for lists: gets ready for them beside everything else. Returns at once.
    virtual void prepareLists() {}
    /// Forward only; no event, no revision.
    virtual Result<void> recordUse(const std::vector<UseRecord>& uses) = 0;

    /// Adds to the sums of their hours and forgets the hours before `keepFrom`; no event.
    virtual Result<void> addRefusals(const std::vector<RefusalSum>& sums, Time keepFrom) = 0;
    virtual Result<std::vector<RefusalSum>> refusals(Time from) = 0; ///< by hour, then code
    /// What is of an object that is gone is left out; what is of a secret that is gone, or has another role since,
    /// counts for its token alone.
    virtual Result<void> recordCalls(const std::vector<CallRecord>& calls) = 0;
    virtual Result<CallCounts> callCounts(const Uuid& object) = 0;

    virtual Result<std::optional<std::string>> setting(const std::string& name) = 0;
    virtual Result<void> setSetting(const std::string& name, const std::string& value) = 0;
    /// What `check` finds wrong, a sentence each; empty = sound.
    virtual Result<std::vector<std::string>> integrityFaults() = 0;
};

struct OpenOptions {
    bool create = false; ///< make it if it is not there
    bool readOnly = false;
    std::chrono::milliseconds patience{0}; ///< for another process to let go of it
};
/// `url`: "sqlite:" (in `directory`). Fails with a sentence for people.
Result<std::unique_ptr<Store>> openStore(const std::string& url, const std::string& directory, OpenOptions options);

} // namespace tokenhouse::server

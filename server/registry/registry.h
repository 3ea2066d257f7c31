#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/codec.h"
#include "core/permission.h"
#include "server/auth/key_ring.h"
#include "server/registry/batch.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// Who asks: set by the server from the session, never by the caller.
struct Actor {
    Uuid userId;
    std::string user;
    std::string sessionId;
    Permissions permissions;
    std::string client;
    std::string address;
    std::string correlationId;
    std::string operationId; ///< joins the events of one batch
};

struct CreatedToken {
    Token token;
    std::optional<SecretBytes> secret; ///< only when the server made it, and only the first time
    bool repeated = false;             ///< answered from the Idempotency-Key
};

/// What shall be other about a user; what is absent stays.
struct UserChange {
    std::optional<std::vector<std::string>> groups{};
    std::optional<bool> isDisabled{};
    std::optional<std::string> passwordHash{};
    std::vector<Trace> broken{}; ///< rules that the new password breaks, to be told together with all others
};

/// Whose secret a found one is or was.
struct FoundSecret {
    enum class Is : std::uint8_t { Current, Previous, Rotated, Deleted } is = Is::Current;
    Uuid tokenId;
    std::optional<Token> token;       ///< none = deleted
    bool works = false;               ///< at the endpoint, now
    bool leaked = false;              ///< was said to have leaked: no token ever has it again
    std::optional<Time> worksUntil{}; ///< of a Previous one
    std::optional<Time> endedAt{};    ///< of a Rotated or Deleted one; absent = not known
    std::string_view name() const;    ///< of `is`, as on the wire
};

struct Policy {
    bool ownerRequired = false;
};

/// The one door to a change: permission, all rules, object and event in one transaction, then subscribers.
/// Every call blocks until the change is durable and counts at the endpoint, or was refused. Thread-safe.
class Registry {
public:
    Registry(Store& store, const KeyRing& keys, Policy policy = {});
    ~Registry();

    struct Idempotency {
        Digest scopedKey{}; ///< over user, path and key
        Digest bodyDigest{};
    };

    Result<CreatedToken> createToken(const Actor&, CreateTokenRequest, const std::optional<Idempotency>&);
    /// `patch` is an RFC 7396 object; only what differs is changed. Same revision and no event when nothing does.
    Result<Token> updateToken(const Actor&, const Uuid& id, std::int64_t revision, const json::value& patch);
    Result<void> deleteToken(const Actor&, const Uuid& id, std::int64_t revision);
    Result<CreatedToken> rotateToken(const Actor&, const Uuid& id, std::int64_t revision, RotateTokenRequest,
                                     const std::optional<Idempotency>&);
    /// The secret before the present one stops working now. A claim that is open then has nothing to fall back to.
    Result<Token> endOverlap(const Actor&, const Uuid& id, std::int64_t revision);
    Result<Token> claimToken(const Actor&, const Uuid& id, std::int64_t revision);
    Result<Token> discardToken(const Actor&, const Uuid& id, std::int64_t revision);
    Result<Token> disableToken(const Actor&, const Uuid& id, std::int64_t revision, const DisableReason&);
    /// A held token is unknown at the endpoint, whatever else is done to it, until it is released.
    Result<Token> holdToken(const Actor&, const Uuid& id, std::int64_t revision, const std::string& reason);
    Result<Token> releaseToken(const Actor&, const Uuid& id, std::int64_t revision, const std::string& reason);
    Result<Token> enableToken(const Actor&, const Uuid& id, std::int64_t revision, const std::string& reason);

    struct CreatedDefinition {
        Definition definition;
        bool repeated = false;
    };
    Result<CreatedDefinition> createDefinition(const Actor&, CreateDefinitionRequest,
                                               const std::optional<Idempotency>&);
    Result<Definition> updateDefinition(const Actor&, const Uuid& id, std::int64_t revision, const json::value& patch);
    Result<void> deleteDefinition(const Actor&, const Uuid& id, std::int64_t revision);
    Result<Definition> disableDefinition(const Actor&, const Uuid& id, std::int64_t revision,
                                         const std::string& reason);
    Result<Definition> enableDefinition(const Actor&, const Uuid& id, std::int64_t revision, const std::string& reason);
    Result<Definition> allowTokens(const Actor&, const Uuid& id, std::int64_t revision,
                                   const std::vector<Uuid>& tokens);
    Result<Definition> disallowTokens(const Actor&, const Uuid& id, std::int64_t revision,
                                      const std::vector<Uuid>& tokens);

    /// Looks for secrets in a text of any shape; what it finds, the worst first. An event, and 1 000 an hour for a
    /// user.
    Result<std::vector<FoundSecret>> identifySecret(const Actor&, std::string_view text);

    /// Each item atomic, in order, under one operationId; at most 10 000 ids. Each has its own event, but for Allow and
    /// Disallow: there one API has one event for up to 1 000 tokens (docs/decisions/0010).
    Result<std::vector<BatchItem>> batchTokens(const Actor&, const BatchRequest&);
    Result<std::vector<BatchItem>> batchDefinitions(const Actor&, const BatchRequest&); ///< Enable, Disable, Delete

    /// `broken`: rules that the password breaks, to be told together with all others; there is no hash then.
    Result<User> createUser(const Actor&, const std::string& name, const std::vector<std::string>& groups,
                            const std::string& passwordHash, std::vector<Trace> broken = {});
    /// Whatever the change, the last user who can manage users stays one (LastManager). A new password and disabling
    /// end the user's sessions. No `revision`: whatever it is.
    Result<User> updateUser(const Actor&, const Uuid& id, std::optional<std::int64_t> revision, UserChange change);
    Result<void> removeUser(const Actor&, const Uuid& id, std::optional<std::int64_t> revision = {}); ///< ends them too
    /// How many there were.
    Result<std::size_t> endUserSessions(const Actor&, const Uuid& id);

    /// The whole list, under its revision; the same one when nothing differs. `owner` nil: the shared ones, which take
    /// one of tokens.write, definitions.write and users.manage, and tell of it in an event. Others are the actor's own.
    Result<SavedFilters> saveFilters(const Actor&, const Uuid& owner, std::int64_t revision,
                                     std::vector<SavedFilter> items);

    /// An event without an object of the store: session., script., data., access. The permission is the caller's
    /// affair.
    Result<void> record(const Actor&, Event event);
    Result<void> record(const Actor&, std::vector<Event> events); ///< all or none

    /// Secrets whose claim ran out lapse as if discarded, in the name of "system". Called about each second.
    Result<std::size_t> lapseClaims();

private:
    class SecretRefusals;
    struct NewSecret;
    Result<NewSecret> takeSecret(std::optional<SecretBytes>& given, const std::optional<GenerateSecret>& generate,
                                 std::string_view id) const;
    Result<void> noteSecretRefusal(const Actor& actor, const Failure& failure, const Uuid& tokenId);

    Store& m_store;
    const KeyRing& m_keys;
    Policy m_policy;
    std::unique_ptr<SecretRefusals> m_refusals;
    std::unique_ptr<SecretRefusals> m_searches; ///< counted in the same way
};

} // namespace tokenhouse::server

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/cidr.h"
#include "server/endpoint/call_window.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// All tokens by digest: a flat table of 64 bytes a token, with two open-addressing indexes over it. What few tokens
/// have (addresses, a previous secret) and what only used ones need (limit window, counts) hangs on it.
///
/// admit() and takeUses() run under a reader's seat, everything else alone (ReadersLock).
class TokenTable {
public:
    static constexpr std::uint32_t none = 0xFFFF'FFFF;

    struct Verdict {
        enum class Kind { Unusable, Limited, Usable } kind = Kind::Unusable;
        std::uint32_t token = none; ///< index, for allowed sets
        Uuid id;
        std::chrono::seconds retryAfter{0}; ///< of Limited
        Uuid owner;                         ///< whose secret it is, usable or not; nil = nobody's
        bool isPrevious = false;            ///< the secret is not the token's present one
    };
    /// Secret, state, address, then the limit (domain.md section 4). A usable call counts.
    Verdict admit(const Digest& digest, std::string_view peer, Time now, Ticks ticks);

    /// The same for a token that is known by its id, without counting; its limit is not looked at. No `peer`: from an
    /// address that it allows.
    Verdict inspect(const Uuid& id, const std::optional<std::string_view>& peer, Time now) const;

    /// The calls since the last time; lets go of windows that nothing fills any more.
    std::vector<UseRecord> takeUses(Ticks ticks);

    TokenTable();
    /// The index of a token, made when it is new; it then has no secret and no call can reach it.
    std::uint32_t place(const Uuid& id);
    std::optional<std::uint32_t> find(const Uuid& id) const;
    void put(const TokenAccess& token);
    void erase(const Uuid& id);
    std::size_t size() const { return m_size; }
    std::size_t bytes() const;

    /// Larger indexes when `tokens` more could not go in; made beside the readers, put in place alone by adopt().
    struct Indexes {
        std::vector<std::uint64_t> digests; ///< fingerprint above, index + 1 below
        std::vector<std::uint32_t> ids;     ///< index + 1
    };
    std::optional<Indexes> grown(std::size_t tokens) const;
    void adopt(Indexes& indexes) { std::swap(m_indexes, indexes); }

private:
    /// Half of an HMAC-SHA-256 is as good as the whole to find a secret by: 128 bits that nobody can choose.
    using Key = std::array<std::uint8_t, 16>;
    struct OtherSecret {
        Key key{};
        Time until{};
    };
    struct Extra {
        std::vector<Cidr> addresses;
        std::vector<OtherSecret> secrets;
    };
    struct Usage {
        CallWindow window;
        Time last{};
        std::uint64_t calls = 0;
    };
    struct Record {
        Uuid id;
        Key key{};
        std::int64_t expires = 0; ///< ms; the greatest value = never
        std::unique_ptr<Usage> usage;
        std::unique_ptr<Extra> extra;
        std::uint32_t window = 0; ///< ticks; 0 = no limit
        std::uint8_t limit = 0;
        bool isUsable = false; ///< neither disabled nor held
        bool hasKey = false;
    };
    static_assert(sizeof(Record) == 64);
    struct alignas(64) Stripe {
        std::mutex mutex;
        std::vector<std::uint32_t> used; ///< may name a token twice, or one that went
    };
    static constexpr std::size_t chunk = 1024;
    static constexpr std::size_t stripes = 64;

    static Key keyOf(const Digest& digest);
    Record& record(std::uint32_t index) { return m_chunks[index / chunk][index % chunk]; }
    const Record& record(std::uint32_t index) const { return m_chunks[index / chunk][index % chunk]; }
    static bool isAccepted(const Record& record, std::int64_t millis);
    static bool isAllowedFrom(const Record& record, std::string_view peer);
    bool holds(const Record& record, const Key& key, std::int64_t& until) const;
    void insertKey(const Key& key, std::uint32_t index);
    void eraseKey(const Key& key, std::uint32_t index);
    void eraseKeys(Record& record, std::uint32_t index);
    void insertId(std::uint32_t index);
    void eraseId(std::uint32_t index);

    std::vector<std::unique_ptr<Record[]>> m_chunks;
    std::vector<std::uint32_t> m_free;
    Indexes m_indexes;
    std::size_t m_records = 0; ///< ever used, free ones included
    std::size_t m_size = 0;
    std::size_t m_keys = 0;
    std::unique_ptr<Stripe[]> m_stripes;
};

} // namespace tokenhouse::server

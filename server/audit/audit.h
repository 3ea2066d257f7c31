#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "server/store/store.h"

namespace tokenhouse::server {

/// The end of the chain at one moment, to be kept where the server's owner cannot change it.
struct Anchor {
    std::int64_t sequence = 0;
    std::string hash;
    Time time{};
};

struct AuditReport {
    std::int64_t events = 0;            ///< how many were good, from the first on
    std::optional<std::int64_t> broken; ///< the first sequence that does not hold
    std::string fault;                  ///< what is wrong there, for people
    ChainHead head;                     ///< of the last good event
    bool good() const { return !broken.has_value(); }
};

/// Walks all events and recomputes each hash from what the store shows: no hole in the sequence, each previousHash,
/// time never back; what lists and filters know of it is the same; and, if given, the anchor's event. Fails only when
/// the store cannot be read at all.
Result<AuditReport> verifyChain(Store& store, const std::optional<Anchor>& anchor = {});

/// JSON lines, oldest first: each is the event's RFC 8785 form with its hash, so that anyone can check the chain
/// without the server (SHA-256 of the line without the member `hash`). `write` returns false to stop. Gives the chain's
/// end.
Result<Anchor> exportEvidence(Store& store, const std::function<bool(std::string_view line)>& write);

Result<Anchor> anchor(Store& store);
/// One line of JSON: {"hash":…,"sequence":…,"time":…}; and back.
std::string anchorText(const Anchor& anchor);
Result<Anchor> anchorFromText(std::string_view text);

} // namespace tokenhouse::server

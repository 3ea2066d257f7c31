#include "server/audit/audit.h"

#include "core/event.h"
#include "core/json.h"

namespace tokenhouse::server {

namespace {

constexpr std::size_t blockSize = 2000;

/// What is wrong with an event that follows `head`; empty when nothing is.
std::string faultOf(const Event& event, const ChainHead& head)
{
    if (event.sequence != head.sequence + 1)
        return "it is missing";
    if (event.previousHash != head.hash)
        return "its previousHash is not the hash of the event before";
    if (event.hash != eventHash(event))
        return "its hash is not that of its content";
    if (event.time < head.time)
        return "its time lies before that of the event before";
    return {};
}

std::string anchorFault(const Event& event, const std::optional<Anchor>& anchor)
{
    if (!anchor || event.sequence != anchor->sequence || (event.hash == anchor->hash && event.time == anchor->time))
        return {};
    return "it is not the event of the anchor: the chain was written anew";
}

AuditReport broken(AuditReport report, std::int64_t sequence, const std::string& fault)
{
    report.broken = sequence;
    report.fault = "Event " + std::to_string(sequence) + " does not hold: " + fault + ".";
    return report;
}

/// The sequence that the store says it cannot read, if that is why it failed.
std::optional<std::int64_t> unreadable(const Failure& failure)
{
    const auto* sequence = failure.extra.if_contains("sequence");
    return sequence && sequence->is_int64() ? std::optional(sequence->get_int64()) : std::nullopt;
}

} // namespace

Result<AuditReport> verifyChain(Store& store, const std::optional<Anchor>& anchor)
{
    AuditReport report;
    for (;;) {
        const auto block = store.eventsAfter(report.head.sequence, blockSize);
        if (!block) {
            const auto sequence = unreadable(block.error());
            if (!sequence)
                return tl::unexpected(block.error());
            if (*sequence != report.head.sequence + 1)
                return broken(report, report.head.sequence + 1, "it is missing");
            return broken(report, *sequence, "its kept text is no event");
        }
        const auto misfiled = store.misfiledEvent(report.head.sequence, *block);
        if (!misfiled)
            return tl::unexpected(misfiled.error());
        if (block->empty()) {
            if (!*misfiled)
                break;
            if (**misfiled == report.head.sequence + 1) { // or a server wrote one in between
                const auto more = store.eventsAfter(report.head.sequence, 1);
                if (more && !more->empty())
                    continue;
            }
            return broken(report, **misfiled, "lists know it, but it has no text");
        }
        for (const auto& event : *block) {
            const auto expected = report.head.sequence + 1;
            auto fault = faultOf(event, report.head);
            if (fault.empty())
                fault = anchorFault(event, anchor);
            if (fault.empty() && event.sequence == *misfiled)
                fault = "lists and filters do not know it as it is";
            if (!fault.empty())
                return broken(report, expected, fault);
            report.head = {event.sequence, event.hash, event.time};
            ++report.events;
        }
    }
    if (anchor && anchor->sequence > report.head.sequence)
        return broken(report, report.head.sequence + 1, "it is missing, and the anchor shows that it was there");
    return report;
}

Result<Anchor> exportEvidence(Store& store, const std::function<bool(std::string_view line)>& write)
{
    Anchor end;
    end.hash = noHash;
    for (;;) {
        const auto block = store.eventsAfter(end.sequence, blockSize);
        if (!block)
            return tl::unexpected(block.error());
        if (block->empty())
            return end;
        for (const auto& event : *block) {
            if (!write(canonicalJson(eventJson(event)) + '\n'))
                return fail(Fault::Unavailable, "The evidence could not be written.");
            end = {event.sequence, event.hash, event.time};
        }
    }
}

Result<Anchor> anchor(Store& store)
{
    const auto head = store.head();
    if (!head)
        return tl::unexpected(head.error());
    return Anchor{head->sequence, head->hash, head->time};
}

std::string anchorText(const Anchor& anchor)
{
    return canonicalJson(
        json::object{{"sequence", anchor.sequence}, {"hash", anchor.hash}, {"time", formatTime(anchor.time)}});
}

Result<Anchor> anchorFromText(std::string_view text)
{
    const auto value = parseJson(text);
    if (!value)
        return tl::unexpected(value.error());
    const auto* object = value->if_object();
    if (!object)
        return fail(Fault::Malformed, "An anchor is an object of sequence, hash and time.");
    MemberReader members(*object);
    Anchor anchor;
    anchor.sequence = members.integer("sequence").value_or(-1);
    if (anchor.sequence < 0)
        members.wrong("sequence", "a number");
    anchor.hash = members.text("hash").value_or("");
    if (anchor.hash.size() != noHash.size())
        members.wrong("hash", "64 hexadecimal digits");
    const auto time = parseTime(members.text("time").value_or(""));
    if (!time)
        members.wrong("time", "a time");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    anchor.time = *time;
    return anchor;
}

} // namespace tokenhouse::server

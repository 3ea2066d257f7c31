#include "server/api/judge.h"

#include <algorithm>
#include <charconv>

#include "core/cidr.h"
#include "core/text.h"
#include "server/http/head_parser.h"

namespace tokenhouse::server {

using http::equalsIgnoringCase;

namespace {

std::string_view withoutPort(std::string_view host)
{
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        return end == std::string_view::npos ? std::string_view{} : host.substr(1, end - 1);
    }
    return host.substr(0, host.find(':'));
}

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

bool isLoopback(const AddressBytes& address)
{
    static const auto v4 = Cidr::parse("127.0.0.0/8");
    static const auto v6 = Cidr::parse("::1");
    return v4->contains(address) || v6->contains(address);
}

} // namespace

bool isKnownHost(std::string_view host, std::string_view listens, const std::vector<std::string>& names)
{
    const auto name = withoutPort(host);
    if (equalsIgnoringCase(name, "localhost") || equalsIgnoringCase(name, withoutPort(listens))
        || equalsIgnoringCase(name, listens))
        return true;
    if (std::ranges::any_of(names, [&](const auto& one) { return equalsIgnoringCase(name, one); }))
        return true;
    const auto address = parseAddress(name);
    if (!address)
        return false;
    // An address is no name that could be pointed elsewhere; on a wildcard listener every one of ours is meant.
    return isLoopback(*address) || listens == "0.0.0.0" || listens == "::" || listens == "[::]";
}

Result<std::string_view> bearerToken(const http::RequestHead& head)
{
    const auto* field = head.field("Authorization");
    if (field == nullptr)
        return fail(Fault::NoSession, "Sign in first: this call takes a session.");
    const std::string_view text(*field);
    if (text.size() < 8 || !equalsIgnoringCase(text.substr(0, 7), "Bearer "))
        return fail(Fault::NoSession, "The Authorization is no Bearer token of a session.");
    return trimmed(text.substr(7));
}

Result<void> checkMediaType(const http::RequestHead& head, BodyRule rule, bool hasBody)
{
    if (rule == BodyRule::None || (rule == BodyRule::JsonOrNone && !hasBody))
        return {};
    const std::string_view wanted = rule == BodyRule::MergePatch ? "application/merge-patch+json" : "application/json";
    if (head.count("Content-Type") > 1)
        return fail(Fault::Malformed, "There is more than one Content-Type.");
    const auto* field = head.field("Content-Type");
    if (field == nullptr)
        return fail(Fault::UnsupportedMedia, "The Content-Type must be " + std::string(wanted) + ".");
    std::string_view text(*field);
    const auto type = trimmed(text.substr(0, text.find(';')));
    if (!equalsIgnoringCase(type, wanted))
        return fail(Fault::UnsupportedMedia, "The Content-Type must be " + std::string(wanted) + ".");
    while (text.find(';') != std::string_view::npos) {
        text.remove_prefix(text.find(';') + 1);
        const auto parameter = trimmed(text.substr(0, text.find(';')));
        if (parameter.size() >= 8 && equalsIgnoringCase(parameter.substr(0, 8), "charset=")) {
            auto charset = parameter.substr(8);
            if (charset.size() > 1 && charset.front() == '"' && charset.back() == '"')
                charset = charset.substr(1, charset.size() - 2);
            if (!equalsIgnoringCase(charset, "utf-8"))
                return fail(Fault::UnsupportedMedia, "The only charset taken is UTF-8.");
        }
    }
    if (const auto* encoding = head.field("Content-Encoding"); encoding && !equalsIgnoringCase(*encoding, "identity"))
        return fail(Fault::UnsupportedMedia, "Compressed bodies are not taken.");
    return {};
}

Result<std::int64_t> readIfMatch(const http::RequestHead& head)
{
    const auto* field = head.field("If-Match");
    if (field == nullptr)
        return fail(Fault::PreconditionRequired,
                    "Say in If-Match which revision the change is meant for: the ETag of the object as you read it.");
    const auto malformed = [] {
        return fail(Fault::Malformed, "If-Match must be one strong entity tag, as it came in ETag: \"7\".");
    };
    if (head.count("If-Match") > 1 || field->size() < 3 || field->size() > 21 || field->front() != '"'
        || field->back() != '"' || (*field)[1] == '0')
        return malformed();
    std::int64_t revision = 0;
    const auto* end = field->data() + field->size() - 1;
    const auto [stopped, error] = std::from_chars(field->data() + 1, end, revision);
    if (error != std::errc() || stopped != end || revision < 1)
        return malformed();
    return revision;
}

Result<std::string> readIdempotencyKey(const http::RequestHead& head)
{
    const auto* field = head.field("Idempotency-Key");
    if (field == nullptr)
        return std::string();
    const auto printable = std::ranges::all_of(*field, [](char c) { return c > 0x20 && c < 0x7F; });
    if (head.count("Idempotency-Key") > 1 || field->empty() || field->size() > 255 || !printable)
        return fail(Fault::Malformed, "Idempotency-Key must be one text of 1 to 255 visible ASCII characters.");
    return *field;
}

void wipeTexts(json::value& value)
{
    if (auto* text = value.if_string()) {
        wipe(text->data(), text->size());
    } else if (auto* array = value.if_array()) {
        for (auto& one : *array)
            wipeTexts(one);
    } else if (auto* object = value.if_object()) {
        for (auto& member : *object)
            wipeTexts(member.value());
    }
}

} // namespace tokenhouse::server

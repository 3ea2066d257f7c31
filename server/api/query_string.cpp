#include "server/api/query_string.h"

#include <algorithm>
#include <charconv>

#include "core/hex.h"
#include "core/text.h"

namespace tokenhouse::server {

namespace {

tl::unexpected<Failure> malformed(const std::string& name, const std::string& what)
{
    return fail(Fault::Malformed, "The query's member " + displaySafe(elided(name, 60)) + " " + what);
}

} // namespace

std::optional<std::string> percentDecoded(std::string_view text, bool plusIsBlank)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plusIsBlank) {
            out += ' ';
        } else if (text[i] == '%') {
            const auto byte = percentByte(text, i);
            if (byte.value_or('\0') == '\0')
                return std::nullopt;
            out += *byte;
            i += 2;
        } else {
            out += text[i];
        }
    }
    if (!isValidUtf8(out))
        return std::nullopt;
    return out;
}

Result<QueryString> QueryString::parse(std::string_view raw, std::span<const std::string_view> known)
{
    QueryString query;
    while (!raw.empty()) {
        const auto piece = raw.substr(0, raw.find('&'));
        raw.remove_prefix(std::min(raw.size(), piece.size() + 1));
        if (piece.empty())
            continue;
        const auto equals = piece.find('=');
        const auto name = percentDecoded(piece.substr(0, equals), true);
        const auto value =
            percentDecoded(equals == std::string_view::npos ? std::string_view{} : piece.substr(equals + 1), true);
        if (!name || !value)
            return fail(Fault::Malformed, "The query has a broken escape, or bytes that are no UTF-8.");
        if (std::ranges::find(known, *name) == known.end())
            return malformed(*name, "is not known here.");
        if (query.find(*name) != nullptr)
            return malformed(*name, "stands there twice.");
        query.m_members.emplace_back(*name, *value);
    }
    return query;
}

const std::string* QueryString::find(std::string_view name) const
{
    const auto found = std::ranges::find(m_members, name, &std::pair<std::string, std::string>::first);
    return found == m_members.end() ? nullptr : &found->second;
}

std::string QueryString::text(std::string_view name) const
{
    const auto* value = find(name);
    return value == nullptr ? std::string() : *value;
}

Result<std::optional<std::int64_t>> QueryString::integer(std::string_view name, std::int64_t least,
                                                         std::int64_t most) const
{
    const auto* value = find(name);
    if (value == nullptr)
        return std::optional<std::int64_t>();
    std::int64_t number = 0;
    const auto end = value->data() + value->size();
    const auto [stopped, error] = std::from_chars(value->data(), end, number);
    if (error != std::errc() || stopped != end || number < least || number > most)
        return malformed(std::string(name),
                         "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    return std::optional(number);
}

Result<bool> QueryString::flag(std::string_view name) const
{
    const auto* value = find(name);
    if (value == nullptr || *value == "false")
        return false;
    if (*value == "true")
        return true;
    return malformed(std::string(name), "must be true or false.");
}

} // namespace tokenhouse::server

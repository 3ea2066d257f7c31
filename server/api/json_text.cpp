#include "server/api/json_text.h"

#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include <boost/json/serialize.hpp>

namespace tokenhouse::server {

namespace {

void appendName(std::string& out, std::string_view name)
{
    out += ",\"";
    out += name;
    out += "\":";
}

void appendMember(std::string& out, std::string_view name, std::string_view text)
{
    appendName(out, name);
    appendText(out, text);
}

void appendMember(std::string& out, std::string_view name, Time time)
{
    appendName(out, name);
    out += '"';
    out += formatTime(time);
    out += '"';
}

void appendMember(std::string& out, std::string_view name, const std::optional<Time>& time)
{
    if (time) {
        appendMember(out, name, *time);
        return;
    }
    appendName(out, name);
    out += "null";
}

void appendMember(std::string& out, std::string_view name, std::int64_t number)
{
    appendName(out, name);
    appendNumber(out, number);
}

void appendFlag(std::string& out, std::string_view name, bool flag)
{
    appendName(out, name);
    out += flag ? "true" : "false";
}

template <class List, class Append>
void appendList(std::string& out, std::string_view name, const List& list, const Append& append)
{
    appendName(out, name);
    out += '[';
    auto first = true;
    for (const auto& one : list) {
        if (!first)
            out += ',';
        first = false;
        append(one);
    }
    out += ']';
}

void appendTexts(std::string& out, std::string_view name, const std::vector<std::string>& texts)
{
    appendList(out, name, texts, [&out](const std::string& one) { appendText(out, one); });
}

} // namespace

void appendText(std::string& out, std::string_view text)
{
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        out.append(text, plain, i - plain);
        plain = i + 1;
        switch (byte) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    out.append(text, plain);
    out += '"';
}

void appendNumber(std::string& out, std::int64_t number)
{
    std::array<char, 24> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

void appendToken(std::string& out, const Token& token, Time at)
{
    out += "{\"id\":\"";
    out += token.id.text();
    out += '"';
    appendMember(out, "name", token.name);
    appendMember(out, "description", token.description);
    appendMember(out, "owner", token.owner);
    appendTexts(out, "labels", token.labels);
    appendFlag(out, "isDisabled", token.isDisabled);
    if (token.rateLimit) {
        out += ",\"rateLimit\":{\"limit\":";
        appendNumber(out, token.rateLimit->limit());
        out += ",\"windowSeconds\":";
        appendNumber(out, token.rateLimit->window().count());
        out += '}';
    } else {
        out += ",\"rateLimit\":null";
    }
    appendMember(out, "expiresAt", token.expiresAt);
    appendTexts(out, "allowedAddresses", token.allowedAddresses);
    appendMember(out, "createdBy", token.createdBy);
    appendMember(out, "createdAt", token.createdAt);
    appendMember(out, "lastModifiedBy", token.lastModifiedBy);
    appendMember(out, "lastModified", token.lastModified);
    appendMember(out, "lastUsedAt", token.lastUsedAt);
    appendMember(out, "useCount", static_cast<std::int64_t>(token.useCount));
    appendMember(out, "usedBy", static_cast<std::int64_t>(token.usedBy));
    appendMember(out, "state", tokenStateName(token.state(at)));
    appendMember(out, "previousSecretUntil", token.previousUntil(at));
    appendMember(out, "claimUntil", token.claimUntil);
    appendMember(out, "revision", token.revision);
    out += '}';
}

void appendDefinition(std::string& out, const Definition& definition)
{
    out += "{\"id\":\"";
    out += definition.id.text();
    out += '"';
    appendMember(out, "name", definition.name);
    appendMember(out, "description", definition.description);
    appendMember(out, "route", definition.route);
    appendList(out, "methods", definition.methods, [&out](Method one) { appendText(out, methodName(one)); });
    appendList(out, "allowedTokens", definition.allowedTokens, [&out](const Uuid& one) {
        out += '"';
        out += one.text();
        out += '"';
    });
    appendMember(out, "actionType", actionTypeName(definition.action));
    appendName(out, "actionMeta");
    out += boost::json::serialize(actionMeta(definition.action));
    appendFlag(out, "isDisabled", definition.isDisabled);
    appendMember(out, "createdBy", definition.createdBy);
    appendMember(out, "createdAt", definition.createdAt);
    appendMember(out, "lastModifiedBy", definition.lastModifiedBy);
    appendMember(out, "lastModified", definition.lastModified);
    appendMember(out, "revision", definition.revision);
    out += '}';
}

json::value timeOrNull(const std::optional<Time>& time)
{
    return time ? json::value(formatTime(*time)) : json::value(nullptr);
}

} // namespace tokenhouse::server

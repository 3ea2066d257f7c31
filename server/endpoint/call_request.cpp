#include "server/endpoint/call_request.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/hex.h"
#include "core/secret.h"
#include "core/text.h"
#include "server/http/head_parser.h"

namespace tokenhouse::server {

namespace {

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The parameters after a media type; only a charset matters.
bool hasGoodParameters(std::string_view rest)
{
    while (!rest.empty()) {
        rest.remove_prefix(1); // the ';'
        // A quoted value may hold a ';'.
        std::size_t end = 0;
        for (bool quoted = false; end < rest.size() && (quoted || rest[end] != ';'); ++end) {
            if (quoted && rest[end] == '\\') {
                ++end;
            } else if (rest[end] == '"') {
                quoted = !quoted;
            }
        }
        end = std::min(end, rest.size());
        const auto parameter = trimmed(rest.substr(0, end));
        rest.remove_prefix(end);
        const auto equals = std::min(parameter.find('='), parameter.size());
        if (!http::equalsIgnoringCase(trimmed(parameter.substr(0, equals)), "charset")) {
            continue;
        }
        auto value = equals < parameter.size() ? trimmed(parameter.substr(equals + 1)) : std::string_view();
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
            value = value.substr(1, value.size() - 2);
        }
        if (!http::equalsIgnoringCase(value, "utf-8")) {
            return false;
        }
    }
    return true;
}

std::optional<std::string> decoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const auto byte = percentByte(text, i);
            if (!byte) {
                return std::nullopt;
            }
            out.push_back(*byte);
            i += 2;
        } else {
            out.push_back(text[i] == '+' ? ' ' : text[i]);
        }
    }
    return isValidUtf8(out) ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

std::optional<std::string_view> bearerSecret(const http::RequestHead& head)
{
    constexpr std::string_view scheme = "Bearer";
    const auto* const field = head.field("Authorization");
    if (field == nullptr || field->size() < scheme.size()) {
        return std::nullopt;
    }
    auto value = std::string_view(*field);
    if (!http::equalsIgnoringCase(value.substr(0, scheme.size()), scheme)
        || (value.size() > scheme.size() && value[scheme.size()] != ' ')) {
        return std::nullopt;
    }
    value.remove_prefix(scheme.size());
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return value;
}

bool isSecretText(std::string_view text)
{
    static constexpr auto allowed = [] {
        std::array<bool, 256> set{};
        for (const char character : secretAlphabet) {
            set[static_cast<unsigned char>(character)] = true;
        }
        return set;
    }();
    return text.size() >= secretMinimum && text.size() <= secretMaximum
           && std::ranges::all_of(text, [](char character) { return allowed[static_cast<unsigned char>(character)]; });
}

bool announcesBody(const http::RequestHead& head)
{
    if (head.field("Transfer-Encoding") != nullptr) {
        return true;
    }
    const auto* const length = head.field("Content-Length");
    return length != nullptr && length->find_first_not_of('0') != std::string::npos;
}

bool hasGoodContentType(const http::RequestHead& head)
{
    const auto* const field = head.field("Content-Type");
    if (field == nullptr) {
        return !announcesBody(head);
    }
    const auto* const encoding = head.field("Content-Encoding");
    if (head.count("Content-Type") != 1 || (encoding != nullptr && !http::equalsIgnoringCase(*encoding, "identity"))) {
        return false;
    }
    const auto value = std::string_view(*field);
    const auto end = std::min(value.find(';'), value.size());
    const auto type = trimmed(value.substr(0, end));
    static constexpr std::array types = {"application/json", "application/xml", "text/xml", "text/plain"};
    return std::ranges::any_of(types, [&](const char* one) { return http::equalsIgnoringCase(type, one); })
           && hasGoodParameters(value.substr(end));
}

std::optional<json::object> queryParameters(std::string_view query)
{
    json::object parameters;
    for (std::size_t start = 0; start < query.size();) {
        const auto end = std::min(query.find('&', start), query.size());
        const auto pair = query.substr(start, end - start);
        start = end + 1;
        if (pair.empty()) {
            continue;
        }
        const auto equals = std::min(pair.find('='), pair.size());
        const auto key = decoded(pair.substr(0, equals));
        const auto value = decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view());
        if (!key || !value) {
            return std::nullopt;
        }
        auto& values = parameters[*key];
        if (!values.is_array()) {
            values.emplace_array();
        }
        values.get_array().emplace_back(*value);
    }
    return parameters;
}

bool isGoodQuery(std::string_view query)
{
    const bool plain =
        std::ranges::none_of(query, [](char one) { return one == '%' || static_cast<unsigned char>(one) >= 0x80; });
    return plain || queryParameters(query).has_value();
}

} // namespace tokenhouse::server

#include "network/json_read.h"

#include <array>

namespace tokenhouse {

const json::value* memberOf(const json::object& object, std::string_view name)
{
    return object.if_contains(json::string_view(name.data(), name.size()));
}

std::string textOf(const json::object& object, std::string_view name)
{
    const auto* value = memberOf(object, name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t integerOf(const json::object& object, std::string_view name, std::int64_t otherwise)
{
    const auto* value = memberOf(object, name);
    return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
}

bool booleanOf(const json::object& object, std::string_view name)
{
    const auto* value = memberOf(object, name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<Time> timeOf(const json::object& object, std::string_view name)
{
    return parseTime(textOf(object, name));
}

std::vector<std::string> textsOf(const json::object& object, std::string_view name)
{
    std::vector<std::string> texts;
    const auto* value = memberOf(object, name);
    if (value != nullptr && value->is_array()) {
        for (const auto& item : value->get_array()) {
            if (item.is_string()) {
                texts.emplace_back(item.get_string());
            }
        }
    }
    return texts;
}

const json::object* objectOf(const json::object& object, std::string_view name)
{
    const auto* value = memberOf(object, name);
    return value != nullptr ? value->if_object() : nullptr;
}

const json::array* itemsOf(const json::value& value)
{
    if (const auto* array = value.if_array()) {
        return array;
    }
    const auto* object = value.if_object();
    const auto* items = object != nullptr ? memberOf(*object, "items") : nullptr;
    return items != nullptr ? items->if_array() : nullptr;
}

Failure unexpectedAnswer()
{
    return {Fault::Internal, "The server's answer has an unexpected form; it may be of another version.", {}, {}};
}

Result<json::value> jsonOf(const Answer& answer)
{
    auto parsed = parseJson(std::string_view(answer.body.constData(), static_cast<std::size_t>(answer.body.size())));
    if (!parsed) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    return parsed;
}

Result<json::object> jsonObjectOf(const Answer& answer)
{
    auto value = jsonOf(answer);
    if (!value) {
        return tl::unexpected<Failure>(value.error());
    }
    if (!value->is_object()) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    return std::move(value->get_object());
}

SecretBytes jsonBody(const json::object& object)
{
    auto text = json::serialize(object);
    SecretBytes body(text);
    wipe(text);
    return body;
}

SecretBytes jsonBody(const json::object& object, std::string_view secretName, std::string_view secret)
{
    constexpr std::string_view hex = "0123456789abcdef";
    auto body = jsonBody(object);
    body.erase(body.size() - 1, 1);
    const auto add = [&body](std::string_view text) { body.insert(body.size(), text); };
    add(object.empty() ? "\"" : ",\"");
    add(secretName);
    add("\":\"");
    for (const char c : secret) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            const std::array<char, 2> escaped{'\\', c};
            add({escaped.data(), escaped.size()});
        } else if (byte < 0x20) {
            const std::array<char, 6> escaped{'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
            add({escaped.data(), escaped.size()});
        } else {
            add({&c, 1});
        }
    }
    add("\"}");
    return body;
}

} // namespace tokenhouse

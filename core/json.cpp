#include "core/json.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <set>
#include <utility>

#include "core/text.h"

namespace tokenhouse {

namespace {

constexpr std::size_t depthMaximum = 32;
constexpr std::size_t nameShown = 60; ///< characters of a member's name in a message
constexpr std::size_t unknownTold =
    20; ///< unknown members that are told by name: an answer is not larger than its question

/// Boost.JSON keeps the last of duplicate members silently, so objects are walked once by this small scanner, on text
/// that the parser has accepted already.
class DuplicateScanner {
public:
    explicit DuplicateScanner(std::string_view text) : m_text(text) {}

    struct Duplicate {
        std::size_t at = 0; ///< the byte at which the name stands a second time
        std::string name;
    };
    std::optional<Duplicate> find()
    {
        std::vector<std::set<std::string>> objects;
        std::vector<bool> isObject;
        bool nameNext = false;
        for (std::size_t i = 0; i < m_text.size(); ++i) {
            switch (m_text[i]) {
            case '{':
                objects.emplace_back();
                isObject.push_back(true);
                nameNext = true;
                break;
            case '[':
                isObject.push_back(false);
                nameNext = false;
                break;
            case '}': objects.pop_back(); [[fallthrough]];
            case ']':
                isObject.pop_back();
                nameNext = false;
                break;
            case ',': nameNext = !isObject.empty() && isObject.back(); break;
            case '"': {
                const std::size_t start = i;
                for (++i; m_text[i] != '"'; ++i) {
                    if (m_text[i] == '\\')
                        ++i;
                }
                if (nameNext) {
                    const auto [name, isNew] = objects.back().insert(unescaped(m_text.substr(start, i - start + 1)));
                    if (!isNew)
                        return Duplicate{start, *name};
                }
                nameNext = false;
                break;
            }
            default: break;
            }
        }
        return std::nullopt;
    }

private:
    static std::string unescaped(std::string_view quoted)
    {
        if (quoted.find('\\') == std::string_view::npos)
            return std::string(quoted.substr(1, quoted.size() - 2));
        const json::value value = json::parse(json::string_view(quoted.data(), quoted.size()));
        return std::string(value.as_string());
    }

    std::string_view m_text;
};

void appendEscaped(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                char buffer[8];
                std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(c));
                out += buffer;
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

/// RFC 8785 sorts members by their UTF-16 code units, which differs from UTF-8's order above the surrogates.
std::u16string utf16(std::string_view text)
{
    std::u16string units;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = bytes == 1 ? lead : lead & (0xFFu >> (bytes + 1));
        for (std::size_t k = 1; k < bytes && i + k < text.size(); ++k)
            point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
        if (point >= 0x10000) {
            units += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10));
            units += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FF));
        } else {
            units += static_cast<char16_t>(point);
        }
        i += bytes;
    }
    return units;
}

void appendCanonical(std::string& out, const json::value& value)
{
    [[maybe_unused]] constexpr std::int64_t limit = std::int64_t{1} << 53;
    switch (value.kind()) {
    case json::kind::null: out += "null"; return;
    case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
    case json::kind::int64:
        assert(value.get_int64() > -limit && value.get_int64() < limit);
        out += std::to_string(value.get_int64());
        return;
    case json::kind::uint64:
        assert(value.get_uint64() < static_cast<std::uint64_t>(limit));
        out += std::to_string(value.get_uint64());
        return;
    case json::kind::double_: {
        // Only whole numbers get here (see the header); a whole double is written as one.
        const auto whole = static_cast<std::int64_t>(value.get_double());
        assert(static_cast<double>(whole) == value.get_double());
        out += std::to_string(whole);
        return;
    }
    case json::kind::string: appendEscaped(out, {value.get_string().data(), value.get_string().size()}); return;
    case json::kind::array: {
        out += '[';
        bool first = true;
        for (const auto& item : value.get_array()) {
            if (!std::exchange(first, false))
                out += ',';
            appendCanonical(out, item);
        }
        out += ']';
        return;
    }
    case json::kind::object: {
        std::vector<const json::key_value_pair*> members;
        for (const auto& member : value.get_object())
            members.push_back(&member);
        std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) {
            const std::string_view left(a->key().data(), a->key().size());
            const std::string_view right(b->key().data(), b->key().size());
            const bool ascii = std::all_of(left.begin(), left.end(), [](char c) { return c >= 0; })
                               && std::all_of(right.begin(), right.end(), [](char c) { return c >= 0; });
            return ascii ? left < right : utf16(left) < utf16(right);
        });
        out += '{';
        bool first = true;
        for (const auto* member : members) {
            if (!std::exchange(first, false))
                out += ',';
            appendEscaped(out, {member->key().data(), member->key().size()});
            out += ':';
            appendCanonical(out, member->value());
        }
        out += '}';
        return;
    }
    }
}

} // namespace

Result<json::value> parseJson(std::string_view text)
{
    if (!isValidUtf8(text))
        return fail(Fault::Malformed, "The JSON is not valid UTF-8.");
    json::parse_options options;
    options.max_depth = depthMaximum;
    json::stream_parser parser({}, options);
    boost::system::error_code error;
    const auto used = parser.write_some(text.data(), text.size(), error);
    if (!error)
        parser.finish(error);
    if (error == json::error::too_deep)
        return fail(Fault::Malformed, "The JSON is nested deeper than 32 levels.");
    if (error)
        return fail(Fault::Malformed, "The JSON is malformed at byte " + std::to_string(used) + ".");
    if (text.substr(used).find_first_not_of(" \t\r\n") != std::string_view::npos)
        return fail(Fault::Malformed, "Something follows the JSON value at byte " + std::to_string(used) + ".");
    if (const auto duplicate = DuplicateScanner(text).find())
        return fail(Fault::Malformed, "\"" + displaySafe(elided(duplicate->name, nameShown))
                                          + "\": stands twice in one JSON object, at byte "
                                          + std::to_string(duplicate->at) + ".");
    return parser.release();
}

std::string canonicalJson(const json::value& value)
{
    std::string out;
    appendCanonical(out, value);
    return out;
}

MemberReader::MemberReader(const json::object& object) : m_object(object) {}

bool MemberReader::has(std::string_view name) const
{
    return m_object.contains(json::string_view(name.data(), name.size()));
}

const json::value* MemberReader::take(std::string_view name)
{
    m_known.emplace_back(name);
    return m_object.if_contains(json::string_view(name.data(), name.size()));
}

std::optional<std::string> MemberReader::text(std::string_view name)
{
    const auto* value = take(name);
    if (!value)
        return std::nullopt;
    if (const auto* string = value->if_string())
        return std::string(*string);
    wrong(name, "text");
    return std::nullopt;
}

std::optional<bool> MemberReader::boolean(std::string_view name)
{
    const auto* value = take(name);
    if (!value)
        return std::nullopt;
    if (const auto* boolean = value->if_bool())
        return *boolean;
    wrong(name, "true or false");
    return std::nullopt;
}

std::optional<std::int64_t> MemberReader::integer(std::string_view name)
{
    const auto* value = take(name);
    if (!value)
        return std::nullopt;
    if (const auto* integer = value->if_int64())
        return *integer;
    // Only values made here have this kind; parsed text has it beyond int64 alone.
    if (const auto* number = value->if_uint64(); number && std::in_range<std::int64_t>(*number))
        return static_cast<std::int64_t>(*number);
    wrong(name, "a whole number");
    return std::nullopt;
}

std::optional<std::vector<std::string>> MemberReader::texts(std::string_view name)
{
    const auto* value = take(name);
    if (!value)
        return std::nullopt;
    if (const auto* array = value->if_array()) {
        std::vector<std::string> result;
        for (const auto& item : *array) {
            if (!item.is_string()) {
                wrong(name, "an array of texts");
                return std::nullopt;
            }
            result.emplace_back(item.get_string());
        }
        return result;
    }
    wrong(name, "an array of texts");
    return std::nullopt;
}

const json::object* MemberReader::object(std::string_view name)
{
    const auto* value = take(name);
    if (!value)
        return nullptr;
    if (const auto* object = value->if_object())
        return object;
    wrong(name, "an object");
    return nullptr;
}

void MemberReader::wrong(std::string_view name, std::string_view expected)
{
    auto fault = std::string(name) + ": expected " + std::string(expected) + ".";
    if (std::find(m_faults.begin(), m_faults.end(), fault) == m_faults.end())
        m_faults.push_back(std::move(fault));
}

void MemberReader::readOnly(std::initializer_list<std::string_view> names)
{
    for (const auto name : names) {
        if (take(name))
            m_faults.push_back(std::string(name) + ": is set by the server and cannot be given.");
    }
}

Result<void> MemberReader::finish() const
{
    auto faults = m_faults;
    std::size_t unknown = 0;
    for (const auto& member : m_object) {
        const std::string_view name(member.key().data(), member.key().size());
        if (std::find(m_known.begin(), m_known.end(), name) == m_known.end() && ++unknown <= unknownTold)
            faults.push_back("\"" + displaySafe(elided(name, nameShown)) + "\": is not a member known here.");
    }
    if (unknown > unknownTold)
        faults.push_back("Nor are " + std::to_string(unknown - unknownTold) + " others.");
    if (faults.empty())
        return {};
    std::string detail;
    for (const auto& fault : faults)
        detail += (detail.empty() ? "" : " ") + fault;
    return fail(Fault::Malformed, detail);
}

} // namespace tokenhouse

#include "server/http/head_parser.h"

#include <algorithm>
#include <array>

namespace tokenhouse::http {

namespace {

constexpr std::size_t methodMaximum = 32;

constexpr std::array<bool, 256> makeTokenTable()
{
    std::array<bool, 256> table{};
    for (char c = '0'; c <= '9'; ++c)
        table[static_cast<unsigned char>(c)] = true;
    for (char c = 'a'; c <= 'z'; ++c)
        table[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c)
        table[static_cast<unsigned char>(c)] = true;
    for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr auto tokenTable = makeTokenTable();

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

FramingFault broken(std::string detail)
{
    return {400, std::move(detail)};
}

/// Appends a field without giving up the memory of an earlier request's one.
void setField(HeaderList& fields, std::size_t index, std::string_view name, std::string_view value)
{
    if (index < fields.size()) {
        fields[index].first.assign(name);
        fields[index].second.assign(value);
    } else {
        fields.emplace_back(name, value);
    }
}

std::optional<FramingFault> parseRequestLine(std::string_view line, RequestHead& head)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || line.find(' ', first + 1) != last)
        return broken("The request line is not method, blank, target, blank, version.");
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (!isTokenText(method) || method.size() > methodMaximum)
        return broken("The method is not a token.");
    if (version == "HTTP/1.1") {
        head.http11 = true;
    } else if (version == "HTTP/1.0") {
        head.http11 = false;
    } else if (version.size() == 8 && version.starts_with("HTTP/") && version[5] >= '2' && version[5] <= '9'
               && version[6] == '.' && version[7] >= '0' && version[7] <= '9') {
        return FramingFault{505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."};
    } else {
        return broken("The version is not HTTP/1.1 or HTTP/1.0.");
    }
    if (target.empty() || target.front() != '/')
        return broken("The target is not in origin form.");
    for (const char c : target) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7F || c == '#')
            return broken("The target has a character that must be percent-encoded.");
    }
    head.method.assign(method);
    head.target.assign(target);
    const auto question = target.find('?');
    head.path.assign(target.substr(0, question));
    head.query.assign(question == std::string_view::npos ? std::string_view{} : target.substr(question + 1));
    return std::nullopt;
}

bool isHostText(std::string_view text)
{
    if (text.empty() || text.size() > 300)
        return false;
    return std::ranges::all_of(text, [](char c) {
        return tokenTable[static_cast<unsigned char>(c)] || c == ':' || c == '[' || c == ']' || c == '(' || c == ')'
               || c == ';' || c == '=';
    });
}

std::optional<std::uint64_t> parseLength(std::string_view text)
{
    if (text.empty() || text.size() > 18)
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

struct Seen {
    int hosts = 0;
    int lengths = 0;
    int encodings = 0;
    int authorizations = 0;
    int expectations = 0;
    bool close = false;
    bool keepAlive = false;
};

void readConnection(std::string_view value, Seen& seen)
{
    while (!value.empty()) {
        const auto comma = value.find(',');
        auto word = value.substr(0, comma);
        while (word.starts_with(' '))
            word.remove_prefix(1);
        while (word.ends_with(' '))
            word.remove_suffix(1);
        seen.close = seen.close || equalsIgnoringCase(word, "close");
        seen.keepAlive = seen.keepAlive || equalsIgnoringCase(word, "keep-alive");
        if (comma == std::string_view::npos)
            break;
        value.remove_prefix(comma + 1);
    }
}

/// The fields that decide where a message ends and who asks. Two readings of one of them are how requests are smuggled.
std::optional<FramingFault> judgeField(std::string_view name, std::string_view value, Seen& seen, Framing& framing)
{
    switch (name.size()) {
    case 4:
        if (equalsIgnoringCase(name, "Host")) {
            if (++seen.hosts > 1)
                return broken("There is more than one Host.");
            if (!isHostText(value))
                return broken("The Host is not a host name with an optional port.");
        }
        break;
    case 6:
        if (equalsIgnoringCase(name, "Expect")) {
            if (++seen.expectations > 1 || !equalsIgnoringCase(value, "100-continue"))
                return FramingFault{417, "The only expectation that is met here is 100-continue."};
            framing.expectContinue = true;
        }
        break;
    case 7:
        if (equalsIgnoringCase(name, "Trailer"))
            return broken("Trailers are not taken.");
        break;
    case 10:
        if (equalsIgnoringCase(name, "Connection"))
            readConnection(value, seen);
        break;
    case 13:
        if (equalsIgnoringCase(name, "Authorization") && ++seen.authorizations > 1)
            return broken("There is more than one Authorization.");
        break;
    case 14:
        if (equalsIgnoringCase(name, "Content-Length")) {
            if (++seen.lengths > 1)
                return broken("There is more than one Content-Length.");
            framing.contentLength = parseLength(value);
            if (!framing.contentLength)
                return broken("Content-Length is not one whole number.");
        }
        break;
    case 17:
        if (equalsIgnoringCase(name, "Transfer-Encoding")) {
            if (++seen.encodings > 1 || value != "chunked")
                return broken("The only Transfer-Encoding taken is chunked.");
            framing.chunked = true;
        }
        break;
    default: break;
    }
    return std::nullopt;
}

} // namespace

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return a.size() == b.size()
           && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool isTokenText(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return tokenTable[static_cast<unsigned char>(c)]; });
}

HeadScanner::State HeadScanner::scan(std::string_view bytes)
{
    while (m_position < bytes.size()) {
        const auto byte = static_cast<unsigned char>(bytes[m_position]);
        if (byte >= 0x20 && byte != 0x7F) {
            ++m_position;
            continue;
        }
        if (byte != '\r')
            return State::Broken;
        if (m_position + 1 == bytes.size())
            return State::More;
        if (bytes[m_position + 1] != '\n')
            return State::Broken;
        if (m_position == m_lineStart) {
            if (m_position == 0)
                return State::Broken; // an empty line where a request line should be
            m_position += 2;
            return State::Complete;
        }
        m_position += 2;
        m_lineStart = m_position;
    }
    return State::More;
}

std::optional<FramingFault> parseHead(std::string_view bytes, RequestHead& head, Framing& framing)
{
    framing = {};
    HeadScanner scanner;
    if (scanner.scan(bytes) != HeadScanner::State::Complete || scanner.size() != bytes.size())
        return broken("The head has a control character, or a line that does not end in CR LF.");
    auto end = bytes.find("\r\n");
    if (auto fault = parseRequestLine(bytes.substr(0, end), head))
        return fault;

    Seen seen;
    std::size_t count = 0;
    for (auto start = end + 2; start + 2 < bytes.size(); start = end + 2) {
        end = bytes.find("\r\n", start);
        const auto line = bytes.substr(start, end - start);
        const auto colon = line.find(':');
        if (line.front() == ' ')
            return broken("A field is folded over lines.");
        if (colon == std::string_view::npos || !isTokenText(line.substr(0, colon)))
            return broken("A field's name is not a token, or has a blank before the colon.");
        const auto name = line.substr(0, colon);
        auto value = line.substr(colon + 1);
        while (value.starts_with(' '))
            value.remove_prefix(1);
        while (value.ends_with(' '))
            value.remove_suffix(1);
        if (count == fieldsMaximum)
            return FramingFault{431, "There are more than 100 fields in the head."};
        if (auto fault = judgeField(name, value, seen, framing))
            return fault;
        setField(head.fields, count++, name, value);
    }
    head.fields.resize(count);

    if (head.http11 && seen.hosts != 1)
        return broken("There is no Host.");
    if (framing.chunked && framing.contentLength)
        return broken("There is a Transfer-Encoding beside a Content-Length.");
    if (framing.chunked && !head.http11)
        return broken("There is no Transfer-Encoding in HTTP/1.0.");
    framing.keepAlive = !seen.close && (head.http11 || seen.keepAlive);
    framing.expectContinue = framing.expectContinue && head.http11;
    return std::nullopt;
}

const std::string* RequestHead::field(std::string_view name) const
{
    for (const auto& [key, value] : fields) {
        if (equalsIgnoringCase(key, name))
            return &value;
    }
    return nullptr;
}

std::size_t RequestHead::count(std::string_view name) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(fields, [name](const auto& one) { return equalsIgnoringCase(one.first, name); }));
}

} // namespace tokenhouse::http

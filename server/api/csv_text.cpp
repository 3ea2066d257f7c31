#include "server/api/csv_text.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <vector>

#include <boost/json/serialize.hpp>

#include "core/json.h"
#include "server/api/json_text.h"

namespace tokenhouse::server {

namespace {

/// What spreadsheets take for the beginning of a formula, in the wide forms too (OWASP, CSV injection).
constexpr std::array<std::string_view, 12> risky{"=",  "+", "-",      "@",      "\t",     "\r",
                                                 "\n", "'", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

bool needsQuotes(char character)
{
    return character == ',' || character == '"' || character == '\r' || character == '\n';
}

void appendQuoted(std::string& out, std::string_view text)
{
    out += '"';
    for (std::size_t quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"')) {
        out += text.substr(0, quote + 1);
        out += '"';
        text.remove_prefix(quote + 1);
    }
    out += text;
    out += '"';
}

/// Row by row; a cell begins with a comma but for the first.
class RowWriter {
public:
    explicit RowWriter(std::string& out) : m_out(out) {}
    ~RowWriter() { m_out += "\r\n"; }
    RowWriter(const RowWriter&) = delete;
    RowWriter& operator=(const RowWriter&) = delete;

    RowWriter& text(std::string_view value)
    {
        next();
        appendCell(m_out, value);
        return *this;
    }
    /// What cannot be a formula and needs no quotes.
    RowWriter& plain(std::string_view value)
    {
        next();
        m_out += value;
        return *this;
    }
    RowWriter& number(std::int64_t value)
    {
        next();
        appendNumber(m_out, value);
        return *this;
    }
    RowWriter& flag(bool value) { return plain(value ? "true" : "false"); }
    RowWriter& time(const std::optional<Time>& value) { return plain(value ? formatTime(*value) : std::string()); }
    template <class List, class Name>
    RowWriter& set(const List& list, const Name& name)
    {
        if (list.empty())
            return plain({});
        m_json = "[";
        for (const auto& one : list) {
            m_json += m_json.size() > 1 ? "," : "";
            appendText(m_json, name(one));
        }
        m_json += ']';
        next();
        appendQuoted(m_out, m_json);
        return *this;
    }
    RowWriter& set(const std::vector<std::string>& list)
    {
        return set(list, [](const std::string& one) -> std::string_view { return one; });
    }

private:
    void next()
    {
        if (!m_isFirst)
            m_out += ',';
        m_isFirst = false;
    }

    std::string& m_out;
    bool m_isFirst = true;
    std::string m_json;
};

std::string limitText(const std::optional<RateLimit>& limit)
{
    if (!limit)
        return {};
    std::string text = "{\"limit\":";
    appendNumber(text, limit->limit());
    text += ",\"windowSeconds\":";
    appendNumber(text, limit->window().count());
    return text + '}';
}

} // namespace

void appendCell(std::string& out, std::string_view text)
{
    const auto first = text.empty() ? 'a' : text.front();
    const bool isWord =
        (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || (first >= '0' && first <= '9');
    const auto begins = [&](std::string_view one) { return text.starts_with(one); };
    if (!isWord && std::ranges::any_of(risky, begins))
        appendQuoted(out, '\'' + std::string(text));
    else if (std::ranges::any_of(text, needsQuotes))
        appendQuoted(out, text);
    else
        out += text;
}

void appendTokenRow(std::string& out, const Token& token, Time at)
{
    RowWriter row(out);
    row.plain(token.id.text()).text(token.name).text(token.description).text(token.owner).set(token.labels);
    row.flag(token.isDisabled).text(limitText(token.rateLimit)).time(token.expiresAt).set(token.allowedAddresses);
    row.text(token.createdBy).time(token.createdAt).text(token.lastModifiedBy).time(token.lastModified);
    row.time(token.lastUsedAt).number(static_cast<std::int64_t>(token.useCount)).number(token.usedBy);
    row.plain(tokenStateName(token.state(at))).time(token.previousUntil(at)).time(token.claimUntil);
    row.number(token.revision);
}

void appendDefinitionRow(std::string& out, const Definition& definition)
{
    RowWriter row(out);
    row.plain(definition.id.text()).text(definition.name).text(definition.description).text(definition.route);
    row.set(definition.methods, [](Method one) { return methodName(one); });
    row.set(definition.allowedTokens, [](const Uuid& one) { return one.text(); });
    row.plain(actionTypeName(definition.action)).text(json::serialize(actionMeta(definition.action)));
    row.flag(definition.isDisabled).text(definition.createdBy).time(definition.createdAt);
    row.text(definition.lastModifiedBy).time(definition.lastModified).number(definition.revision);
}

void appendEventRow(std::string& out, const Event& event)
{
    RowWriter row(out);
    row.number(event.sequence).time(event.time).text(event.user).text(event.userId).text(event.sessionId);
    row.text(event.client).text(event.address).text(event.correlationId).text(event.operationId).text(event.kind);
    row.text(event.objectType).text(event.objectId).text(event.objectName).set(event.related);
    const auto whole = eventJson(event);
    const auto* changes = whole.if_contains("changes");
    row.text(changes ? json::serialize(*changes) : std::string()).text(event.reason);
    row.text(event.previousHash).text(event.hash);
}

} // namespace tokenhouse::server

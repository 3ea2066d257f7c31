#include "core/action.h"

#include <algorithm>
#include <array>

#include "core/json.h"
#include "core/method.h"
#include "core/text.h"

namespace tokenhouse {

namespace {

constexpr std::size_t bodyMaximum = 64 * 1024;
constexpr std::size_t headersMaximum = 50;
constexpr std::size_t headerValueMaximum = 4096;

class MetaReader {
public:
    MetaReader(const json::object& meta, std::string_view id) : m_members(meta), m_id(id) {}

    Result<Action> read(std::string_view type)
    {
        Result<Action> action = type == "FixedResponse" ? fixedResponse() : automationScript();
        if (const auto finished = m_members.finish(); !finished)
            fault(finished.error().detail);
        if (!m_traces.empty())
            return refuse(std::move(m_traces));
        return action;
    }

private:
    Result<Action> fixedResponse()
    {
        FixedResponse response;
        const auto status = m_members.integer("status");
        if (!status || *status < 200 || *status > 599)
            fault("status: a number from 200 to 599 is needed.");
        response.status = static_cast<int>(status.value_or(200));
        if (const auto* headers = m_members.take("headers"); headers && !headers->is_null())
            readHeaders(*headers, response.headers);
        if (const auto* body = m_members.take("body"); body && !body->is_null()) {
            if (!body->is_string())
                fault("body: expected text.");
            else if (body->get_string().size() > bodyMaximum)
                fault("body: at most 64 KB are kept.");
            else
                response.body = std::string(body->get_string());
        }
        return response;
    }

    Result<Action> automationScript()
    {
        AutomationScript script;
        script.script = m_members.text("script").value_or("");
        if (!isValidScriptName(script.script))
            fault(
                "script: the name of a file in the scripts directory is needed, with extension and without separators.");
        if (m_members.has("inputType")) {
            const auto input = m_members.text("inputType").value_or("");
            if (input != "RawBody" && input != "Parameters")
                fault("inputType: is \"RawBody\" or \"Parameters\".");
            script.inputType = input == "Parameters" ? InputType::Parameters : InputType::RawBody;
        }
        return script;
    }

    void readHeaders(const json::value& value, HeaderList& headers)
    {
        const auto* object = value.if_object();
        if (!object || object->size() > headersMaximum) {
            fault("headers: expected an object of at most 50 texts.");
            return;
        }
        for (const auto& member : *object) {
            const std::string name(member.key());
            const auto* text = member.value().if_string();
            const auto shown = displaySafe(elided(name, 60));
            if (!isValidHeaderName(name))
                fault("headers: \"" + shown + "\" is not a valid header name.");
            else if (isBlockedResponseHeader(name))
                fault("headers: " + shown + " may not be set.");
            else if (!text || text->size() > headerValueMaximum || !isValidHeaderValue(std::string_view(*text)))
                fault("headers: the value of " + shown + " must be text of at most 4 KB without control characters.");
            else
                headers.emplace_back(name, std::string(*text));
        }
    }

    void fault(std::string message)
    {
        m_traces.push_back({Reason::InvalidActionMeta, std::string(m_id), std::move(message), {}});
    }

    MemberReader m_members;
    std::string_view m_id;
    std::vector<Trace> m_traces;
};

} // namespace

std::string_view actionTypeName(const Action& action)
{
    return std::holds_alternative<FixedResponse>(action) ? "FixedResponse" : "AutomationScript";
}

json::object actionMeta(const Action& action)
{
    json::object meta;
    if (const auto* script = std::get_if<AutomationScript>(&action)) {
        meta["script"] = script->script;
        meta["inputType"] = script->inputType == InputType::Parameters ? "Parameters" : "RawBody";
        return meta;
    }
    const auto& response = std::get<FixedResponse>(action);
    json::object headers;
    for (const auto& [name, value] : response.headers)
        headers[name] = value;
    meta["status"] = response.status;
    meta["headers"] = std::move(headers);
    meta["body"] = response.body;
    return meta;
}

Result<Action> makeAction(std::string_view actionType, const json::object& meta, std::string_view id)
{
    if (actionType == "FixedResponse" || actionType == "AutomationScript")
        return MetaReader(meta, id).read(actionType);
    const bool later = actionType == "AutomationScriptNoEntryPoint" || actionType == "HttpForward";
    std::string message =
        later ? "actionType: this server does not run " + std::string(actionType) + " (see features in its status)."
              : std::string("actionType: is AutomationScript or FixedResponse.");
    return refuse({{Reason::InvalidActionMeta, std::string(id), std::move(message), {}}});
}

bool isBlockedResponseHeader(std::string_view name)
{
    constexpr std::array<std::string_view, 16> blocked{"vary",
                                                       "content-length",
                                                       "set-cookie",
                                                       "www-authenticate",
                                                       "proxy-authenticate",
                                                       "transfer-encoding",
                                                       "connection",
                                                       "upgrade",
                                                       "trailer",
                                                       "te",
                                                       "via",
                                                       "server",
                                                       "date",
                                                       "strict-transport-security",
                                                       "keep-alive",
                                                       "x-correlation-id"};
    const auto folded = textKey(name);
    return folded.starts_with("access-control-") || std::find(blocked.begin(), blocked.end(), folded) != blocked.end();
}

bool isValidHeaderName(std::string_view name)
{
    return !name.empty() && name.size() <= 200 && std::all_of(name.begin(), name.end(), [](char c) {
        return c > 0x20 && c < 0x7F && c != ':' && c != ',' && c != '"' && c != '(' && c != ')' && c != '/' && c != ';'
               && c != '<' && c != '=' && c != '>' && c != '?' && c != '@' && c != '[' && c != '\\' && c != ']'
               && c != '{' && c != '}';
    });
}

bool isValidHeaderValue(std::string_view value)
{
    return isValidUtf8(value) && std::none_of(value.begin(), value.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
           });
}

bool isValidScriptName(std::string_view name)
{
    if (name.empty() || name.size() > 200 || name.front() == '.' || !isValidUtf8(name) || isBlank(name))
        return false;
    return std::none_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\' || c == ':';
    });
}

} // namespace tokenhouse

#include <algorithm>

#include "core/codec.h"
#include "core/json_object.h"

namespace tokenhouse {

namespace {

json::value timeValue(const std::optional<Time>& time)
{
    return time ? json::value(formatTime(*time)) : json::value(nullptr);
}

json::value limitValue(const std::optional<RateLimit>& limit)
{
    if (!limit)
        return nullptr;
    return json::object{{"limit", limit->limit()}, {"windowSeconds", limit->window().count()}};
}

std::vector<std::string> without(const std::vector<std::string>& from, const std::vector<std::string>& what)
{
    std::vector<std::string> rest;
    for (const auto& one : from) {
        if (std::find(what.begin(), what.end(), one) == what.end())
            rest.push_back(one);
    }
    return rest;
}

constexpr std::size_t definitionsMaximum = 1000; ///< of a creation: each is a change and an event of the same commit

constexpr auto serverSetOfTokens = {"createdBy",           "createdAt",  "lastModifiedBy", "lastModified",
                                    "lastUsedAt",          "useCount",   "usedBy",         "state",
                                    "previousSecretUntil", "claimUntil", "revision"};

/// Reads the members that a creation and a patch share. `isPatch`: null takes a value away.
class DraftReader {
public:
    DraftReader(MemberReader& members, TokenDraft& draft, std::vector<Trace>& broken, bool isPatch)
        : m_members(members), m_draft(draft), m_broken(broken), m_isPatch(isPatch)
    {}

    Result<void> read()
    {
        text("name", m_draft.name);
        text("description", m_draft.description);
        text("owner", m_draft.owner);
        texts("labels", m_draft.labels);
        texts("allowedAddresses", m_draft.allowedAddresses);
        if (isGone("isDisabled"))
            m_members.wrong("isDisabled", "true or false");
        else if (const auto disabled = m_members.boolean("isDisabled"))
            m_draft.isDisabled = *disabled;
        readExpiry();
        return readLimit();
    }

private:
    bool isGone(std::string_view name)
    {
        const auto* value = m_members.has(name) ? m_members.take(name) : nullptr;
        return value && value->is_null();
    }
    void text(std::string_view name, std::string& target)
    {
        if (isGone(name))
            target.clear();
        else if (auto value = m_members.text(name))
            target = std::move(*value);
    }
    void texts(std::string_view name, std::vector<std::string>& target)
    {
        if (isGone(name))
            target.clear();
        else if (auto value = m_members.texts(name))
            target = std::move(*value);
    }
    void readExpiry()
    {
        if (isGone("expiresAt")) {
            m_draft.expiresAt.reset();
        } else if (const auto text = m_members.text("expiresAt")) {
            if (const auto time = parseTime(*text))
                m_draft.expiresAt = time;
            else
                m_members.wrong("expiresAt", "an RFC 3339 time or null");
        }
    }
    Result<void> readLimit()
    {
        if (isGone("rateLimit")) {
            m_draft.rateLimit.reset();
            return {};
        }
        const auto* object = m_members.object("rateLimit");
        if (!object)
            return {};
        MemberReader members(*object);
        auto limit = members.integer("limit");
        auto window = members.integer("windowSeconds");
        if (m_isPatch && m_draft.rateLimit) {
            if (!members.has("limit"))
                limit = m_draft.rateLimit->limit();
            if (!members.has("windowSeconds"))
                window = m_draft.rateLimit->window().count();
        }
        // A member of the wrong type was named already.
        if (!limit && !members.has("limit"))
            members.wrong("limit", "a whole number");
        if (!window && !members.has("windowSeconds"))
            members.wrong("windowSeconds", "a whole number");
        if (auto finished = members.finish(); !finished)
            return finished;
        auto made = RateLimit::make(*limit, *window);
        if (made)
            m_draft.rateLimit = *made;
        else
            m_broken.insert(m_broken.end(), made.error().traces.begin(), made.error().traces.end());
        return {};
    }

    MemberReader& m_members;
    TokenDraft& m_draft;
    std::vector<Trace>& m_broken;
    bool m_isPatch;
};

struct SecretMembers {
    std::optional<SecretBytes> secret;
    std::optional<GenerateSecret> generate;
    std::optional<std::int64_t> claimWithinSeconds;
};

SecretMembers readSecret(MemberReader& members)
{
    SecretMembers result;
    if (auto secret = members.text("secret")) {
        result.secret.emplace(*secret);
        wipe(*secret);
    }
    if (const auto* generate = members.object("generate")) {
        MemberReader inner(*generate);
        GenerateSecret wish;
        if (const auto length = inner.integer("length"))
            wish.length = *length < 0 ? 0 : static_cast<std::size_t>(*length);
        wish.prefix = inner.text("prefix").value_or("");
        if (!inner.has("length"))
            wish.length = std::max(wish.length, wish.prefix.size() + secretMinimum);
        if (const auto finished = inner.finish(); !finished)
            members.wrong("generate", "length and prefix only");
        result.generate = std::move(wish);
    }
    result.claimWithinSeconds = members.integer("claimWithinSeconds");
    return result;
}

} // namespace

json::object tokenJson(const Token& token, Time at)
{
    return {
        {"id", token.id.text()},
        {"name", token.name},
        {"description", token.description},
        {"owner", token.owner},
        {"labels", json::value_from(token.labels)},
        {"isDisabled", token.isDisabled},
        {"rateLimit", limitValue(token.rateLimit)},
        {"expiresAt", timeValue(token.expiresAt)},
        {"allowedAddresses", json::value_from(token.allowedAddresses)},
        {"createdBy", token.createdBy},
        {"createdAt", formatTime(token.createdAt)},
        {"lastModifiedBy", token.lastModifiedBy},
        {"lastModified", formatTime(token.lastModified)},
        {"lastUsedAt", timeValue(token.lastUsedAt)},
        {"useCount", token.useCount},
        {"usedBy", token.usedBy},
        {"state", json::string_view(tokenStateName(token.state(at)))},
        {"previousSecretUntil", timeValue(token.previousUntil(at))},
        {"claimUntil", timeValue(token.claimUntil)},
        {"revision", token.revision},
    };
}

Result<Token> tokenFromJson(const json::value& value)
{
    const auto object = asObject(value);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    Token token;
    const auto time = [&](std::string_view name) -> std::optional<Time> {
        const auto* member = members.take(name);
        if (!member || member->is_null())
            return std::nullopt;
        const auto* text = member->if_string();
        auto parsed = text ? parseTime(std::string_view(*text)) : std::nullopt;
        if (!parsed)
            members.wrong(name, "a time");
        return parsed;
    };
    if (const auto id = Uuid::parse(members.text("id").value_or("")))
        token.id = *id;
    else
        members.wrong("id", "a UUID");
    token.name = members.text("name").value_or("");
    token.description = members.text("description").value_or("");
    token.owner = members.text("owner").value_or("");
    token.labels = members.texts("labels").value_or(std::vector<std::string>{});
    token.isDisabled = members.boolean("isDisabled").value_or(false);
    if (const auto* limit = members.take("rateLimit"); limit && limit->is_object()) {
        MemberReader inner(limit->get_object());
        if (const auto made =
                RateLimit::make(inner.integer("limit").value_or(0), inner.integer("windowSeconds").value_or(0)))
            token.rateLimit = *made;
        else
            members.wrong("rateLimit", "a rate limit");
    }
    token.expiresAt = time("expiresAt");
    token.allowedAddresses = members.texts("allowedAddresses").value_or(std::vector<std::string>{});
    token.createdBy = members.text("createdBy").value_or("");
    token.createdAt = time("createdAt").value_or(Time{});
    token.lastModifiedBy = members.text("lastModifiedBy").value_or("");
    token.lastModified = time("lastModified").value_or(Time{});
    token.lastUsedAt = time("lastUsedAt");
    token.useCount = static_cast<std::uint64_t>(std::max<std::int64_t>(0, members.integer("useCount").value_or(0)));
    token.usedBy = static_cast<std::uint32_t>(std::max<std::int64_t>(0, members.integer("usedBy").value_or(0)));
    token.isHeld = members.text("state").value_or("") == "held";
    token.previousSecretUntil = time("previousSecretUntil");
    token.claimUntil = time("claimUntil");
    token.revision = members.integer("revision").value_or(0);
    // A newer server may say more; what it says beyond this is not ours to judge.
    for (const auto& member : **object)
        members.take(std::string_view(member.key().data(), member.key().size()));
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return token;
}

Result<CreateTokenRequest> createTokenFromJson(const json::value& value)
{
    const auto object = asObject(value);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    CreateTokenRequest request;
    if (members.has("id")) {
        request.id = Uuid::parse(members.text("id").value_or(""));
        if (!request.id)
            members.wrong("id", "a UUID that is not nil");
    }
    auto secret = readSecret(members);
    request.secret = std::move(secret.secret);
    request.generate = std::move(secret.generate);
    request.claimWithinSeconds = secret.claimWithinSeconds;
    const auto definitions = members.texts("definitions").value_or(std::vector<std::string>{});
    if (definitions.size() > definitionsMaximum)
        members.wrong("definitions", "at most 1000 ids");
    for (const auto& text : definitions) {
        if (const auto id = Uuid::parse(text))
            request.definitions.push_back(*id);
        else
            members.wrong("definitions", "an array of UUIDs");
    }
    for (const auto* name : serverSetOfTokens)
        members.readOnly({name});
    auto read = DraftReader(members, request.draft, request.broken, false).read();
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    if (!read)
        return tl::unexpected(std::move(read.error()));
    return request;
}

Result<RotateTokenRequest> rotateTokenFromJson(const json::value& value)
{
    const auto object = asObject(value);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    RotateTokenRequest request;
    auto secret = readSecret(members);
    request.secret = std::move(secret.secret);
    request.generate = std::move(secret.generate);
    request.claimWithinSeconds = secret.claimWithinSeconds;
    request.overlapSeconds = members.integer("overlapSeconds");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return request;
}

Result<TokenDraft> patchToken(TokenDraft draft, const json::value& patch, std::vector<Trace>& broken)
{
    const auto object = asObject(patch);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    members.readOnly({"id", "secret"});
    for (const auto* name : serverSetOfTokens)
        members.readOnly({name});
    auto read = DraftReader(members, draft, broken, true).read();
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    if (!read)
        return tl::unexpected(std::move(read.error()));
    return draft;
}

std::vector<FieldChange> tokenChanges(const Token* before, const Token* after)
{
    static const Token none;
    const Token& a = before ? *before : none;
    const Token& b = after ? *after : none;
    std::vector<FieldChange> changes;
    const auto text = [&](const char* field, const std::string& x, const std::string& y) {
        const auto value = [](const std::string& s) { return s.empty() ? json::value(nullptr) : json::value(s); };
        if (x != y)
            changes.push_back({field, value(x), value(y)});
    };
    text("name", a.name, b.name);
    text("description", a.description, b.description);
    text("owner", a.owner, b.owner);
    if (a.labels != b.labels)
        changes.push_back(setChange("labels", without(a.labels, b.labels), without(b.labels, a.labels)));
    if (a.isDisabled != b.isDisabled)
        changes.push_back({"isDisabled", before ? json::value(a.isDisabled) : json::value(nullptr),
                           after ? json::value(b.isDisabled) : json::value(nullptr)});
    if (a.rateLimit != b.rateLimit)
        changes.push_back({"rateLimit", limitValue(a.rateLimit), limitValue(b.rateLimit)});
    if (a.expiresAt != b.expiresAt)
        changes.push_back({"expiresAt", timeValue(a.expiresAt), timeValue(b.expiresAt)});
    if (a.allowedAddresses != b.allowedAddresses)
        changes.push_back(setChange("allowedAddresses", without(a.allowedAddresses, b.allowedAddresses),
                                    without(b.allowedAddresses, a.allowedAddresses)));
    if (a.previousSecretUntil != b.previousSecretUntil)
        changes.push_back({"previousSecretUntil", timeValue(a.previousSecretUntil), timeValue(b.previousSecretUntil)});
    if (a.claimUntil != b.claimUntil)
        changes.push_back({"claimUntil", timeValue(a.claimUntil), timeValue(b.claimUntil)});
    return changes;
}

} // namespace tokenhouse

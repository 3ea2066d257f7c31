#include "server/store/sqlite/list_table.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tokenhouse::server {

namespace {

using enum ColumnKind;

constexpr std::array tokenColumns{
    ListColumn{"id", Id, "token.id"},
    ListColumn{"name", Word, "token.name"},
    ListColumn{"description", Word, "token.description"},
    ListColumn{"owner", Word, "token.owner"},
    ListColumn{"labels", Labels, ""},
    ListColumn{"state", State, ""},
    ListColumn{"isDisabled", Boolean, "token.is_disabled"},
    ListColumn{"usedBy", Integer, "token.used_by"},
    ListColumn{"expiresAt", Instant, "token.expires_at"},
    ListColumn{"lastUsedAt", Instant, "token.last_used_at"},
    ListColumn{"useCount", Integer, "token.use_count"},
    ListColumn{"rateLimit", OptionalInteger,
               "(CASE token.rate_limit WHEN 0 THEN 9223372036854775807 "
               "ELSE token.rate_limit*1000000000000/token.rate_window END)"},
    ListColumn{"rateLimit.limit", OptionalInteger,
               "(CASE token.rate_limit WHEN 0 THEN 9223372036854775807 ELSE token.rate_limit END)"},
    ListColumn{"rateLimit.windowSeconds", OptionalInteger,
               "(CASE token.rate_limit WHEN 0 THEN 9223372036854775807 ELSE token.rate_window END)"},
    // A JSON array of texts that have no quotes, as the texts one after the other.
    ListColumn{"allowedAddresses", Key,
               "replace(substr(token.addresses,3,length(token.addresses)-4),'\",\"',char(10))"},
    ListColumn{"previousSecretUntil", Instant, "token.previous_until"},
    ListColumn{"claimUntil", Instant, "token.claim_until"},
    ListColumn{"revision", Integer, "token.revision"},
    ListColumn{"createdBy", Word, "token.created_by"},
    ListColumn{"createdAt", Instant, "token.created_at"},
    ListColumn{"lastModifiedBy", Word, "token.last_modified_by"},
    ListColumn{"lastModified", Instant, "token.last_modified"},
};

constexpr std::array definitionColumns{
    ListColumn{"id", Id, "definition.id"},
    ListColumn{"name", Word, "definition.name"},
    ListColumn{"description", Word, "definition.description"},
    ListColumn{"route", Word, "definition.route"},
    ListColumn{"methods", Methods, "definition.methods"},
    ListColumn{"allowedTokens", AllowedTokens, ""},
    ListColumn{"actionType", EnumWord, "definition.action_type"},
    ListColumn{"isDisabled", Boolean, "definition.is_disabled"},
    ListColumn{"createdBy", Word, "definition.created_by"},
    ListColumn{"createdAt", Instant, "definition.created_at"},
    ListColumn{"lastModifiedBy", Word, "definition.last_modified_by"},
    ListColumn{"lastModified", Instant, "definition.last_modified"},
    ListColumn{"revision", Integer, "definition.revision"},
};

constexpr std::array eventColumns{
    ListColumn{"format", Integer, "(event.sequence>0)"}, // always 1
    ListColumn{"sequence", Integer, "event.sequence"},
    ListColumn{"time", Instant, "event.time"},
    ListColumn{"user", Word, "event.user"},
    ListColumn{"userId", Key, "event.user_id"},
    ListColumn{"sessionId", Key, "event.session_id"},
    ListColumn{"client", Word, "event.client"},
    ListColumn{"address", Word, "event.address"},
    ListColumn{"correlationId", Key, "event.correlation_id"},
    ListColumn{"operationId", Key, "event.operation_id"},
    ListColumn{"kind", Word, "event.kind"},
    ListColumn{"objectType", Word, "event.object_type"},
    ListColumn{"objectId", Key, "event.object_id"},
    ListColumn{"objectName", Word, "event.object_name"},
    ListColumn{"related", Related, ""},
    ListColumn{"changes", FieldNames, "event.fields"},
    ListColumn{"reason", Word, "event.reason"},
};

constexpr ListTable tokens{"token", "token.rid", "token.id", tokenColumns};
constexpr ListTable definitions{"definition", "definition.rid", "definition.id", definitionColumns};
constexpr ListTable events{"event", "event.sequence", "event.sequence", eventColumns};

} // namespace

const ListColumn& ListTable::column(const Field& field) const
{
    const auto found = std::ranges::find(columns, field.name, &ListColumn::field);
    if (found == columns.end())
        throw std::logic_error("a field has no column: " + std::string(field.name));
    return *found;
}

const ListTable& tokenTable()
{
    return tokens;
}

const ListTable& definitionTable()
{
    return definitions;
}

const ListTable& eventTable()
{
    return events;
}

} // namespace tokenhouse::server

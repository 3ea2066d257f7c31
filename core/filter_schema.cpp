#include "core/filter.h"

#include <algorithm>
#include <array>

#include "core/order_fields.h"

namespace tokenhouse {

// What can be filtered: domain.md, sections 1 and 3. The order is the one in which fields are listed to people.

namespace {

constexpr std::array<std::string_view, 5> states{"held", "disabled", "expired", "unclaimed", "active"};
constexpr std::array<std::string_view, 4> actionTypes{"AutomationScript", "AutomationScriptNoEntryPoint",
                                                      "FixedResponse", "HttpForward"};
constexpr std::array<std::string_view, 5> methods{"GET", "PUT", "POST", "DELETE", "PATCH"};

constexpr bool nullable = true;
constexpr bool searched = true;

constexpr std::array tokenFields{
    Field{"id", FieldType::Id, false, {}, searched},
    Field{"name", FieldType::Text, false, {}, searched},
    Field{"description", FieldType::Text, nullable, {}, searched},
    Field{"owner", FieldType::Text, nullable, {}, searched},
    Field{"labels", FieldType::TextSet, nullable},
    Field{"state", FieldType::Enum, false, states},
    Field{"isDisabled", FieldType::Boolean},
    Field{"usedBy", FieldType::Integer},
    Field{"expiresAt", FieldType::Instant, nullable},
    Field{"lastUsedAt", FieldType::Instant, nullable},
    Field{"useCount", FieldType::Integer},
    Field{"rateLimit.limit", FieldType::Integer, nullable}, // also written `rateLimit`
    Field{"rateLimit.windowSeconds", FieldType::Integer, nullable},
    Field{"createdBy", FieldType::Text, false, {}, searched},
    Field{"createdAt", FieldType::Instant},
    Field{"lastModifiedBy", FieldType::Text, false, {}, searched},
    Field{"lastModified", FieldType::Instant},
};

constexpr std::array definitionFields{
    Field{"id", FieldType::Id, false, {}, searched},
    Field{"name", FieldType::Text, nullable, {}, searched},
    Field{"description", FieldType::Text, nullable, {}, searched},
    Field{"route", FieldType::Text, false, {}, searched},
    Field{"methods", FieldType::EnumSet, nullable, methods},
    Field{"allowedTokens", FieldType::IdSet, nullable},
    Field{"actionType", FieldType::Enum, false, actionTypes},
    Field{"isDisabled", FieldType::Boolean},
    Field{"createdBy", FieldType::Text, false, {}, searched},
    Field{"createdAt", FieldType::Instant},
    Field{"lastModifiedBy", FieldType::Text, false, {}, searched},
    Field{"lastModified", FieldType::Instant},
};

// Kinds are an open set and read by their beginnings (`kind = "token.*"`), ids of objects need not be UUIDs: both Text.
constexpr std::array eventFields{
    Field{"format", FieldType::Integer},
    Field{"sequence", FieldType::Integer},
    Field{"time", FieldType::Instant},
    Field{"user", FieldType::Text, nullable, {}, searched},
    Field{"userId", FieldType::Text, nullable},
    Field{"sessionId", FieldType::Text, nullable},
    Field{"client", FieldType::Text, nullable},
    Field{"address", FieldType::Text, nullable},
    Field{"correlationId", FieldType::Text, nullable},
    Field{"operationId", FieldType::Text, nullable},
    Field{"kind", FieldType::Text, false, {}, searched},
    Field{"objectType", FieldType::Text, nullable},
    Field{"objectId", FieldType::Text, nullable, {}, searched},
    Field{"objectName", FieldType::Text, nullable, {}, searched},
    Field{"related", FieldType::IdSet, nullable},
    Field{"changes", FieldType::EnumSet, nullable},
    Field{"reason", FieldType::Text, nullable, {}, searched},
};

constexpr std::array userFields{
    Field{"id", FieldType::Id, false, {}, searched}, Field{"name", FieldType::Text, false, {}, searched},
    Field{"groups", FieldType::TextSet, nullable},   Field{"isDisabled", FieldType::Boolean},
    Field{"createdAt", FieldType::Instant},
};

constexpr std::array tokenOrderFields{
    Field{"labels", FieldType::Text, nullable},           Field{"rateLimit", FieldType::Integer, nullable},
    Field{"allowedAddresses", FieldType::Text, nullable}, Field{"previousSecretUntil", FieldType::Instant, nullable},
    Field{"claimUntil", FieldType::Instant, nullable},    Field{"revision", FieldType::Integer},
};

constexpr std::array definitionOrderFields{
    Field{"methods", FieldType::Text, nullable},
    Field{"allowedTokens", FieldType::Integer},
    Field{"revision", FieldType::Integer},
};

constexpr std::array eventOrderFields{
    Field{"changes", FieldType::Text, nullable},
};

constexpr std::array userOrderFields{
    Field{"groups", FieldType::Text, nullable},
    Field{"revision", FieldType::Integer},
};

} // namespace

Schema tokenSchema()
{
    return tokenFields;
}

Schema definitionSchema()
{
    return definitionFields;
}

Schema eventSchema()
{
    return eventFields;
}

Schema userSchema()
{
    return userFields;
}

Schema orderOnlyFields(Schema schema)
{
    if (schema.data() == tokenFields.data())
        return tokenOrderFields;
    if (schema.data() == definitionFields.data())
        return definitionOrderFields;
    if (schema.data() == eventFields.data())
        return eventOrderFields;
    return userOrderFields;
}

const Field* findField(Schema schema, std::string_view name)
{
    if (name == "changes.field")
        name = "changes";
    else if (name == "rateLimit")
        name = "rateLimit.limit";
    const auto found = std::ranges::find(schema, name, &Field::name);
    return found == schema.end() ? nullptr : &*found;
}

} // namespace tokenhouse

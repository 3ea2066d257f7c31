#pragma once

#include <string>
#include <string_view>

#include "core/definition.h"
#include "core/event.h"
#include "core/token.h"

namespace tokenhouse::server {

// Rows of CSV by RFC 4180 in UTF-8, columns named as the members of the wire format; sets and objects are cells of
// JSON, what is absent or empty is an empty cell.

/// A cell. One that a spreadsheet would run as a formula, and one that begins with an apostrophe, gets an apostrophe in
/// front, so that taking one off the front of a cell gives back what was there.
void appendCell(std::string& out, std::string_view text);

inline constexpr std::string_view tokenCsvHead =
    "id,name,description,owner,labels,isDisabled,rateLimit,expiresAt,allowedAddresses,createdBy,createdAt,"
    "lastModifiedBy,lastModified,lastUsedAt,useCount,usedBy,state,previousSecretUntil,claimUntil,revision\r\n";
inline constexpr std::string_view definitionCsvHead =
    "id,name,description,route,methods,allowedTokens,actionType,actionMeta,isDisabled,createdBy,createdAt,"
    "lastModifiedBy,lastModified,revision\r\n";
inline constexpr std::string_view eventCsvHead =
    "sequence,time,user,userId,sessionId,client,address,correlationId,operationId,kind,objectType,objectId,objectName,"
    "related,changes,reason,previousHash,hash\r\n";

void appendTokenRow(std::string& out, const Token& token, Time at);
void appendDefinitionRow(std::string& out, const Definition& definition);
void appendEventRow(std::string& out, const Event& event);

} // namespace tokenhouse::server

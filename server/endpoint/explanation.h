#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/json.h"
#include "core/token.h"
#include "server/endpoint/access_table.h"

namespace tokenhouse::server {

/// A call that somebody asks about; no secret goes with it.
struct AskedCall {
    std::string_view method;
    std::string_view target; ///< after /api/custom/, perhaps with a query
    const Token& token;      ///< for the words alone; the table judges by its id
    std::optional<std::string_view> address;
};

/// {accepted,decidedBy,status,errorCode,error,definitionId,route,placeholders,steps:[{step,outcome,decides,reason,text}]}:
/// whether the endpoint would take the call, by the endpoint's own judgement, and every step of it in its order.
json::object explain(AccessTable& table, bool isReady, const AskedCall& asked);

} // namespace tokenhouse::server

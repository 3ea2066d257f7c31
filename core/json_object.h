#pragma once

#include "core/json.h"
#include "core/result.h"

namespace tokenhouse {

/// The value as an object, or Malformed.
inline Result<const json::object*> asObject(const json::value& value)
{
    if (const auto* object = value.if_object())
        return object;
    return fail(Fault::Malformed, "A JSON object is expected.");
}

} // namespace tokenhouse

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/list_page.h"
#include "core/time.h"
#include "network/call.h"

namespace tokenhouse {

// Reading what a server says. What is missing or of a wrong type is absent; unknown members are ignored, so that a
// newer server can say more.
const json::value* memberOf(const json::object& object, std::string_view name);
std::string textOf(const json::object& object, std::string_view name);
std::int64_t integerOf(const json::object& object, std::string_view name, std::int64_t otherwise = 0);
bool booleanOf(const json::object& object, std::string_view name);
std::optional<Time> timeOf(const json::object& object, std::string_view name);
std::vector<std::string> textsOf(const json::object& object, std::string_view name);
const json::object* objectOf(const json::object& object, std::string_view name);
/// An array that may be the answer itself or its member `items`.
const json::array* itemsOf(const json::value& value);

/// "What answered is not a Tokenhouse server, or a newer one": when the form of an answer is not as agreed.
Failure unexpectedAnswer();
Result<json::value> jsonOf(const Answer& answer);
Result<json::object> jsonObjectOf(const Answer& answer);

template <class Row>
Result<ListPage<Row>> pageOf(const Answer& answer, Result<Row> (*rowFromJson)(const json::value&))
{
    const auto object = jsonObjectOf(answer);
    if (!object) {
        return tl::unexpected<Failure>(object.error());
    }
    const auto* items = memberOf(*object, "items");
    if (items == nullptr || !items->is_array()) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    ListPage<Row> page;
    page.items.reserve(items->get_array().size());
    for (const auto& item : items->get_array()) {
        auto row = rowFromJson(item);
        if (!row) {
            return tl::unexpected<Failure>(unexpectedAnswer());
        }
        page.items.push_back(std::move(*row));
    }
    if (const auto* total = memberOf(*object, "totalSize"); total != nullptr && total->is_int64()) {
        page.totalSize = total->get_int64();
    }
    return page;
}

/// `{"a":1}` with one more member that holds a secret; it never leaves wiping memory.
SecretBytes jsonBody(const json::object& object);
SecretBytes jsonBody(const json::object& object, std::string_view secretName, std::string_view secret);

} // namespace tokenhouse

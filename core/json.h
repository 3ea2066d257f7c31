#pragma once

#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "core/result.h"
#include "core/secret.h"

namespace tokenhouse {

namespace json = boost::json;

/// Strict RFC 8259: valid UTF-8, no duplicate member at any level, at most 32 levels, nothing after the value.
/// Malformed otherwise, with what is wrong and at which byte; the text itself is never quoted.
Result<json::value> parseJson(std::string_view text);

/// RFC 8785. Numbers are whole and under 2^53 in magnitude (anything else is a fault of the caller and asserted).
std::string canonicalJson(const json::value& value);

/// Reads the members of a request object. Each getter takes its member off the list of those not yet known; finish()
/// tells unknown members, and all wrong types found, by name in one Malformed failure.
class MemberReader {
public:
    explicit MemberReader(const json::object& object);
    bool has(std::string_view name) const;
    const json::value* take(std::string_view name); ///< null pointer when absent; marks it known
    std::optional<std::string> text(std::string_view name);
    std::optional<bool> boolean(std::string_view name);
    std::optional<std::int64_t> integer(std::string_view name);
    std::optional<std::vector<std::string>> texts(std::string_view name);
    const json::object* object(std::string_view name);
    void wrong(std::string_view name, std::string_view expected); ///< records "name: expected …"
    void readOnly(std::initializer_list<std::string_view> names); ///< present = "name is read-only"
    Result<void> finish() const;

private:
    const json::object& m_object;
    std::vector<std::string> m_known;
    std::vector<std::string> m_faults;
};

} // namespace tokenhouse

#include "server/endpoint/call_request.h"

#include <utility>

#include <boost/json/basic_parser_impl.hpp>

#include "core/text.h"

namespace tokenhouse::server {

namespace {

/// Takes a flat object of scalars, keeps numbers as they were written: a parameter "1.50" stays "1.50".
struct FlatObjectHandler {
    static constexpr std::size_t max_object_size = 10'000;
    static constexpr std::size_t max_array_size = 0;
    static constexpr std::size_t max_key_size = 64 * 1024;
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    using error_code = boost::json::error_code;
    using string_view = boost::json::string_view;

    bool refuse(error_code& fault)
    {
        fault = boost::json::error::exception;
        return false;
    }
    bool value(std::string_view scalar, error_code& fault)
    {
        // A duplicated name would leave it to chance which value counts.
        return depth == 1 && parameters.emplace(std::exchange(key, {}), scalar).second ? true : refuse(fault);
    }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code& fault) { return depth++ == 0 ? true : refuse(fault); }
    bool on_object_end(std::size_t, error_code&)
    {
        isWhole = true;
        return true;
    }
    bool on_array_begin(error_code& fault) { return refuse(fault); }
    bool on_array_end(std::size_t, error_code& fault) { return refuse(fault); }
    bool on_key_part(string_view part, std::size_t, error_code&)
    {
        key.append(part.data(), part.size());
        return true;
    }
    bool on_key(string_view part, std::size_t size, error_code& fault) { return on_key_part(part, size, fault); }
    bool on_string_part(string_view part, std::size_t, error_code&)
    {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_string(string_view part, std::size_t, error_code& fault)
    {
        text.append(part.data(), part.size());
        return value(std::exchange(text, {}), fault);
    }
    bool on_number_part(string_view part, error_code& fault) { return on_string_part(part, 0, fault); }
    bool on_int64(std::int64_t, string_view part, error_code& fault) { return on_string(part, 0, fault); }
    bool on_uint64(std::uint64_t, string_view part, error_code& fault) { return on_string(part, 0, fault); }
    bool on_double(double, string_view part, error_code& fault) { return on_string(part, 0, fault); }
    bool on_bool(bool truth, error_code& fault) { return value(truth ? "true" : "false", fault); }
    bool on_null(error_code& fault) { return refuse(fault); }
    bool on_comment_part(string_view, error_code& fault) { return refuse(fault); }
    bool on_comment(string_view, error_code& fault) { return refuse(fault); }

    json::object parameters;
    std::string key;
    std::string text;
    int depth = 0;
    bool isWhole = false;
};

} // namespace

std::optional<json::object> bodyParameters(std::string_view body)
{
    if (!isValidUtf8(body)) {
        return std::nullopt;
    }
    boost::json::basic_parser<FlatObjectHandler> parser{boost::json::parse_options{}};
    boost::json::error_code fault;
    const auto used = parser.write_some(false, body.data(), body.size(), fault);
    if (fault || used != body.size() || !parser.done() || !parser.handler().isWhole) {
        return std::nullopt;
    }
    return std::move(parser.handler().parameters);
}

} // namespace tokenhouse::server

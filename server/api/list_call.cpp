#include "server/api/list_call.h"

#include <vector>

#include <sodium.h>

namespace tokenhouse::server {

namespace {

constexpr std::size_t macSize = 16;
constexpr std::size_t tokenMaximum = 32 * 1024;

std::string macOf(const std::string& cursor, const std::string& binding, const KeyRing& keys)
{
    const auto digest = keys.sign("page\n" + binding + '\n' + cursor);
    return {reinterpret_cast<const char*>(digest.data()), macSize};
}

} // namespace

std::string pageToken(const std::string& cursor, const std::string& binding, const KeyRing& keys)
{
    const auto bytes = macOf(cursor, binding, keys) + cursor;
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text.pop_back();
    return text;
}

Result<std::string> cursorOf(std::string_view token, const std::string& binding, const KeyRing& keys)
{
    std::vector<unsigned char> bytes(token.size() + 1);
    std::size_t size = 0;
    const char* end = nullptr;
    const auto decoded = token.size() <= tokenMaximum
                         && sodium_base642bin(bytes.data(), bytes.size(), token.data(), token.size(), nullptr, &size,
                                              &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING)
                                == 0
                         && end == token.data() + token.size() && size > macSize;
    if (decoded) {
        const std::string cursor(reinterpret_cast<const char*>(bytes.data()) + macSize, size - macSize);
        const auto mac = macOf(cursor, binding, keys);
        if (sodium_memcmp(mac.data(), bytes.data(), macSize) == 0)
            return cursor;
    }
    return fail(Fault::Malformed, "The pageToken does not belong to this list, filter and order.");
}

Result<ListCall> readListCall(const Call& call, std::string_view list, Schema schema, const KeyRing& keys)
{
    ListCall result;
    result.query.now = now();
    const auto filterText = call.query.text("filter");
    const auto orderText = call.query.text("orderBy");
    auto filter = parseFilter(filterText, schema, {result.query.now, call.session->user});
    if (!filter)
        return tl::unexpected(std::move(filter.error()));
    auto order = parseOrder(orderText, schema);
    if (!order)
        return tl::unexpected(std::move(order.error()));
    const auto size = call.query.integer("pageSize", 1, 1000);
    if (!size)
        return tl::unexpected(size.error());
    const auto offset = call.query.integer("offset", 0, std::int64_t{1} << 40);
    if (!offset)
        return tl::unexpected(offset.error());
    const auto* count = call.query.find("count");
    if (count != nullptr && *count != "exact" && *count != "none")
        return fail(Fault::Malformed, "The query's member count must be exact or none.");
    result.binding =
        std::string(list) + '\n' + std::to_string(filterText.size()) + '\n' + filterText + '\n' + orderText;
    if (const auto* token = call.query.find("pageToken")) {
        if (*offset)
            return fail(Fault::Malformed, "pageToken and offset exclude each other.");
        auto cursor = cursorOf(*token, result.binding, keys);
        if (!cursor)
            return tl::unexpected(std::move(cursor.error()));
        result.query.after = std::move(*cursor);
    }
    result.query.filter = std::move(*filter);
    result.query.order = std::move(*order);
    result.query.pageSize = static_cast<std::size_t>(size->value_or(100));
    result.query.offset = static_cast<std::size_t>(offset->value_or(0));
    result.query.exactCount = count == nullptr || *count == "exact";
    return result;
}

} // namespace tokenhouse::server

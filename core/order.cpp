#include "core/filter.h"

#include <algorithm>

#include "core/filter_comparison.h"
#include "core/order_fields.h"
#include "core/text.h"

namespace tokenhouse {

namespace {

constexpr std::size_t orderColumnsMaximum = 8;

tl::unexpected<Failure> malformed(const std::string& expected, const std::string& suggestion = {})
{
    boost::json::object extra{{"expected", expected}};
    auto detail = "The order cannot be read: expected " + expected + ".";
    if (!suggestion.empty()) {
        detail += " Did you mean " + suggestion + "?";
        extra["suggestion"] = suggestion;
    }
    return fail(Fault::Malformed, std::move(detail), std::move(extra));
}

bool isSortable(const Field& field)
{
    return field.type != FieldType::TextSet && field.type != FieldType::IdSet && field.type != FieldType::EnumSet;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string_view> words(std::string_view text)
{
    auto parts = split(text, ' ');
    std::erase_if(parts, [](std::string_view part) { return part.empty(); });
    return parts;
}

Result<OrderColumn> parseColumn(std::string_view text, Schema schema)
{
    const auto parts = words(text);
    if (parts.empty() || parts.size() > 2)
        return malformed("columns divided by commas, each a name and, if wanted, asc or desc");
    if (parts.size() == 2 && parts[1] != "asc" && parts[1] != "desc")
        return malformed("asc or desc after the name of a column");
    const auto own = orderOnlyFields(schema);
    const auto found = std::ranges::find(own, parts[0], &Field::name);
    const auto* field = found == own.end() ? findField(schema, parts[0]) : &*found;
    if (field == nullptr || !isSortable(*field)) {
        std::string expected = "one of";
        std::vector<std::string_view> names;
        for (const auto fields : {schema, own}) {
            for (const auto& known : fields) {
                if (!isSortable(known))
                    continue;
                names.push_back(known.name);
                expected.append(" ").append(known.name);
            }
        }
        return malformed(expected, isValidUtf8(parts[0]) ? filter::nearest(parts[0], names) : std::string{});
    }
    return OrderColumn{field, parts.size() == 2 && parts[1] == "desc"};
}

} // namespace

Result<Order> parseOrder(std::string_view text, Schema schema)
{
    Order order;
    if (words(text).empty())
        return order;
    const auto columns = split(text, ',');
    if (columns.size() > orderColumnsMaximum)
        return malformed("at most " + std::to_string(orderColumnsMaximum) + " columns");
    for (const auto column : columns) {
        auto parsed = parseColumn(column, schema);
        if (!parsed)
            return tl::unexpected(std::move(parsed).error());
        if (std::ranges::find(order, parsed->field, &OrderColumn::field) != order.end())
            return malformed("no column twice");
        order.push_back(*parsed);
    }
    return order;
}

FieldValue orderValue(const FieldReader& record, const Field& field)
{
    auto value = record(field);
    const auto* set = std::get_if<std::vector<std::string>>(&value);
    if (set == nullptr)
        return value;
    if (field.type == FieldType::Integer)
        return static_cast<std::int64_t>(set->size());
    std::string text;
    for (const auto& one : *set)
        text += (text.empty() ? "" : "\n") + one;
    return text;
}

int compareForOrder(const FieldValue& a, const FieldValue& b)
{
    const auto isAbsent = [](const FieldValue& value) {
        const auto* text = std::get_if<std::string>(&value);
        return std::holds_alternative<std::monostate>(value) || (text != nullptr && text->empty());
    };
    if (isAbsent(a) || isAbsent(b))
        return static_cast<int>(isAbsent(a)) - static_cast<int>(isAbsent(b));
    const auto* text = std::get_if<std::string>(&a);
    const auto* other = std::get_if<std::string>(&b);
    if (text != nullptr && other != nullptr) {
        const auto compared = textKey(*text).compare(textKey(*other));
        return compared < 0 ? -1 : compared > 0 ? 1 : 0;
    }
    return a < b ? -1 : b < a ? 1 : 0;
}

} // namespace tokenhouse

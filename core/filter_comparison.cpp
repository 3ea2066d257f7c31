#include "core/filter_comparison.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/text.h"

namespace tokenhouse::filter {

namespace {

bool isSet(FieldType type)
{
    return type == FieldType::TextSet || type == FieldType::IdSet || type == FieldType::EnumSet;
}

bool isNull(const Literal& literal)
{
    return literal.kind == Literal::Kind::Word && literal.text == "null";
}

/// The operators that a field of this type knows, as words for people; empty when `op` is among them.
std::string otherOperators(const Field& field, CompareOp op)
{
    const bool equality = op == CompareOp::Equal || op == CompareOp::NotEqual;
    switch (field.type) {
    case FieldType::Text:
    case FieldType::Id:
    case FieldType::Integer: return {};
    case FieldType::Instant: return op == CompareOp::Has ? "= != < <= > >=" : std::string{};
    case FieldType::Boolean:
    case FieldType::Enum: return equality || op == CompareOp::Has ? std::string{} : "= != or :";
    case FieldType::TextSet:
    case FieldType::IdSet:
    case FieldType::EnumSet: return op == CompareOp::Has ? std::string{} : "a colon (a set has, or has not, a value)";
    }
    return {};
}

std::string expectedValue(const Field& field)
{
    switch (field.type) {
    case FieldType::Text:
    case FieldType::TextSet: return "a text";
    case FieldType::Id:
    case FieldType::IdSet: return "an id of the form 01234567-89ab-cdef-0123-456789abcdef";
    case FieldType::Boolean: return "true or false";
    case FieldType::Instant:
        return R"(a time such as "2026-01-31T12:00:00Z", a day such as "2026-01-31", or ago("7d"))";
    case FieldType::Integer: return "a whole number";
    case FieldType::Enum:
    case FieldType::EnumSet: break;
    }
    std::string result = field.values.empty() ? "a word" : "one of";
    for (const auto value : field.values)
        result.append(" ").append(value);
    return result;
}

Parsed<Operand> textOperand(const Field& field, const Literal& literal)
{
    if (literal.kind == Literal::Kind::Ago)
        return mistakeAt(literal.at, expectedValue(field));
    return TextOperand{textKey(literal.text), literal.pattern()};
}

Parsed<Operand> enumOperand(const Field& field, const Literal& literal)
{
    if (literal.kind == Literal::Kind::Ago || literal.kind == Literal::Kind::Me || literal.hasStar())
        return mistakeAt(literal.at, expectedValue(field));
    if (field.values.empty())
        return literal.text;
    const auto key = textKey(literal.text);
    const auto found =
        std::ranges::find_if(field.values, [&key](std::string_view value) { return textKey(value) == key; });
    if (found == field.values.end()) {
        return mistakeAt(literal.at, expectedValue(field),
                         nearest(literal.text, {field.values.begin(), field.values.end()}));
    }
    return std::string(*found);
}

/// What `ago("…")` stands for; nothing when the span is none or leads out of the years that times have.
std::optional<Time> timeAgo(const Literal& literal, const FilterContext& context)
{
    const auto span = parseDuration(literal.text);
    const auto reach = context.now - Time{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};
    if (!span || *span > reach)
        return std::nullopt;
    return context.now - *span;
}

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Types whose values are plain words without patterns.
Parsed<Operand> plainOperand(const Field& field, const Literal& literal, const FilterContext& context)
{
    const auto wrong = [&] { return mistakeAt(literal.at, expectedValue(field)); };
    const bool isTime = field.type == FieldType::Instant;
    if (literal.kind == Literal::Kind::Me || literal.hasStar() || (literal.kind == Literal::Kind::Ago && !isTime))
        return wrong();
    if (isTime) {
        const auto time =
            literal.kind == Literal::Kind::Ago ? timeAgo(literal, context) : parseTime(literal.text, true);
        return time ? Parsed<Operand>(*time) : wrong();
    }
    if (field.type == FieldType::Id || field.type == FieldType::IdSet) {
        const auto id = Uuid::parse(literal.text);
        return id ? Parsed<Operand>(*id) : wrong();
    }
    if (literal.kind == Literal::Kind::Quoted)
        return wrong();
    if (field.type == FieldType::Boolean) {
        if (literal.text != "true" && literal.text != "false")
            return wrong();
        return literal.text == "true";
    }
    const auto number = wholeNumber(literal.text);
    return number ? Parsed<Operand>(*number) : wrong();
}

Parsed<Operand> operandOf(const Field& field, const Literal& literal, const FilterContext& context)
{
    switch (field.type) {
    case FieldType::Text:
    case FieldType::TextSet: return textOperand(field, literal);
    case FieldType::Enum:
    case FieldType::EnumSet: return enumOperand(field, literal);
    default: return plainOperand(field, literal, context);
    }
}

/// Comparisons that only ask whether there is a value: null, lone stars, empty text.
Parsed<std::optional<FilterNode>> presenceTest(const Field& field, CompareOp op, std::size_t operatorAt,
                                               const Literal& literal)
{
    const bool equality = op == CompareOp::Equal || op == CompareOp::NotEqual;
    const auto node = [&](bool present) { return present ? presence(field) : negation(presence(field)); };
    if (isNull(literal)) {
        if (!equality)
            return mistakeAt(operatorAt, "= or != before null");
        return node(op == CompareOp::NotEqual);
    }
    const bool isText = field.type == FieldType::Text;
    const bool loneStar = literal.hasStar() && literal.text.empty();
    if (loneStar && (equality || op == CompareOp::Has))
        return node(op != CompareOp::NotEqual);
    // me() of nobody is a name that nobody has, not a question for absence.
    if (isText && literal.text.empty() && !literal.hasStar() && literal.kind != Literal::Kind::Me) {
        if (equality || op == CompareOp::Has)
            return node(op != CompareOp::Equal);
    }
    return std::optional<FilterNode>{};
}

} // namespace

Parsed<FilterNode> comparison(const Field& field, CompareOp op, std::size_t operatorAt, const Literal& literal,
                              const FilterContext& context)
{
    auto asksForPresence = presenceTest(field, op, operatorAt, literal);
    if (!asksForPresence)
        return tl::unexpected(std::move(asksForPresence).error());
    if (*asksForPresence)
        return std::move(**asksForPresence);
    if (auto others = otherOperators(field, op); !others.empty())
        return mistakeAt(operatorAt, std::move(others));
    auto operand = operandOf(field, literal, context);
    if (!operand)
        return tl::unexpected(std::move(operand).error());

    if (auto* text = std::get_if<TextOperand>(&*operand)) {
        const bool ordering = op != CompareOp::Equal && op != CompareOp::NotEqual && op != CompareOp::Has;
        if (ordering && literal.hasStar())
            return mistakeAt(operatorAt, "= != or : with a pattern");
        if (op == CompareOp::Has && field.type == FieldType::Text && !literal.hasStar())
            text->pattern = Pattern::Contains;
    }
    if (op == CompareOp::Has && !isSet(field.type))
        op = CompareOp::Equal;
    return FilterNode{FilterNode::Kind::Compare, {}, &field, op, std::move(*operand)};
}

FilterNode presence(const Field& field)
{
    return {FilterNode::Kind::Present, {}, &field, CompareOp::Has, {}};
}

FilterNode negation(FilterNode node)
{
    if (node.kind == FilterNode::Kind::Not) {
        auto inner = std::move(node.children.front());
        return inner;
    }
    FilterNode result{FilterNode::Kind::Not, {}, nullptr, CompareOp::Equal, {}};
    result.children.push_back(std::move(node));
    return result;
}

FilterNode searchFor(const Literal& literal)
{
    auto key = textKey(literal.text);
    if (key.empty())
        return {};
    const auto pattern = literal.hasStar() ? literal.pattern() : Pattern::Contains;
    return {FilterNode::Kind::Search, {}, nullptr, CompareOp::Has, TextOperand{std::move(key), pattern}};
}

std::string nearest(std::string_view written, const std::vector<std::string_view>& names)
{
    const auto key = textKey(written);
    // A third of the letters may be wrong; longer texts are no misspelt names and not worth the comparison.
    auto allowed = std::max<std::size_t>(2, key.size() / 3);
    std::string result;
    if (key.size() < 2 || key.size() > 64)
        return result;
    for (const auto name : names) {
        const auto distance = editDistance(key, textKey(name));
        if (distance <= allowed && (result.empty() || distance < allowed) && distance < name.size()) {
            allowed = distance;
            result = name;
        }
    }
    return result;
}

} // namespace tokenhouse::filter

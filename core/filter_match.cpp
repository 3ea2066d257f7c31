#include "core/filter.h"

#include <algorithm>
#include <type_traits>

#include "core/text.h"

namespace tokenhouse {

namespace {

bool fits(const std::string& key, const TextOperand& operand)
{
    switch (operand.pattern) {
    case Pattern::Exact: return key == operand.key;
    case Pattern::Prefix: return key.starts_with(operand.key);
    case Pattern::Suffix: return key.ends_with(operand.key);
    case Pattern::Contains: return key.find(operand.key) != std::string::npos;
    }
    return false;
}

bool isAbsent(const FieldValue& value)
{
    if (const auto* text = std::get_if<std::string>(&value))
        return text->empty();
    if (const auto* set = std::get_if<std::vector<std::string>>(&value))
        return set->empty();
    return std::holds_alternative<std::monostate>(value);
}

template <class T>
bool holds(const T& value, CompareOp op, const T& operand)
{
    switch (op) {
    case CompareOp::Equal:
    case CompareOp::Has: return value == operand;
    case CompareOp::NotEqual: return !(value == operand);
    case CompareOp::Less: return value < operand;
    case CompareOp::LessEqual: return !(operand < value);
    case CompareOp::Greater: return operand < value;
    case CompareOp::GreaterEqual: return !(value < operand);
    }
    return false;
}

bool compareText(const std::string& value, CompareOp op, const TextOperand& operand)
{
    const auto key = textKey(value);
    if (op == CompareOp::Equal || op == CompareOp::Has)
        return fits(key, operand);
    if (op == CompareOp::NotEqual)
        return !fits(key, operand);
    return holds(key, op, operand.key);
}

bool hasElement(const std::vector<std::string>& set, const Operand& operand)
{
    if (const auto* text = std::get_if<TextOperand>(&operand))
        return std::ranges::any_of(set, [text](const auto& value) { return fits(textKey(value), *text); });
    if (const auto* id = std::get_if<Uuid>(&operand))
        return std::ranges::find(set, id->text()) != set.end();
    const auto* word = std::get_if<std::string>(&operand);
    return word != nullptr && std::ranges::find(set, *word) != set.end();
}

bool compare(const FilterNode& node, const FieldValue& value)
{
    if (isAbsent(value))
        return false;
    if (const auto* set = std::get_if<std::vector<std::string>>(&value))
        return hasElement(*set, node.operand);
    if (const auto* text = std::get_if<TextOperand>(&node.operand)) {
        const auto* written = std::get_if<std::string>(&value);
        return written != nullptr && compareText(*written, node.op, *text);
    }
    // Both sides hold the field's type; a reader that gives another one matches nothing.
    return std::visit(
        [&node]<class T>(const T& present) {
            if constexpr (std::is_same_v<T, std::monostate> || std::is_same_v<T, std::vector<std::string>>) {
                return false;
            } else {
                const auto* operand = std::get_if<T>(&node.operand);
                return operand != nullptr && holds(present, node.op, *operand);
            }
        },
        value);
}

bool isFound(const FilterNode& node, Schema schema, const FieldReader& record)
{
    const auto& operand = std::get<TextOperand>(node.operand);
    return std::ranges::any_of(schema, [&](const Field& field) {
        if (!field.searched)
            return false;
        const auto value = record(field);
        if (const auto* id = std::get_if<Uuid>(&value))
            return fits(id->text(), operand);
        const auto* text = std::get_if<std::string>(&value);
        return text != nullptr && !text->empty() && fits(textKey(*text), operand);
    });
}

bool accepts(const FilterNode& node, Schema schema, const FieldReader& record)
{
    const auto acceptsChild = [&](const FilterNode& child) { return accepts(child, schema, record); };
    switch (node.kind) {
    case FilterNode::Kind::All: return true;
    case FilterNode::Kind::And: return std::ranges::all_of(node.children, acceptsChild);
    case FilterNode::Kind::Or: return std::ranges::any_of(node.children, acceptsChild);
    case FilterNode::Kind::Not: return !acceptsChild(node.children.front());
    case FilterNode::Kind::Compare: return compare(node, record(*node.field));
    case FilterNode::Kind::Present: return !isAbsent(record(*node.field));
    case FilterNode::Kind::Search: return isFound(node, schema, record);
    }
    return false;
}

} // namespace

bool matches(const Filter& filter, const FieldReader& record)
{
    return accepts(filter.root, filter.schema, record);
}

} // namespace tokenhouse

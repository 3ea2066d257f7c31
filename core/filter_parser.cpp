#include "core/filter.h"

#include <utility>

#include <utf8proc.h>

#include "core/filter_comparison.h"
#include "core/filter_scanner.h"
#include "core/text.h"

namespace tokenhouse {

namespace filter {

namespace {

constexpr std::string_view termExpected = "a member with its condition, a word to search for, NOT or (";

/// Recursive descent; every level of recursion is counted against filterDepth.
///   conjunction = disjunction { ["AND"] disjunction }
///   disjunction = term { "OR" term }
///   term        = ("NOT" | "-") term | "(" conjunction ")" | member op value | text
class Parser {
public:
    Parser(std::string_view text, Schema schema, const FilterContext& context)
        : m_scanner(text), m_schema(schema), m_context(context)
    {}

    Parsed<FilterNode> parse()
    {
        m_scanner.blanks();
        if (m_scanner.atEnd())
            return FilterNode{};
        auto node = conjunction(0);
        if (node && !m_scanner.atEnd())
            return mistake("AND, OR or the end (no bracket is open)");
        return node;
    }

private:
    Parsed<FilterNode> conjunction(std::size_t depth)
    {
        std::vector<FilterNode> nodes;
        while (true) {
            auto node = disjunction(depth);
            if (!node)
                return node;
            nodes.push_back(std::move(*node));
            if (m_scanner.atEnd() || m_scanner.is(')'))
                return joined(FilterNode::Kind::And, std::move(nodes));
            if (!m_scanner.takeKeyword("AND") && !m_blankBefore && !m_scanner.is('('))
                return mistake("a blank, AND, OR, ) or the end");
        }
    }

    Parsed<FilterNode> disjunction(std::size_t depth)
    {
        std::vector<FilterNode> nodes;
        do {
            auto node = term(depth);
            if (!node)
                return node;
            nodes.push_back(std::move(*node));
            const auto end = m_scanner.position();
            m_scanner.blanks();
            m_blankBefore = m_scanner.position() != end;
        } while (m_scanner.takeKeyword("OR"));
        return joined(FilterNode::Kind::Or, std::move(nodes));
    }

    Parsed<FilterNode> term(std::size_t depth)
    {
        m_scanner.blanks();
        if (m_scanner.is('(') || m_scanner.is('-') || m_scanner.peekWord(false) == "NOT") {
            if (depth >= filterDepth)
                return mistake("at most " + std::to_string(filterDepth) + " brackets and NOTs within each other");
            if (m_scanner.take('('))
                return bracket(depth + 1);
            if (!m_scanner.take('-'))
                m_scanner.takeKeyword("NOT");
            auto node = term(depth + 1);
            return node ? Parsed<FilterNode>(negation(std::move(*node))) : node;
        }
        if (++m_terms > filterTerms)
            return mistake("at most " + std::to_string(filterTerms) + " conditions");
        return m_scanner.is('"') ? quotedSearch() : wordTerm();
    }

    Parsed<FilterNode> bracket(std::size_t depth)
    {
        auto node = conjunction(depth);
        if (node && !m_scanner.take(')'))
            return mistake("AND, OR or )");
        return node;
    }

    Parsed<FilterNode> quotedSearch()
    {
        auto literal = m_scanner.takeQuoted();
        if (!literal)
            return tl::unexpected(std::move(literal).error());
        if (operatorFollows())
            return mistakeAt(literal->at, "the name of a member, without quotes");
        return searchFor(*literal);
    }

    Parsed<FilterNode> wordTerm()
    {
        const auto at = m_scanner.position();
        const auto word = m_scanner.peekWord(false);
        if (word.empty() || isKeyword(word))
            return mistakeAt(at, std::string(termExpected));
        m_scanner.takeWord(word);
        if (m_scanner.is('('))
            return mistakeAt(at, std::string(termExpected) + "; functions stand after an operator");
        const auto end = m_scanner;
        m_scanner.blanks();
        const auto operatorAt = m_scanner.position();
        const auto op = m_scanner.takeOperator();
        if (!op) {
            m_scanner = end;
            return searchFor({.kind = Literal::Kind::Word, .at = at, .text = std::string(word)});
        }
        const auto* field = findField(m_schema, word);
        return field ? condition(*field, *op, operatorAt) : unknownMember(at, word);
    }

    tl::unexpected<Mistake> unknownMember(std::size_t at, std::string_view word) const
    {
        std::string expected = "one of";
        std::vector<std::string_view> names;
        for (const auto& field : m_schema) {
            names.push_back(field.name);
            expected.append(" ").append(field.name);
        }
        return mistakeAt(at, std::move(expected), nearest(word, names));
    }

    Parsed<FilterNode> condition(const Field& field, CompareOp op, std::size_t operatorAt)
    {
        m_scanner.blanks();
        if (m_scanner.is('*')) {
            if (op != CompareOp::Has)
                return mistake("a value (a star stands alone only after a colon)");
            m_scanner.take('*');
            return presence(field);
        }
        auto literal = value();
        if (!literal)
            return tl::unexpected(std::move(literal).error());
        return comparison(field, op, operatorAt, *literal, m_context);
    }

    Parsed<Literal> value()
    {
        if (m_scanner.is('"'))
            return m_scanner.takeQuoted();
        const auto at = m_scanner.position();
        const auto word = m_scanner.peekWord(true);
        if (word.empty())
            return mistakeAt(at, "a value");
        if (isKeyword(word))
            return mistakeAt(at, "a value (AND, OR and NOT need quotes)");
        m_scanner.takeWord(word);
        if (m_scanner.is('('))
            return function(at, word);
        if (operatorFollows())
            return mistake("a blank, AND, OR, ) or the end (such characters need quotes)");
        return Literal{.kind = Literal::Kind::Word, .at = at, .text = std::string(word)};
    }

    Parsed<Literal> function(std::size_t at, std::string_view name)
    {
        Literal result{.kind = Literal::Kind::Me, .at = at, .text = m_context.user};
        if (name != "ago" && name != "me")
            return mistakeAt(at, R"(the function ago("7d") or me())", nearest(name, {"ago", "me"}));
        m_scanner.take('(');
        m_scanner.blanks();
        if (name == "ago") {
            result.kind = Literal::Kind::Ago;
            auto span = argument();
            if (!span)
                return span;
            result.text = span->text;
            m_scanner.blanks();
        }
        if (!m_scanner.take(')'))
            return mistake(")");
        return result;
    }

    Parsed<Literal> argument()
    {
        const auto at = m_scanner.position();
        Parsed<Literal> literal = Literal{.at = at};
        if (m_scanner.is('"')) {
            literal = m_scanner.takeQuoted();
            if (!literal)
                return literal;
        } else {
            literal->text = m_scanner.peekWord(true);
            m_scanner.takeWord(literal->text);
        }
        if (literal->hasStar() || !parseDuration(literal->text))
            return mistakeAt(at, R"(a span such as "15m", "12h", "7d" or "2w")");
        return literal;
    }

    bool operatorFollows()
    {
        const auto here = m_scanner;
        m_scanner.blanks();
        const bool result = m_scanner.takeOperator().has_value();
        m_scanner = here;
        return result;
    }

    static FilterNode joined(FilterNode::Kind kind, std::vector<FilterNode> nodes)
    {
        if (nodes.size() == 1) {
            auto only = std::move(nodes.front());
            return only;
        }
        return {kind, std::move(nodes), nullptr, CompareOp::Equal, {}};
    }

    tl::unexpected<Mistake> mistake(std::string expected) const
    {
        return mistakeAt(m_scanner.position(), std::move(expected));
    }

    Scanner m_scanner;
    Schema m_schema;
    const FilterContext& m_context;
    std::size_t m_terms = 0;
    bool m_blankBefore = false; ///< whether blanks followed the last term
};

/// Bytes of the longest valid beginning.
std::size_t validLength(std::string_view text)
{
    std::size_t position = 0;
    while (position < text.size()) {
        utf8proc_int32_t point = 0;
        const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + position);
        const auto size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - position), &point);
        if (size <= 0)
            break;
        position += static_cast<std::size_t>(size);
    }
    return position;
}

/// Precondition: the text is valid up to the mistake.
Failure failureOf(const Mistake& mistake, std::string_view text)
{
    boost::json::object extra;
    extra["position"] = codePoints(text.substr(0, mistake.at));
    extra["expected"] = mistake.expected;
    if (!mistake.suggestion.empty())
        extra["suggestion"] = mistake.suggestion;
    auto detail = "The filter cannot be read: expected " + mistake.expected + ".";
    if (!mistake.suggestion.empty())
        detail += " Did you mean " + mistake.suggestion + "?";
    return {Fault::Malformed, std::move(detail), {}, std::move(extra)};
}

} // namespace

} // namespace filter

Result<Filter> parseFilter(std::string_view text, Schema schema, const FilterContext& context)
{
    const auto valid = filter::validLength(text.substr(0, filterMaximum));
    if (text.size() > filterMaximum) {
        const filter::Mistake mistake{valid, "at most " + std::to_string(filterMaximum) + " bytes", {}};
        return tl::unexpected(filter::failureOf(mistake, text));
    }
    if (valid != text.size())
        return tl::unexpected(filter::failureOf({valid, "valid UTF-8", {}}, text));
    auto root = filter::Parser(text, schema, context).parse();
    if (!root)
        return tl::unexpected(filter::failureOf(root.error(), text));
    return Filter{schema, std::move(*root)};
}

} // namespace tokenhouse

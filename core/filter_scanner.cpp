#include "core/filter_scanner.h"

#include <array>
#include <utility>

#include <utf8proc.h>

namespace tokenhouse::filter {

namespace {

struct CodePoint {
    utf8proc_int32_t value = 0;
    std::size_t size = 1;
};

CodePoint codePointAt(std::string_view text, std::size_t position)
{
    CodePoint result;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + position);
    const auto size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - position), &result.value);
    result.size = size > 0 ? static_cast<std::size_t>(size) : 1;
    return result;
}

/// Marks count as letters: "é" may be written as two code points.
bool isWordCharacter(utf8proc_int32_t value)
{
    if (value < 0x80) {
        const auto ascii = static_cast<char>(value);
        return (ascii >= 'a' && ascii <= 'z') || (ascii >= 'A' && ascii <= 'Z') || (ascii >= '0' && ascii <= '9')
               || std::string_view("_-./@%").find(ascii) != std::string_view::npos;
    }
    switch (utf8proc_category(value)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND: return true;
    default: return false;
    }
}

} // namespace

Pattern Literal::pattern() const
{
    if (starBefore)
        return starAfter ? Pattern::Contains : Pattern::Suffix;
    return starAfter ? Pattern::Prefix : Pattern::Exact;
}

bool Scanner::take(char character)
{
    if (!is(character))
        return false;
    ++m_position;
    return true;
}

void Scanner::blanks()
{
    while (!atEnd() && std::string_view(" \t\r\n").find(m_text[m_position]) != std::string_view::npos)
        ++m_position;
}

std::string_view Scanner::peekWord(bool inValue) const
{
    if (!inValue && is('-'))
        return {};
    auto end = m_position;
    while (end < m_text.size()) {
        const auto point = codePointAt(m_text, end);
        if (!isWordCharacter(point.value))
            break;
        end += point.size;
    }
    return m_text.substr(m_position, end - m_position);
}

bool Scanner::takeKeyword(std::string_view keyword)
{
    if (peekWord(false) != keyword)
        return false;
    takeWord(keyword);
    return true;
}

std::optional<CompareOp> Scanner::takeOperator()
{
    // The longer ones first: "<=" begins with "<".
    static constexpr std::array<std::pair<std::string_view, CompareOp>, 7> operators{{
        {"!=", CompareOp::NotEqual},
        {"<=", CompareOp::LessEqual},
        {">=", CompareOp::GreaterEqual},
        {"=", CompareOp::Equal},
        {"<", CompareOp::Less},
        {">", CompareOp::Greater},
        {":", CompareOp::Has},
    }};
    for (const auto& [text, op] : operators) {
        if (m_text.substr(m_position).starts_with(text)) {
            m_position += text.size();
            return op;
        }
    }
    return std::nullopt;
}

Parsed<Literal> Scanner::takeQuoted()
{
    Literal literal{.kind = Literal::Kind::Quoted, .at = m_position};
    ++m_position;
    if (m_text.substr(m_position).starts_with("*\"")) {
        m_position += 2;
        literal.starBefore = literal.starAfter = true;
        return literal;
    }
    literal.starBefore = take('*');
    while (!atEnd()) {
        const char character = m_text[m_position];
        if (character == '"') {
            ++m_position;
            return literal;
        }
        if (character == '\\') {
            ++m_position;
            if (!is('*') && !is('"') && !is('\\'))
                return mistakeAt(m_position, R"(\*, \" or \\)");
        } else if (character == '*' && m_text.substr(m_position).starts_with("*\"")) {
            m_position += 2;
            literal.starAfter = true;
            return literal;
        }
        literal.text += m_text[m_position++];
    }
    return mistakeAt(m_position, "a closing \"");
}

bool isKeyword(std::string_view word)
{
    return word == "AND" || word == "OR" || word == "NOT";
}

} // namespace tokenhouse::filter

namespace tokenhouse {

std::string quoteForFilter(std::string_view text)
{
    std::string result = "\"";
    for (const char character : text) {
        if (character == '"' || character == '\\' || character == '*')
            result += '\\';
        result += character;
    }
    return result += '"';
}

} // namespace tokenhouse

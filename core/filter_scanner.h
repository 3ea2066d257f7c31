#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/filter.h"

namespace tokenhouse::filter {

/// Where and why a filter cannot be read; parseFilter makes a Failure of it. Never quotes the text: people paste
/// secrets into search fields.
struct Mistake {
    std::size_t at = 0; ///< byte
    std::string expected;
    std::string suggestion;
};
template <class T>
using Parsed = tl::expected<T, Mistake>;

inline tl::unexpected<Mistake> mistakeAt(std::size_t at, std::string expected, std::string suggestion = {})
{
    return tl::unexpected<Mistake>(Mistake{at, std::move(expected), std::move(suggestion)});
}

/// A value as written.
struct Literal {
    enum class Kind { Word, Quoted, Ago, Me };
    Kind kind = Kind::Word;
    std::size_t at = 0;
    std::string text{};      ///< without quotes, escapes and the stars at its ends
    bool starBefore = false; ///< of a quoted text: `"*x"`
    bool starAfter = false;  ///< `"x*"`; both of `"*"` are set
    bool hasStar() const { return starBefore || starAfter; }
    Pattern pattern() const;
};

/// Cuts a filter's text, valid UTF-8, into its smallest parts. What a `-` or `*` means is known to the parser only, so
/// it asks for the part that it expects. Every function but blanks() leaves blanks alone.
class Scanner {
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    std::size_t position() const { return m_position; }
    bool atEnd() const { return m_position >= m_text.size(); }
    bool is(char character) const { return !atEnd() && m_text[m_position] == character; }
    bool take(char character);
    void blanks();
    /// The bare word that begins here, without taking it; empty when none does. `-` begins one only in a value.
    std::string_view peekWord(bool inValue) const;
    void takeWord(std::string_view word) { m_position += word.size(); }
    bool takeKeyword(std::string_view keyword);
    std::optional<CompareOp> takeOperator();
    /// Precondition: is('"').
    Parsed<Literal> takeQuoted();

private:
    std::string_view m_text;
    std::size_t m_position = 0;
};

bool isKeyword(std::string_view word);

} // namespace tokenhouse::filter

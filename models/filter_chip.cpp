#include "models/filter_chip.h"

#include <algorithm>
#include <cctype>

namespace tokenhouse {
namespace {

bool isBlankByte(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::vector<std::string_view> blankParted(std::string_view text)
{
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        const auto start = at;
        while (at < text.size() && !isBlankByte(text[at])) {
            ++at;
        }
        if (at > start) {
            words.push_back(text.substr(start, at - start));
        } else {
            ++at;
        }
    }
    return words;
}

/// The words of a valid filter text: quoted texts whole, operators and brackets alone, the rest as bare words.
std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const auto start = at;
        const char c = text[at];
        if (isBlankByte(c)) {
            ++at;
            continue;
        }
        if (c == '"') {
            for (++at; at < text.size() && text[at] != '"'; ++at) {
                at += text[at] == '\\' && at + 1 < text.size() ? 1u : 0u;
            }
            at = std::min(at + 1, text.size());
        } else if (c == '(' || c == ')' || c == ':' || c == '=' || c == '*' || c == ',') {
            ++at;
        } else if (c == '<' || c == '>' || c == '!') {
            at += at + 1 < text.size() && text[at + 1] == '=' ? 2u : 1u;
        } else {
            while (at < text.size() && !isBlankByte(text[at])
                   && std::string_view("\"():=*,<>!").find(text[at]) == std::string_view::npos) {
                ++at;
            }
        }
        words.emplace_back(text.substr(start, at - start));
    }
    return words;
}

std::string unquoted(std::string_view word)
{
    if (word.size() < 2 || word.front() != '"') {
        return std::string(word);
    }
    std::string text;
    const auto inner = word.substr(1, word.size() - 2);
    for (std::size_t at = 0; at < inner.size(); ++at) {
        at += inner[at] == '\\' && at + 1 < inner.size() ? 1u : 0u;
        text += inner[at];
    }
    return text;
}

/// Stars at the ends that are not escaped make a pattern: no chip says that.
bool isPlainText(std::string_view word)
{
    if (word.size() < 2 || word.front() != '"') {
        return word != "null" && word != "*";
    }
    const auto inner = word.substr(1, word.size() - 2);
    return inner.empty()
           || (inner.front() != '*' && (inner.back() != '*' || (inner.size() > 1 && inner[inner.size() - 2] == '\\')));
}

std::string literal(const std::string& value, const Field* field)
{
    const bool bare = field != nullptr && (field->type == FieldType::Boolean || field->type == FieldType::Integer);
    return bare ? value : quoteForFilter(value);
}

std::string anyOf(const FilterChip& chip, const Field* field)
{
    std::string text;
    for (const auto& value : chip.values) {
        const bool isSet = field != nullptr
                           && (field->type == FieldType::TextSet || field->type == FieldType::IdSet
                               || field->type == FieldType::EnumSet);
        text += (text.empty() ? "" : " OR ") + chip.field + (isSet ? ":" : " = ") + literal(value, field);
    }
    return text;
}

using Words = std::vector<std::string>;

bool isOpening(const Words& words, std::size_t at, std::string_view word)
{
    return at < words.size() && words[at] == word;
}

/// `field = a OR field = b …` without brackets around it.
std::optional<FilterChip> alternatives(const Words& words, Schema schema)
{
    FilterChip chip;
    for (std::size_t at = 0; at < words.size(); at += 4) {
        if (at + 3 > words.size() || (at + 3 < words.size() && words[at + 3] != "OR")) {
            return std::nullopt;
        }
        const bool known = findField(schema, words[at]) != nullptr && (words[at + 1] == "=" || words[at + 1] == ":");
        if (!known || (!chip.field.empty() && chip.field != words[at]) || !isPlainText(words[at + 2])) {
            return std::nullopt;
        }
        const auto* field = findField(schema, words[at]);
        const bool isSet =
            field->type == FieldType::TextSet || field->type == FieldType::IdSet || field->type == FieldType::EnumSet;
        if ((words[at + 1] == ":") != isSet) {
            return std::nullopt;
        }
        chip.field = words[at];
        chip.values.push_back(unquoted(words[at + 2]));
        if (at + 3 == words.size()) {
            return chip;
        }
    }
    return std::nullopt;
}

/// One comparison that a chip of times says; joined with a chip of the same field afterwards.
std::optional<FilterChip> timeChip(const Words& words, Schema schema)
{
    const auto* field = words.size() >= 3 ? findField(schema, words[0]) : nullptr;
    if (field == nullptr || field->type != FieldType::Instant) {
        return std::nullopt;
    }
    FilterChip chip;
    chip.field = words[0];
    if (words.size() == 6 && words[2] == "ago" && words[3] == "(" && words[5] == ")") {
        chip.kind = words[1] == ">" || words[1] == ">=" ? FilterChip::Kind::Within : FilterChip::Kind::Before;
        chip.duration = unquoted(words[4]);
        return words[1].front() == '>' || words[1].front() == '<' ? std::optional(chip) : std::nullopt;
    }
    if (words.size() != 3 || words[2].front() != '"') {
        return std::nullopt;
    }
    const auto time = parseTime(unquoted(words[2]), true);
    chip.kind = FilterChip::Kind::Between;
    if (time && words[1] == ">=") {
        chip.from = time;
        return chip;
    }
    if (time && words[1] == "<") {
        chip.until = time;
        return chip;
    }
    return std::nullopt;
}

std::optional<FilterChip> chipOf(const Words& words, Schema schema)
{
    const auto inBrackets = [&](std::size_t first) {
        return isOpening(words, first, "(") && words.back() == ")"
                   ? Words(words.begin() + static_cast<std::ptrdiff_t>(first) + 1, words.end() - 1)
                   : Words();
    };
    const bool negated = isOpening(words, 0, "NOT");
    const Words present = negated ? Words(words.begin() + 1, words.end()) : words;
    if (present.size() == 3 && findField(schema, present[0]) != nullptr && present[1] == ":" && present[2] == "*") {
        FilterChip chip;
        chip.field = present[0];
        chip.kind = negated ? FilterChip::Kind::Absent : FilterChip::Kind::Present;
        return chip;
    }
    if (negated) {
        const auto inner = inBrackets(1);
        auto chip = alternatives(inner.empty() ? present : inner, schema);
        if (chip) {
            chip->kind = FilterChip::Kind::NoneOf;
        }
        return chip;
    }
    if (const auto inner = inBrackets(0); !inner.empty()) {
        return alternatives(inner, schema);
    }
    if (auto chip = timeChip(words, schema)) {
        return chip;
    }
    if (words.size() == 3 && words[1] == ":" && findField(schema, words[0]) != nullptr
        && findField(schema, words[0])->type == FieldType::Text && isPlainText(words[2])) {
        FilterChip chip;
        chip.field = words[0];
        chip.kind = FilterChip::Kind::Has;
        chip.values = {unquoted(words[2])};
        return chip;
    }
    return alternatives(words, schema);
}

std::string joined(const Words& words)
{
    std::string text;
    for (const auto& word : words) {
        const bool tight =
            word == ")" || word == ":" || word == "," || text.empty() || text.back() == '(' || text.back() == ':';
        const bool call = word == "(" && (text.ends_with("ago") || text.ends_with("me"));
        text += (tight || call ? "" : " ") + word;
    }
    return text;
}

/// Where one comparison that begins at `at` ends.
std::size_t termEnd(const Words& words, std::size_t at)
{
    if (words[at] == "NOT") {
        ++at;
    }
    if (at < words.size() && words[at] == "(") {
        int depth = 0;
        for (; at < words.size(); ++at) {
            depth += words[at] == "(" ? 1 : words[at] == ")" ? -1 : 0;
            if (depth == 0) {
                return at + 1;
            }
        }
        return at;
    }
    ++at;
    const auto isOperator = [](const std::string& word) {
        return word == "=" || word == "!=" || word == "<" || word == "<=" || word == ">" || word == ">=" || word == ":";
    };
    if (at < words.size() && isOperator(words[at])) {
        at += 2;
        if (at < words.size() && words[at] == "(") { // of ago() and me()
            while (at < words.size() && words[at] != ")") {
                ++at;
            }
            ++at;
        }
    }
    return std::min(at, words.size());
}

void add(FilterParts& parts, FilterChip chip)
{
    for (auto& known : parts.chips) {
        const bool between =
            chip.kind == FilterChip::Kind::Between && known.kind == chip.kind && known.field == chip.field;
        if (between && (!known.from || !chip.from) && (!known.until || !chip.until)) {
            known.from = known.from ? known.from : chip.from;
            known.until = known.until ? known.until : chip.until;
            return;
        }
    }
    parts.chips.push_back(std::move(chip));
}

} // namespace

std::string chipFilter(const FilterChip& chip, Schema schema)
{
    const auto* field = findField(schema, chip.field);
    switch (chip.kind) {
    case FilterChip::Kind::AnyOf: return chip.values.size() > 1 ? "(" + anyOf(chip, field) + ")" : anyOf(chip, field);
    case FilterChip::Kind::NoneOf: return chip.values.empty() ? std::string() : "NOT (" + anyOf(chip, field) + ")";
    case FilterChip::Kind::Between: {
        const auto from = chip.from ? chip.field + " >= \"" + formatTime(*chip.from) + "\"" : std::string();
        const auto until = chip.until ? chip.field + " < \"" + formatTime(*chip.until) + "\"" : std::string();
        return from + (!from.empty() && !until.empty() ? " AND " : "") + until;
    }
    case FilterChip::Kind::Within: return chip.field + " > ago(" + quoteForFilter(chip.duration) + ")";
    case FilterChip::Kind::Before: return chip.field + " < ago(" + quoteForFilter(chip.duration) + ")";
    case FilterChip::Kind::Present: return chip.field + ":*";
    case FilterChip::Kind::Absent: return "NOT " + chip.field + ":*";
    case FilterChip::Kind::Has:
        return chip.values.empty() ? std::string() : chip.field + ":" + quoteForFilter(chip.values.front());
    case FilterChip::Kind::Expert: return chip.values.empty() ? std::string() : "(" + chip.values.front() + ")";
    }
    return {};
}

std::string anyOf(std::string_view member, std::span<const Uuid> ids)
{
    std::string filter;
    for (const auto& id : ids) {
        filter += filter.empty() ? "" : " OR ";
        filter.append(member).append(" = ").append(id.text());
    }
    return filter;
}

std::string freeTextFilter(std::string_view text)
{
    std::string filter;
    for (const auto word : blankParted(text)) {
        filter += (filter.empty() ? "" : " ") + quoteForFilter(word);
    }
    return filter;
}

std::string wordsWithin(std::string_view text, std::span<const std::string_view> members)
{
    std::string filter;
    for (const auto word : blankParted(text)) {
        std::string one;
        for (const auto member : members) {
            one += (one.empty() ? "" : " OR ") + std::string(member) + ':' + quoteForFilter(word);
        }
        filter += (filter.empty() ? "(" : " AND (") + one + ')';
    }
    return filter;
}

FilterParts takeApart(std::string_view text, Schema schema)
{
    const auto words = wordsOf(text);
    std::vector<Words> terms;
    for (std::size_t at = 0; at < words.size();) {
        if (words[at] == "AND") {
            ++at;
            continue;
        }
        auto end = termEnd(words, at);
        while (end < words.size() && words[end] == "OR") { // binds tighter than AND
            end = end + 1 < words.size() ? termEnd(words, end + 1) : words.size();
        }
        terms.emplace_back(words.begin() + static_cast<std::ptrdiff_t>(at),
                           words.begin() + static_cast<std::ptrdiff_t>(end));
        at = std::max(end, at + 1);
    }
    FilterParts parts;
    for (const auto& term : terms) {
        if (term.size() == 1 && isPlainText(term[0]) && term[0] != "(" && term[0] != ")" && !term[0].starts_with('-')) {
            const auto word = unquoted(term[0]);
            if (!word.empty() && std::ranges::none_of(word, isBlankByte)) {
                parts.freeText += (parts.freeText.empty() ? "" : " ") + word;
                continue;
            }
        }
        if (auto chip = chipOf(term, schema)) {
            add(parts, std::move(*chip));
            continue;
        }
        FilterChip expert;
        expert.kind = FilterChip::Kind::Expert;
        const bool bracketed = term.size() > 2 && term.front() == "(" && termEnd(term, 0) == term.size();
        expert.values = {joined(bracketed ? Words(term.begin() + 1, term.end() - 1) : term)};
        parts.chips.push_back(std::move(expert));
    }
    return parts;
}

} // namespace tokenhouse

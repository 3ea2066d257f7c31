#include "server/store/sqlite/word_table.h"

#include <algorithm>
#include <string.h> // memmem
#include <utility>

namespace tokenhouse::server {

namespace {

struct NewWord {
    std::uint32_t ref;
    std::string key;
};

std::int64_t newestRef(Database& database)
{
    auto query = database.query("SELECT coalesce(max(ref), 0) FROM word");
    return query.next() ? query.integer(0) : 0;
}

} // namespace

void WordTable::update(Database& database)
{
    const auto last = newestRef(database);
    if (m_ends.empty() || last < m_last || last - m_last > 100'000)
        load(database);
    else if (last > m_last)
        merge(database, last);
}

void WordTable::load(Database& database)
{
    const auto last = newestRef(database);
    m_text.assign(1, '\0');
    m_ends.assign(1, 0);
    m_refs.assign(1, 0);
    m_rankOfRef.assign(static_cast<std::size_t>(last) + 1, 0);
    m_ends.reserve(m_rankOfRef.size());
    m_refs.reserve(m_rankOfRef.size());
    auto query = database.query("SELECT ref, key FROM word INDEXED BY word_key ORDER BY key");
    Rank first = 0;
    while (query.next()) {
        const auto ref = static_cast<std::uint32_t>(query.integer(0));
        const auto text = query.text(1);
        if (first == 0 || key(static_cast<Rank>(m_ends.size() - 1)) != text)
            first = static_cast<Rank>(m_ends.size());
        m_text.append(text);
        m_ends.push_back(static_cast<std::uint32_t>(m_text.size()));
        m_text += '\0';
        m_refs.push_back(ref);
        m_rankOfRef[ref] = first;
    }
    m_last = last;
}

/// A few new words into many old ones: one pass, no reading of the old ones from the disk.
void WordTable::merge(Database& database, std::int64_t last)
{
    std::vector<NewWord> fresh;
    {
        auto query = database.query("SELECT ref, key FROM word WHERE ref>?");
        query.bind(m_last);
        while (query.next())
            fresh.push_back({static_cast<std::uint32_t>(query.integer(0)), query.string(1)});
    }
    std::sort(fresh.begin(), fresh.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    WordTable merged;
    merged.m_text.reserve(m_text.size() + fresh.size() * 64);
    merged.m_ends.reserve(m_ends.size() + fresh.size());
    merged.m_refs.reserve(m_refs.size() + fresh.size());
    const auto copyOld = [&](std::size_t from, std::size_t to) {
        if (from == to)
            return;
        const auto begin = from == 0 ? 0 : m_ends[from - 1] + 1;
        const auto shift = static_cast<std::uint32_t>(merged.m_text.size()) - begin;
        merged.m_text.append(m_text, begin, m_ends[to - 1] + 1 - begin);
        for (auto place = from; place < to; ++place)
            merged.m_ends.push_back(m_ends[place] + shift);
        merged.m_refs.insert(merged.m_refs.end(), m_refs.begin() + static_cast<std::ptrdiff_t>(from),
                             m_refs.begin() + static_cast<std::ptrdiff_t>(to));
    };
    std::size_t from = 0;
    for (const auto& word : fresh) {
        const std::size_t to = std::max(from, std::size_t{lowerBound(word.key)});
        copyOld(from, to);
        from = to;
        merged.m_text += word.key;
        merged.m_ends.push_back(static_cast<std::uint32_t>(merged.m_text.size()));
        merged.m_text += '\0';
        merged.m_refs.push_back(word.ref);
    }
    copyOld(from, m_ends.size());
    merged.m_rankOfRef.assign(static_cast<std::size_t>(last) + 1, 0);
    Rank first = 0;
    for (Rank place = 1; place < merged.m_ends.size(); ++place) {
        if (first == 0 || merged.key(place - 1) != merged.key(place))
            first = place;
        merged.m_rankOfRef[merged.m_refs[place]] = first;
    }
    merged.m_last = last;
    *this = std::move(merged);
}

std::string_view WordTable::key(Rank rank) const
{
    if (rank == 0)
        return {};
    const auto begin = m_ends[rank - 1] + 1;
    return std::string_view(m_text).substr(begin, m_ends[rank] - begin);
}

WordTable::Rank WordTable::lowerBound(std::string_view wanted) const
{
    Rank low = 1;
    auto high = static_cast<Rank>(m_ends.size());
    while (low < high) {
        const Rank middle = low + (high - low) / 2;
        if (key(middle) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

WordTable::Range WordTable::equal(std::string_view wanted) const
{
    const auto first = lowerBound(wanted);
    auto last = first;
    while (last < m_ends.size() && key(last) == wanted)
        ++last;
    return {first, last};
}

WordTable::Range WordTable::startingWith(std::string_view wanted) const
{
    // No UTF-8 text has a byte FF: it ends all keys that begin so.
    return {lowerBound(wanted), lowerBound(std::string(wanted) + '\xFF')};
}

WordTable::Range WordTable::comparing(CompareOp op, std::string_view wanted) const
{
    const auto same = equal(wanted);
    const auto end = static_cast<Rank>(m_ends.size());
    switch (op) {
    case CompareOp::Less: return {1, same.first};
    case CompareOp::LessEqual: return {1, same.last};
    case CompareOp::Greater: return {same.last, end};
    case CompareOp::GreaterEqual: return {same.first, end};
    default: return same;
    }
}

RowSet WordTable::fitting(const TextOperand& operand) const
{
    RowSet found(m_ends.size());
    const auto& needle = operand.key;
    const auto add = [&](std::size_t place) { found.add(rankOf(m_refs[place])); };
    if (operand.pattern == Pattern::Suffix || needle.find('\0') != std::string::npos) {
        for (Rank place = 1; place < m_ends.size(); ++place) {
            const auto text = key(place);
            if (operand.pattern == Pattern::Suffix ? text.ends_with(needle)
                                                   : text.find(needle) != std::string_view::npos)
                add(place);
        }
        return found;
    }
    // One search through all keys at once; a hit names its place, and the search goes on behind that key.
    const char* const begin = m_text.data();
    const char* const end = begin + m_text.size();
    const char* at = begin + 1;
    std::size_t place = 1;
    while (place < m_ends.size()) {
        const auto* hit =
            static_cast<const char*>(::memmem(at, static_cast<std::size_t>(end - at), needle.data(), needle.size()));
        if (!hit)
            break;
        const auto offset = static_cast<std::uint32_t>(hit - begin);
        // Hits are often near each other: look a few places ahead before searching.
        std::size_t step = 0;
        while (place < m_ends.size() && m_ends[place] < offset && step < 8) {
            ++place;
            ++step;
        }
        if (place < m_ends.size() && m_ends[place] < offset) {
            place = static_cast<std::size_t>(
                std::lower_bound(m_ends.begin() + static_cast<std::ptrdiff_t>(place), m_ends.end(), offset)
                - m_ends.begin());
        }
        add(place);
        at = begin + m_ends[place] + 1;
        ++place;
    }
    return found;
}

} // namespace tokenhouse::server

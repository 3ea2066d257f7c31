#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tokenhouse::server {

/// A set of row numbers below a bound, one bit each.
class RowSet {
public:
    RowSet() = default;
    explicit RowSet(std::size_t bound) : m_bound(bound), m_bits((bound + 63) / 64) {}

    std::size_t bound() const { return m_bound; }
    void resize(std::size_t bound)
    {
        m_bound = bound;
        m_bits.resize((bound + 63) / 64);
    }
    bool has(std::size_t row) const { return (m_bits[row / 64] >> (row % 64) & 1) != 0; }
    void add(std::size_t row) { m_bits[row / 64] |= std::uint64_t{1} << (row % 64); }
    void remove(std::size_t row) { m_bits[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }
    std::size_t count() const
    {
        std::size_t sum = 0;
        for (const auto bits : m_bits)
            sum += static_cast<std::size_t>(std::popcount(bits));
        return sum;
    }

    RowSet& operator&=(const RowSet& other)
    {
        for (std::size_t i = 0; i < m_bits.size(); ++i)
            m_bits[i] &= other.m_bits[i];
        return *this;
    }
    RowSet& operator|=(const RowSet& other)
    {
        for (std::size_t i = 0; i < m_bits.size(); ++i)
            m_bits[i] |= other.m_bits[i];
        return *this;
    }
    /// What is in `all` but not here.
    RowSet& complementIn(const RowSet& all)
    {
        for (std::size_t i = 0; i < m_bits.size(); ++i)
            m_bits[i] = all.m_bits[i] & ~m_bits[i];
        return *this;
    }

    /// All rows below the bound for which `holds(row)`.
    template <class Predicate>
    static RowSet where(std::size_t bound, const Predicate& holds)
    {
        RowSet set(bound);
        for (std::size_t word = 0; word < set.m_bits.size(); ++word) {
            const auto begin = word * 64;
            const auto end = begin + 64 < bound ? begin + 64 : bound;
            std::uint64_t bits = 0;
            for (std::size_t row = begin; row < end; ++row)
                bits |= std::uint64_t{holds(row)} << (row - begin);
            set.m_bits[word] = bits;
        }
        return set;
    }

private:
    std::size_t m_bound = 0;
    std::vector<std::uint64_t> m_bits;
};

} // namespace tokenhouse::server

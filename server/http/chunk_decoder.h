#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tokenhouse::http {

/// Takes a chunked body apart (RFC 9112, 7.1), strictly: no extensions, no trailers, CR LF only. Pure; keeps its place
/// between calls.
class ChunkDecoder {
public:
    enum class State { More, Complete, TooLarge, Broken };
    /// Appends to `out` what `bytes` hold of the body; `consumed` is how many of them were used.
    State feed(std::string_view bytes, std::string& out, std::size_t limit, std::size_t& consumed);

private:
    enum class Expect { FirstDigit, Digits, SizeLf, Data, DataCr, DataLf, LastCr, LastLf };
    Expect m_expect = Expect::FirstDigit;
    std::uint64_t m_left = 0;
    int m_digits = 0;
};

} // namespace tokenhouse::http

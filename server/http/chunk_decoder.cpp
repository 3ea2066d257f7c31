#include "server/http/chunk_decoder.h"

#include <algorithm>

#include "core/hex.h"

namespace tokenhouse::http {

ChunkDecoder::State ChunkDecoder::feed(std::string_view bytes, std::string& out, std::size_t limit,
                                       std::size_t& consumed)
{
    consumed = 0;
    while (consumed < bytes.size()) {
        const char c = bytes[consumed];
        switch (m_expect) {
        case Expect::FirstDigit:
        case Expect::Digits: {
            const auto value = hexValue(c);
            if (value >= 0) {
                // Twelve digits are far past every limit, and cannot overflow.
                if (++m_digits > 12)
                    return State::Broken;
                m_left = m_left * 16 + static_cast<std::uint64_t>(value);
                m_expect = Expect::Digits;
            } else if (c == '\r' && m_expect == Expect::Digits) {
                m_expect = Expect::SizeLf;
            } else {
                return State::Broken;
            }
            ++consumed;
            break;
        }
        case Expect::SizeLf:
            if (c != '\n')
                return State::Broken;
            ++consumed;
            if (m_left > limit || out.size() > limit - m_left)
                return State::TooLarge;
            m_expect = m_left == 0 ? Expect::LastCr : Expect::Data;
            m_digits = 0;
            break;
        case Expect::Data: {
            const auto size = std::min<std::uint64_t>(m_left, bytes.size() - consumed);
            out.append(bytes.substr(consumed, static_cast<std::size_t>(size)));
            consumed += static_cast<std::size_t>(size);
            m_left -= size;
            if (m_left == 0)
                m_expect = Expect::DataCr;
            break;
        }
        case Expect::DataCr:
            if (c != '\r')
                return State::Broken;
            ++consumed;
            m_expect = Expect::DataLf;
            break;
        case Expect::DataLf:
            if (c != '\n')
                return State::Broken;
            ++consumed;
            m_expect = Expect::FirstDigit;
            break;
        case Expect::LastCr:
            if (c != '\r')
                return State::Broken; // a trailer
            ++consumed;
            m_expect = Expect::LastLf;
            break;
        case Expect::LastLf:
            if (c != '\n')
                return State::Broken;
            ++consumed;
            return State::Complete;
        }
    }
    return State::More;
}

} // namespace tokenhouse::http

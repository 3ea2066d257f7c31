#pragma once

#include <cstdint>
#include <string>

#include "core/uuid.h"

namespace tokenhouse::server::demo {

/// Numbers that depend on the seed, an index and a purpose only: any part of the stock can be made again by itself.
class Dice {
public:
    Dice(std::uint64_t seed, std::uint64_t index, std::uint64_t purpose);
    std::uint64_t next();
    std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
    bool chance(unsigned percent) { return below(100) < percent; }
    double fraction() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

private:
    std::uint64_t m_state;
};

// A company that could exist: its people, teams, systems and what they say.
std::string person(std::uint64_t number);       ///< 180 of them
std::string operatorName(std::uint64_t number); ///< the few who make tokens
std::string team(std::uint64_t number);
std::string tokenName(Dice& dice, std::uint64_t index);
std::string tokenDescription(Dice& dice); ///< may be empty
std::string label(std::uint64_t number);
std::string definitionName(Dice& dice);
std::string definitionDescription(Dice& dice);
/// A route without placeholders, all lower case.
std::string plainRoute(Dice& dice, std::uint64_t index);
std::string placeholderRoute(Dice& dice, std::uint64_t index);
std::string disableReason(std::uint64_t number);
std::string address(Dice& dice);
Uuid uuid(Dice& dice, std::int64_t millis); ///< version 7, at this time

} // namespace tokenhouse::server::demo

#include "server/demo/people.h"

#include <array>
#include <cstdio>
#include <string_view>

namespace tokenhouse::server::demo {

namespace {

template <std::size_t Size>
std::string_view pick(const std::array<std::string_view, Size>& list, std::uint64_t number)
{
    return list[number % Size];
}

constexpr auto firstNames =
    std::to_array<std::string_view>({"Anna", "Björn", "Carla", "David", "Élodie", "Femke", "Giulia", "Henrik", "Ines",
                                     "Jonas", "Katarzyna", "Lars", "Maja", "Nils", "Olga"});
constexpr auto lastNames =
    std::to_array<std::string_view>({"Keller", "Nowak", "Peeters", "Rossi", "Søndergaard", "Van Damme", "Müller",
                                     "Fontaine", "Lindqvist", "Okafor", "Horváth", "Strauß"});
constexpr auto teams = std::to_array<std::string_view>(
    {"Billing", "Customer Care", "Data Platform", "Field Service", "Finance", "Identity", "Logistics", "Marketing",
     "Network Operations", "Partner Integrations", "Quality", "Research", "Security", "Warehouse"});
constexpr auto systems = std::to_array<std::string_view>(
    {"SAP", "Salesforce", "ServiceNow", "Grafana", "Jira", "Power BI", "GitLab", "Confluence", "Zendesk", "Stripe",
     "Snowflake", "Kafka bridge", "Mobile app", "Web shop", "Data lake", "Pager"});
constexpr auto purposes = std::to_array<std::string_view>(
    {"nightly export", "ticket sync", "internal reporting", "dashboard", "invoice import", "stock levels",
     "status page", "alarm forwarding", "device inventory", "customer lookup", "shipment tracking", "backup check",
     "load test", "price list", "onboarding", "contract archive"});
constexpr auto whys = std::to_array<std::string_view>(
    {"Reads what the service needs and nothing else", "Set up for the migration", "Used by the scheduled job",
     "Handed to the supplier", "For the integration tests", "Replaces the shared key of last year",
     "Asked for in the change board", "Runs on the edge nodes"});
constexpr auto wheres = std::to_array<std::string_view>(
    {"in production", "in staging", "in the Brussels office", "in the Gdańsk data centre", "on the plant floor",
     "in the partner's network", "in the disaster recovery site", "for the whole region"});
constexpr auto whens =
    std::to_array<std::string_view>({"until the new platform is live", "every quarter", "with a review each spring",
                                     "as long as the contract runs", "for a trial", "on working days only"});
constexpr auto labels = std::to_array<std::string_view>(
    {"production", "staging", "test", "partner", "internal", "critical", "legacy", "reporting", "mobile", "temporary"});
constexpr auto resources =
    std::to_array<std::string_view>({"tickets", "invoices", "orders", "devices", "customers", "shipments", "alarms",
                                     "contracts", "prices", "sites", "reports", "users", "stock", "payments"});
constexpr auto verbs = std::to_array<std::string_view>(
    {"list", "status", "export", "summary", "latest", "search", "health", "notice", "archive", "feed"});
constexpr auto domains = std::to_array<std::string_view>({"billing", "care", "data", "field", "finance", "identity",
                                                          "logistics", "marketing", "network", "partners", "quality",
                                                          "research", "security", "warehouse"});
constexpr auto reasons =
    std::to_array<std::string_view>({"Not used for three months", "The owner left", "Found in a log of the supplier",
                                     "The project ended", "Replaced by a new token", "Asked for by the security team"});

std::string padded(std::uint64_t number, int width)
{
    char text[32];
    std::snprintf(text, sizeof text, "%0*llu", width, static_cast<unsigned long long>(number));
    return text;
}

std::string joined(std::initializer_list<std::string_view> parts)
{
    std::string text;
    for (const auto part : parts)
        text += part;
    return text;
}

} // namespace

// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
Dice::Dice(std::uint64_t seed, std::uint64_t index, std::uint64_t purpose)
    : m_state(seed * 0x9E3779B97F4A7C15ULL ^ (index + 1) * 0xBF58476D1CE4E5B9ULL
              ^ (purpose + 1) * 0x94D049BB133111EBULL)
{
    next();
}

std::uint64_t Dice::next()
{
    std::uint64_t z = (m_state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

std::string person(std::uint64_t number)
{
    number %= firstNames.size() * lastNames.size();
    return joined({pick(firstNames, number), " ", pick(lastNames, number / firstNames.size())});
}

std::string operatorName(std::uint64_t number)
{
    return person(number % 12 * 17);
}

std::string team(std::uint64_t number)
{
    return std::string(pick(teams, number));
}

std::string tokenName(Dice& dice, std::uint64_t index)
{
    return joined({pick(teams, dice.next()), " ", pick(systems, dice.next()), " ", pick(purposes, dice.next()), " ",
                   padded(index + 1, 4)});
}

std::string tokenDescription(Dice& dice)
{
    if (dice.chance(25))
        return {};
    auto text = joined({pick(whys, dice.next()), " ", pick(wheres, dice.next())});
    if (dice.chance(50))
        text += joined({", ", pick(whens, dice.next())});
    return text + ".";
}

std::string label(std::uint64_t number)
{
    return std::string(pick(labels, number));
}

std::string definitionName(Dice& dice)
{
    auto name = joined({pick(teams, dice.next()), ": ", pick(resources, dice.next()), " ", pick(verbs, dice.next())});
    return name;
}

std::string definitionDescription(Dice& dice)
{
    if (dice.chance(40))
        return {};
    return joined(
        {pick(purposes, dice.next()), " for ", pick(systems, dice.next()), " ", pick(wheres, dice.next()), "."});
}

std::string plainRoute(Dice& dice, std::uint64_t index)
{
    return joined({pick(domains, dice.next()), "/", pick(resources, dice.next()), "/", pick(verbs, dice.next()), "-",
                   padded(index + 1, 4)});
}

std::string placeholderRoute(Dice& dice, std::uint64_t index)
{
    return joined({pick(domains, dice.next()), "-", padded(index + 1, 4), "/", pick(resources, dice.next()), "/{id}/",
                   pick(verbs, dice.next())});
}

std::string disableReason(std::uint64_t number)
{
    return std::string(pick(reasons, number));
}

std::string address(Dice& dice)
{
    return "10.20." + std::to_string(dice.below(8)) + "." + std::to_string(10 + dice.below(40));
}

Uuid uuid(Dice& dice, std::int64_t millis)
{
    std::array<std::uint8_t, 16> bytes{};
    const auto time = static_cast<std::uint64_t>(millis);
    for (std::size_t i = 0; i < 6; ++i)
        bytes[i] = static_cast<std::uint8_t>(time >> (40 - 8 * i));
    const auto a = dice.next();
    const auto b = dice.next();
    for (std::size_t i = 0; i < 8; ++i)
        bytes[8 + i] = static_cast<std::uint8_t>(b >> (8 * i));
    bytes[6] = static_cast<std::uint8_t>(0x70 | (a & 0x0F));
    bytes[7] = static_cast<std::uint8_t>(a >> 8);
    bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3F));
    return Uuid::fromBytes(bytes.data());
}

} // namespace tokenhouse::server::demo

#include "server/api/overview.h"

#include <algorithm>
#include <map>

#include <boost/json/serialize.hpp>

#include "core/text.h"

namespace tokenhouse::server {

namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr std::chrono::seconds keptFor{5};
constexpr int changeDays = 30;
constexpr int refusalHours = 24;
constexpr std::size_t usersShown = 5;
constexpr std::string_view changeKinds = "(kind = \"token.*\" OR kind = \"definition.*\")";

std::string quoted(Time at)
{
    return '"' + formatTime(at) + '"';
}

json::object figure(std::int64_t count, const std::string& filter)
{
    return {{"count", count}, {"filter", filter}};
}

/// Figures of one list: first all filters, then all counts at once.
class Counted {
public:
    explicit Counted(Schema schema) : m_schema(schema) {}

    std::size_t add(std::string text)
    {
        // Its text is ours; one that does not parse is a fault that the first call shows.
        auto filter = parseFilter(text, m_schema, {});
        m_filters.push_back(filter ? std::move(*filter) : Filter{m_schema, {}});
        m_texts.push_back(std::move(text));
        return m_texts.size() - 1;
    }
    template <class Count>
    Result<void> count(const Count& counts)
    {
        auto found = counts(m_filters);
        if (!found)
            return tl::unexpected(std::move(found.error()));
        m_counts = std::move(*found);
        return {};
    }
    json::object operator[](std::size_t at) const { return figure(m_counts.at(at), m_texts[at]); }

private:
    Schema m_schema;
    std::vector<Filter> m_filters;
    std::vector<std::string> m_texts;
    std::vector<std::int64_t> m_counts;
};

struct Age {
    std::string_view bucket;
    days until; ///< and from the one before
};
constexpr Age ages[] = {
    {"day", days(1)}, {"week", days(7)}, {"month", days(30)}, {"quarter", days(90)}, {"year", days(365)}};
constexpr std::string_view states[] = {"active", "disabled", "expired", "unclaimed", "held"};

} // namespace

Result<json::object> Overview::tokens(Time at)
{
    Counted counted(tokenSchema());
    const auto idleSince = quoted(at - days(90));
    const auto expiring = [&](days within) {
        return "isDisabled = false AND expiresAt > " + quoted(at) + " AND expiresAt <= " + quoted(at + within);
    };
    const std::pair<const char*, std::size_t> figures[] = {
        {"total", counted.add("")},
        {"expiresWithin7Days", counted.add(expiring(days(7)))},
        {"expiresWithin30Days", counted.add(expiring(days(30)))},
        {"neverUsed", counted.add("NOT lastUsedAt:*")},
        {"neverExpires", counted.add("state = active AND NOT expiresAt:*")},
        {"idle90Days",
         counted.add("state = active AND createdAt < " + idleSince + " AND NOT lastUsedAt >= " + idleSince)},
        {"inNoDefinition", counted.add("usedBy = 0")},
        {"enabledWithoutDefinition", counted.add("isDisabled = false AND usedBy = 0")},
    };
    std::vector<std::size_t> byState;
    for (const auto state : states)
        byState.push_back(counted.add("state = " + std::string(state)));
    std::vector<std::pair<std::string_view, std::size_t>> byAge;
    std::string newer;
    for (const auto& [bucket, until] : ages) {
        const auto from = "lastModified >= " + quoted(at - until);
        byAge.emplace_back(bucket, counted.add(newer.empty() ? from : from + " AND " + newer));
        newer = "lastModified < " + quoted(at - until);
    }
    byAge.emplace_back("older", counted.add(newer));

    auto done = counted.count([&](const std::vector<Filter>& filters) { return m_store.countTokens(filters, at); });
    if (!done)
        return tl::unexpected(std::move(done.error()));
    json::object result;
    for (const auto& [name, index] : figures)
        result[name] = counted[index];
    json::object inStates;
    for (std::size_t i = 0; i < byState.size(); ++i)
        inStates[json::string_view(states[i].data(), states[i].size())] = counted[byState[i]];
    result["byState"] = std::move(inStates);
    json::array aged;
    for (const auto& [bucket, index] : byAge) {
        auto one = counted[index];
        one["bucket"] = json::string_view(bucket.data(), bucket.size());
        aged.push_back(std::move(one));
    }
    result["byLastModified"] = std::move(aged);
    return result;
}

Result<json::object> Overview::definitions(Time at)
{
    Counted counted(definitionSchema());
    const std::pair<const char*, std::size_t> figures[] = {
        {"total", counted.add("")},
        {"enabled", counted.add("isDisabled = false")},
        {"disabled", counted.add("isDisabled = true")},
        {"withoutTokens", counted.add("NOT allowedTokens:*")},
        {"enabledWithoutTokens", counted.add("isDisabled = false AND NOT allowedTokens:*")},
    };
    auto done =
        counted.count([&](const std::vector<Filter>& filters) { return m_store.countDefinitions(filters, at); });
    if (!done)
        return tl::unexpected(std::move(done.error()));
    json::object result;
    for (const auto& [name, index] : figures)
        result[name] = counted[index];
    return result;
}

Result<json::object> Overview::changes(Time at)
{
    const auto today = std::chrono::floor<days>(at);
    const auto first = today - days(changeDays - 1);
    const auto sums = m_store.changeSums(first);
    if (!sums)
        return tl::unexpected(sums.error());
    struct Series {
        std::int64_t total = 0;
        std::vector<std::int64_t> counts = std::vector<std::int64_t>(changeDays);
    };
    std::map<std::string, Series> byUser;
    for (const auto& one : *sums) {
        const auto day = one.day - first.time_since_epoch().count();
        if (day < 0 || day >= changeDays)
            continue;
        auto& series = byUser[one.user];
        series.total += one.count;
        series.counts[static_cast<std::size_t>(day)] += one.count;
    }
    std::vector<std::pair<std::string, Series>> users(byUser.begin(), byUser.end());
    std::ranges::stable_sort(users, std::ranges::greater(), [](const auto& one) { return one.second.total; });

    const auto end = Time(today + days(1));
    const auto filterOf = [&](Time from, Time to, const std::string& who) {
        return std::string(changeKinds) + " AND time >= " + quoted(from) + " AND time < " + quoted(to) + who;
    };
    const auto seriesJson = [&](const Series& series, const std::string& who) {
        auto one = figure(series.total, filterOf(first, end, who));
        json::array perDay;
        for (int i = 0; i < changeDays; ++i) {
            const auto from = Time(first + days(i));
            perDay.push_back(figure(series.counts[static_cast<std::size_t>(i)], filterOf(from, from + days(1), who)));
        }
        one["days"] = std::move(perDay);
        return one;
    };
    json::array shown;
    std::string nobodyShown;
    Series others;
    Series all;
    const auto addTo = [](Series& sum, const Series& more) {
        sum.total += more.total;
        for (std::size_t i = 0; i < sum.counts.size(); ++i)
            sum.counts[i] += more.counts[i];
    };
    for (const auto& [user, series] : users) {
        addTo(all, series);
        if (shown.size() >= usersShown) {
            addTo(others, series);
            continue;
        }
        auto one = seriesJson(series, " AND user = " + quoteForFilter(user));
        one["user"] = user;
        shown.push_back(std::move(one));
        nobodyShown += " AND NOT user = " + quoteForFilter(user);
    }
    json::array dates;
    for (int i = 0; i < changeDays; ++i)
        dates.emplace_back(formatTime(Time(first + days(i))).substr(0, 10));
    return json::object{{"days", std::move(dates)},
                        {"all", seriesJson(all, " AND user:*")},
                        {"users", std::move(shown)},
                        {"others", seriesJson(others, " AND user:*" + nobodyShown)}};
}

Result<json::object> Overview::refusals(Time at)
{
    const auto today = std::chrono::floor<days>(at);
    const auto firstDay = Time(today - days(changeDays - 1));
    const auto firstHour = Time(std::chrono::floor<hours>(at) - hours(refusalHours - 1));
    const auto sums = m_refusals(firstDay);
    if (!sums)
        return tl::unexpected(sums.error());
    struct Reason {
        std::string name;
        std::vector<std::int64_t> hours = std::vector<std::int64_t>(refusalHours);
        std::vector<std::int64_t> days = std::vector<std::int64_t>(changeDays);
    };
    std::map<std::int64_t, Reason> reasons;
    for (const auto& one : *sums) {
        auto& reason = reasons[one.code];
        reason.name = one.reason;
        const auto day = std::chrono::floor<std::chrono::days>(one.hour - firstDay).count();
        if (day >= 0 && day < changeDays)
            reason.days[static_cast<std::size_t>(day)] += one.count;
        const auto hour = std::chrono::floor<std::chrono::hours>(one.hour - firstHour).count();
        if (hour >= 0 && hour < refusalHours)
            reason.hours[static_cast<std::size_t>(hour)] += one.count;
    }
    json::array listed;
    for (const auto& [code, reason] : reasons) {
        std::int64_t total = 0;
        for (const auto count : reason.days)
            total += count;
        listed.push_back(json::object{{"reason", reason.name},
                                      {"errorCode", code},
                                      {"count", total},
                                      {"hours", json::value_from(reason.hours)},
                                      {"days", json::value_from(reason.days)},
                                      {"logText", "error=" + std::to_string(code) + ' '}});
    }
    return json::object{
        {"firstHour", formatTime(firstHour)}, {"firstDay", formatTime(firstDay)}, {"reasons", std::move(listed)}};
}

Result<Overview::Figures> Overview::compute(Time at)
{
    Figures figures;
    figures.time = formatTime(at);
    const std::tuple<std::string*, Result<json::object> (Overview::*)(Time)> parts[] = {
        {&figures.tokens, &Overview::tokens},
        {&figures.definitions, &Overview::definitions},
        {&figures.changes, &Overview::changes},
        {&figures.refusals, &Overview::refusals},
    };
    for (const auto& [text, part] : parts) {
        const auto made = (this->*part)(at);
        if (!made)
            return tl::unexpected(made.error());
        *text = json::serialize(*made);
    }
    return figures;
}

Result<std::shared_ptr<const Overview::Figures>> Overview::figures()
{
    const std::lock_guard lock(m_mutex);
    const auto version = m_version.load(std::memory_order_acquire);
    const auto present = std::chrono::steady_clock::now();
    if (m_kept && m_keptVersion == version && present - m_keptAt < keptFor)
        return m_kept;
    auto figures = compute(now());
    if (!figures)
        return tl::unexpected(std::move(figures.error()));
    m_kept = std::make_shared<const Figures>(std::move(*figures));
    m_keptVersion = version;
    m_keptAt = present;
    return m_kept;
}

} // namespace tokenhouse::server

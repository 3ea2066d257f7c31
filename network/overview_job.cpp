#include "network/overview_job.h"

#include "network/json_read.h"

namespace tokenhouse {

namespace {

Figure figureOf(const json::object& object)
{
    return {integerOf(object, "count"), textOf(object, "filter")};
}

Figure figureIn(const json::object& object, std::string_view name)
{
    const auto* figure = objectOf(object, name);
    return figure ? figureOf(*figure) : Figure{};
}

template <class Row, class Read>
std::vector<Row> rowsIn(const json::object& object, std::string_view name, Read read)
{
    std::vector<Row> rows;
    const auto* array = memberOf(object, name);
    if (array == nullptr || !array->is_array())
        return rows;
    for (const auto& item : array->get_array()) {
        if (const auto* one = item.if_object())
            rows.push_back(read(*one));
    }
    return rows;
}

std::vector<std::int64_t> numbersIn(const json::object& object, std::string_view name)
{
    std::vector<std::int64_t> numbers;
    const auto* array = memberOf(object, name);
    if (array == nullptr || !array->is_array())
        return numbers;
    for (const auto& item : array->get_array())
        numbers.push_back(item.is_int64() ? item.get_int64() : 0);
    return numbers;
}

Overview::Tokens tokensOf(const json::object& object)
{
    Overview::Tokens tokens;
    tokens.total = figureIn(object, "total");
    if (const auto* states = objectOf(object, "byState")) {
        tokens.active = figureIn(*states, "active");
        tokens.disabled = figureIn(*states, "disabled");
        tokens.expired = figureIn(*states, "expired");
        tokens.unclaimed = figureIn(*states, "unclaimed");
        tokens.held = figureIn(*states, "held");
    }
    tokens.expiresWithin7Days = figureIn(object, "expiresWithin7Days");
    tokens.expiresWithin30Days = figureIn(object, "expiresWithin30Days");
    tokens.neverUsed = figureIn(object, "neverUsed");
    tokens.neverExpires = figureIn(object, "neverExpires");
    tokens.idle90Days = figureIn(object, "idle90Days");
    tokens.inNoDefinition = figureIn(object, "inNoDefinition");
    tokens.enabledWithoutDefinition = figureIn(object, "enabledWithoutDefinition");
    tokens.byLastModified = rowsIn<Overview::Tokens::Bucket>(object, "byLastModified", [](const json::object& one) {
        return Overview::Tokens::Bucket{textOf(one, "bucket"), figureOf(one)};
    });
    return tokens;
}

Overview::Series seriesOf(const json::object& object)
{
    return {textOf(object, "user"), figureOf(object), rowsIn<Figure>(object, "days", figureOf)};
}

Overview::Changes changesOf(const json::object& object)
{
    Overview::Changes changes;
    changes.days = textsOf(object, "days");
    if (const auto* all = objectOf(object, "all"))
        changes.all = seriesOf(*all);
    changes.users = rowsIn<Overview::Series>(object, "users", seriesOf);
    if (const auto* others = objectOf(object, "others"))
        changes.others = seriesOf(*others);
    return changes;
}

Overview::Refusals refusalsOf(const json::object& object)
{
    Overview::Refusals refusals;
    refusals.firstHour = timeOf(object, "firstHour").value_or(Time{});
    refusals.firstDay = timeOf(object, "firstDay").value_or(Time{});
    refusals.reasons = rowsIn<Overview::Refusal>(object, "reasons", [](const json::object& one) {
        return Overview::Refusal{textOf(one, "reason"),   static_cast<int>(integerOf(one, "errorCode")),
                                 integerOf(one, "count"), numbersIn(one, "hours"),
                                 numbersIn(one, "days"),  textOf(one, "logText")};
    });
    return refusals;
}

Result<Overview> overviewOf(const Answer& answer)
{
    const auto object = jsonObjectOf(answer);
    const auto time = object ? timeOf(*object, "time") : std::nullopt;
    if (!time)
        return tl::unexpected<Failure>(unexpectedAnswer());
    Overview overview;
    overview.time = *time;
    if (const auto* tokens = objectOf(*object, "tokens"))
        overview.tokens = tokensOf(*tokens);
    if (const auto* definitions = objectOf(*object, "definitions"))
        overview.definitions = Overview::Definitions{
            figureIn(*definitions, "total"), figureIn(*definitions, "enabled"), figureIn(*definitions, "disabled"),
            figureIn(*definitions, "withoutTokens"), figureIn(*definitions, "enabledWithoutTokens")};
    if (const auto* changes = objectOf(*object, "changes"))
        overview.changes = changesOf(*changes);
    if (const auto* refusals = objectOf(*object, "refusals"))
        overview.refusals = refusalsOf(*refusals);
    return overview;
}

} // namespace

OverviewJob::OverviewJob(Connection& connection) : JobOf(connection, Call::get("overview"), overviewOf) {}

} // namespace tokenhouse

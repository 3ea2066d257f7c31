#include "views/widgets/filter_words.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include "models/text.h"

namespace tokenhouse {

namespace {

QString wordOf(const FilterWords& words, const std::string& value)
{
    for (const auto& [key, word] : words.states) {
        if (utf8(key) == value)
            return word;
    }
    return safeText(value);
}

} // namespace

QString chipLabel(const FilterChip& chip, const FilterWords& words, const TimeText& times)
{
    using Kind = FilterChip::Kind;
    const QString field = exactText(chip.field);
    QStringList values;
    for (const std::string& value : chip.values)
        values.append(wordOf(words, value));
    QString joined = values.join(FilterWords::tr(" or "));
    const QString title = field == words.stateField  ? FilterWords::tr("State")
                          : field == words.userField ? words.userTitle
                          : field == words.timeField ? words.timeTitle
                                                     : field;
    const auto day = [&times](const Time& time) {
        const auto there = times.dateTime(time).toTimeZone(times.zone());
        return QLocale().toString(there.date(), QStringLiteral("d MMM yyyy"));
    };
    switch (chip.kind) {
    case Kind::AnyOf: return field == words.stateField ? joined : FilterWords::tr("%1 %2").arg(title, joined);
    case Kind::NoneOf: return FilterWords::tr("Not %1").arg(joined);
    case Kind::Between:
        if (chip.from && chip.until)
            return FilterWords::tr("%1 %2 – %3")
                .arg(title, day(*chip.from), day(*chip.until - std::chrono::milliseconds(1)));
        if (chip.from)
            return FilterWords::tr("%1 after %2").arg(title, day(*chip.from));
        return chip.until ? FilterWords::tr("%1 before %2").arg(title, day(*chip.until)) : title;
    case Kind::Within: return FilterWords::tr("%1 in the last %2").arg(title, exactText(chip.duration));
    case Kind::Before: return FilterWords::tr("%1 longer ago than %2").arg(title, exactText(chip.duration));
    case Kind::Present: return FilterWords::tr("%1 is set").arg(title);
    case Kind::Absent: return FilterWords::tr("%1 is not set").arg(title);
    case Kind::Has: return FilterWords::tr("%1 has %2").arg(title, joined);
    case Kind::Expert: break;
    }
    return joined;
}

} // namespace tokenhouse

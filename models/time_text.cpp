#include "models/time_text.h"

#include <chrono>

namespace tokenhouse {
namespace {

using namespace std::chrono_literals;
constexpr int tickEvery = 5000;
constexpr auto relativeWithin = 4h;

} // namespace

TimeText::TimeText(QObject* parent, Clock clock, const QTimeZone& zone, const QLocale& locale)
    : QObject(parent), m_clock(clock ? std::move(clock) : Clock(&tokenhouse::now)), m_zone(zone), m_locale(locale)
{
    m_timer.setInterval(tickEvery);
    connect(&m_timer, &QTimer::timeout, this, &TimeText::changed);
}

Time TimeText::now() const
{
    return m_clock();
}

void TimeText::setUtc(bool utc)
{
    if (std::exchange(m_utc, utc) != utc) {
        Q_EMIT changed();
    }
}

void TimeText::setAbsolute(bool absolute)
{
    if (std::exchange(m_absolute, absolute) != absolute) {
        Q_EMIT changed();
    }
}

void TimeText::startTicking()
{
    m_timer.start();
}

QDateTime TimeText::dateTime(Time time) const
{
    return QDateTime::fromMSecsSinceEpoch(toMillis(time), Qt::UTC);
}

QDateTime TimeText::clockTime(Time time) const
{
    return dateTime(time).toTimeZone(zone());
}

QString TimeText::dateText(const QDateTime& day, const QDateTime& today) const
{
    const bool thisYear = day.date().year() == today.date().year();
    //: A date in a table: without and with the year (Qt date format).
    return m_locale.toString(day.date(), thisYear ? tr("d MMM") : tr("d MMM yyyy"));
}

QString TimeText::shortText(Time time) const
{
    const auto at = now();
    const auto local = clockTime(time);
    const auto today = clockTime(at);
    const auto clock = m_locale.toString(local.time(), QStringLiteral("HH:mm"));
    if (m_absolute) {
        return local.date() == today.date() ? secondsText(local) : dateText(local, today);
    }
    const auto age = at - time;
    if (age >= -2s && age < 5s) { // clocks of two machines are never quite the same
        return tr("just now");
    }
    if (age >= 0s && age < relativeWithin) {
        return tr("%1 ago").arg(remaining(age));
    }
    const auto days = local.date().daysTo(today.date());
    if (days == 0) {
        return tr("today %1").arg(clock);
    }
    if (days == 1) {
        return tr("yesterday");
    }
    if (days == -1) {
        return tr("tomorrow");
    }
    return dateText(local, today);
}

QString TimeText::shortText(std::optional<Time> time) const
{
    return time ? shortText(*time) : tr("never");
}

QStringList TimeText::widestShort() const
{
    const auto midnight = m_locale.toString(QTime(0, 0), QStringLiteral("HH:mm"));
    QStringList texts{tr("just now"),
                      tr("%1 ago").arg(tr("%1 min").arg(59)),
                      tr("today %1").arg(midnight),
                      tr("yesterday"),
                      tr("tomorrow"),
                      tr("never")};
    return texts + widestDates();
}

QStringList TimeText::widestMoments() const
{
    QStringList texts = widestDates();
    for (auto& text : texts) {
        text = tr("%1 %2", "date, time of day").arg(text, m_locale.toString(QTime(0, 0), QStringLiteral("HH:mm:ss")));
    }
    return texts;
}

QStringList TimeText::widestDates() const
{
    QStringList texts;
    const auto today = clockTime(now());
    for (int month = 1; month <= 12; ++month) {
        texts << dateText(QDateTime(QDate(today.date().year() - 1, month, 28), QTime(0, 0)), today);
    }
    return texts;
}

QString TimeText::longText(Time time) const
{
    const auto local = clockTime(time);
    const auto today = clockTime(now());
    const auto clock = m_locale.toString(local.time(), QStringLiteral("HH:mm"));
    const auto days = local.date().daysTo(today.date());
    if (!m_absolute && days == 0) {
        return tr("today %1").arg(clock);
    }
    if (!m_absolute && days == 1) {
        return tr("yesterday %1").arg(clock);
    }
    //: A date with its time of day.
    return tr("%1 %2", "date, time of day").arg(m_locale.toString(local.date(), tr("d MMM yyyy")), clock);
}

QString TimeText::secondsText(const QDateTime& local) const
{
    return m_locale.toString(local.time(), QStringLiteral("HH:mm:ss"));
}

QString TimeText::momentText(Time time) const
{
    const auto local = clockTime(time);
    const auto today = clockTime(now());
    const auto clock = secondsText(local);
    return local.date() == today.date() ? clock : tr("%1 %2", "date, time of day").arg(dateText(local, today), clock);
}

QString TimeText::exactText(Time time) const
{
    const auto local = clockTime(time);
    const auto zone = m_utc ? QStringLiteral("UTC") : local.timeZoneAbbreviation();
    return local.toString(u"yyyy-MM-dd HH:mm:ss ") + zone;
}

QString TimeText::tip(Time time) const
{
    const auto utc = dateTime(time).toString(u"yyyy-MM-dd HH:mm:ss") + QStringLiteral(" UTC");
    const auto local = exactText(time);
    return local == utc ? utc : local + u'\n' + utc;
}

QString TimeText::remaining(std::chrono::milliseconds length) const
{
    const auto seconds = std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(length).count());
    if (seconds < 60) {
        return tr("%1 s").arg(seconds);
    }
    if (seconds < 3600) {
        return tr("%1 min").arg(seconds / 60);
    }
    if (seconds < 86'400) {
        return tr("%1 h").arg(seconds / 3600);
    }
    return tr("%1 d").arg(seconds / 86'400);
}

} // namespace tokenhouse

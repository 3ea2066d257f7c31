#pragma once

#include <functional>
#include <optional>

#include <QDateTime>
#include <QLocale>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimeZone>
#include <QTimer>

#include "core/time.h"

namespace tokenhouse {

/// The one place that turns times into words. One object per window, shared by models and views.
///
/// Short: "just now", "12 s ago", "4 min ago", "2 h ago", "today 09:12", "yesterday", "15 Nov", "4 Mar 2025"; ahead:
/// "in 6 d" only through remaining(), else the date. With setAbsolute (data of a server that went) none
/// depends on now: "12:04:31" of today, the date of other days. With setUtc all clocks are UTC and say
/// so. changed() is emitted when any text may have changed: by a switch, or every 5 s while started. GUI thread.
class TimeText : public QObject {
    Q_OBJECT

public:
    using Clock = std::function<Time()>;

    explicit TimeText(QObject* parent = nullptr, Clock clock = {}, const QTimeZone& zone = QTimeZone::systemTimeZone(),
                      const QLocale& locale = QLocale());

    Time now() const;
    bool isUtc() const { return m_utc; }
    bool isAbsolute() const { return m_absolute; }
    void setUtc(bool utc);
    void setAbsolute(bool absolute);
    void startTicking();

    QString shortText(Time time) const;
    QString shortText(std::optional<Time> time) const; ///< absent: "never"
    /// One text of each form that shortText and momentText give, as wide as it gets, for whoever makes room for them.
    QStringList widestShort() const;
    QStringList widestMoments() const;
    /// With the time of day where the day is near: "yesterday 16:41", "28 Nov 2026 18:00".
    QString longText(Time time) const;
    /// The clock to the second, always: "12:04:31" of today, else "15 Nov 12:04:31", "4 Mar 2025 12:04:31".
    QString momentText(Time time) const;
    /// Date and time to the second, with the zone: "2026-11-28 18:00:04 CET".
    QString exactText(Time time) const;
    /// exactText and the UTC under it, for tool tips.
    QString tip(Time time) const;
    /// A length: "12 s", "6 d", "3 h"; rounded down to its largest unit, never negative.
    QString remaining(std::chrono::milliseconds length) const;
    QDateTime dateTime(Time time) const;
    /// The zone of all that is shown.
    QTimeZone zone() const { return m_utc ? QTimeZone::utc() : m_zone; }

Q_SIGNALS:
    void changed();

private:
    QDateTime clockTime(Time time) const;
    QString secondsText(const QDateTime& local) const;
    QString dateText(const QDateTime& day, const QDateTime& today) const;
    QStringList widestDates() const;

    Clock m_clock;
    QTimeZone m_zone;
    QLocale m_locale;
    QTimer m_timer;
    bool m_utc = false;
    bool m_absolute = false;
};

} // namespace tokenhouse

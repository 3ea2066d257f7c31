#include "views/widgets/expiry_field.h"

#include <QCalendarWidget>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "views/house_style.h"
#include "views/widgets/label.h"

namespace tokenhouse {

namespace {
enum Choice { Never, Days30, Days90, Year, Date };
}

ExpiryField::ExpiryField(const TimeText& times, QWidget* parent)
    : QWidget(parent),
      m_times(times),
      m_choice(new QComboBox(this)),
      m_date(new QDateTimeEdit(this)),
      m_hint(plainLabel({}, Role::Muted, Theme::small(), this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_choice->setAccessibleName(tr("Expires"));
    m_choice->addItems({tr("Never"), tr("In 30 days"), tr("In 90 days"), tr("In 1 year"), tr("At a date…")});
    m_date->setAccessibleName(tr("Expires at"));
    m_date->setCalendarPopup(true);
    m_date->setTimeSpec(times.isUtc() ? Qt::UTC : Qt::LocalTime);
    m_date->setDisplayFormat(QStringLiteral("d MMM yyyy HH:mm"));
    const QDateTime soon = times.dateTime(times.now()).addDays(30);
    m_date->setDateTime(QDateTime(soon.date(), QTime(18, 0)));
    layout->addWidget(m_choice);
    layout->addWidget(m_date);
    m_hint->setMinimumHeight(20);
    layout->addWidget(m_hint);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this] {
        follow();
        Q_EMIT changed();
    });
    connect(m_date, &QDateTimeEdit::dateTimeChanged, this, [this] {
        follow();
        Q_EMIT changed();
    });
    setFocusProxy(m_choice);
    follow();
}

void ExpiryField::setExpiry(std::optional<Time> expiry)
{
    m_given = expiry;
    const QSignalBlocker quiet(m_date);
    if (expiry)
        m_date->setDateTime(QDateTime::fromMSecsSinceEpoch(toMillis(*expiry), m_date->timeSpec()));
    m_choice->setCurrentIndex(expiry ? Date : Never);
    follow();
}

std::optional<Time> ExpiryField::expiry() const
{
    using std::chrono::days;
    switch (m_choice->currentIndex()) {
    case Days30: return m_times.now() + days(30);
    case Days90: return m_times.now() + days(90);
    case Year: return m_times.now() + days(365);
    case Date: {
        const qint64 shown = m_date->dateTime().toMSecsSinceEpoch();
        // What was not touched keeps its seconds.
        if (m_given && toMillis(*m_given) / 60000 == shown / 60000)
            return m_given;
        return fromMillis(shown);
    }
    default: return std::nullopt;
    }
}

bool ExpiryField::isGood() const
{
    const auto wanted = expiry();
    return !wanted || wanted == m_given || *wanted > m_times.now();
}

void ExpiryField::follow()
{
    m_date->setVisible(m_choice->currentIndex() == Date);
    const auto wanted = expiry();
    setWrong(m_date, !isGood());
    setTextRole(m_hint, isGood() ? Role::Muted : Role::Refused);
    if (!wanted) {
        m_hint->setText(tr("It works until it is disabled."));
    } else if (!isGood()) {
        m_hint->setText(tr("This is not in the future."));
    } else {
        const QString utc =
            QDateTime::fromMSecsSinceEpoch(toMillis(*wanted), Qt::UTC).toString(QStringLiteral("d MMM yyyy HH:mm"));
        m_hint->setText(m_choice->currentIndex() == Date
                            ? tr("In %1; %2 UTC.").arg(m_times.remaining(*wanted - m_times.now()), utc)
                            : tr("On %1.").arg(m_times.longText(*wanted)));
    }
}

} // namespace tokenhouse

#include "views/widgets/rate_limit_field.h"

#include <array>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "views/house_style.h"
#include "views/widgets/button.h"
#include "views/widgets/field_frame.h"
#include "views/widgets/label.h"

namespace tokenhouse {

namespace {
constexpr std::array<int, 4> unitSeconds{1, 60, 3600, 86400};
} // namespace

RateLimitField::RateLimitField(QWidget* parent) : QWidget(parent)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(4);

    m_face = new QStackedWidget(this);
    m_frame = new FieldFrame(m_face);
    auto* row = new QHBoxLayout(m_frame);
    row->setContentsMargins(9, 0, 2, 0);
    row->setSpacing(6);
    const auto spin = [this](int low, int high, const QString& name) {
        auto* box = new QSpinBox(m_frame);
        box->setRange(low, high);
        box->setFrame(false);
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        box->setAccessibleName(name);
        return box;
    };
    // Wider than what is allowed: what one types stays, and what is wrong with it is said.
    m_requests = spin(0, 9999, tr("Requests"));
    m_requests->setFixedWidth(40);
    m_count = spin(0, 99'999, tr("Length of the window"));
    m_count->setFixedWidth(48);
    m_unit = new QComboBox(m_frame);
    m_unit->setFrame(false);
    m_unit->setAccessibleName(tr("Unit of the window"));
    m_unit->addItems(QStringList(static_cast<qsizetype>(unitSeconds.size())));
    row->addWidget(m_requests);
    row->addWidget(plainLabel(tr("requests in"), Role::Muted, Theme::body(), m_frame));
    row->addWidget(m_count);
    row->addWidget(m_unit, 1);
    m_face->addWidget(m_frame);
    auto* none = new FieldFrame(m_face);
    auto* noneRow = new QHBoxLayout(none);
    noneRow->setContentsMargins(11, 0, 8, 0);
    noneRow->addWidget(plainLabel(tr("No limit"), Role::Text, Theme::body(), none));
    m_face->addWidget(none);
    m_face->setFixedHeight(measure::control);
    outer->addWidget(m_face);

    auto* hintRow = new QHBoxLayout;
    hintRow->setSpacing(5);
    m_hint = plainLabel(tr("At most 100 in up to a day."), Role::Muted, Theme::small(), this);
    m_switch = new Button(tr("No limit"), Button::Kind::Link, this);
    m_switch->setFont(Theme::small());
    hintRow->addWidget(m_hint);
    hintRow->addWidget(m_switch);
    hintRow->addStretch(1);
    outer->addLayout(hintRow);

    connect(m_switch, &Button::chosen, this, [this] {
        toggle(!m_limited);
        follow();
    });
    connect(m_unit, &QComboBox::currentIndexChanged, this, &RateLimitField::follow);
    connect(m_requests, &QSpinBox::valueChanged, this, &RateLimitField::follow);
    connect(m_count, &QSpinBox::valueChanged, this, &RateLimitField::follow);
    m_unit->setCurrentIndex(1);
    m_requests->setValue(60);
    m_count->setValue(1);
    nameUnits();
    setFocusProxy(m_requests);
}

void RateLimitField::toggle(bool limited)
{
    m_limited = limited;
    m_face->setCurrentIndex(limited ? 0 : 1);
    m_hint->setText(limited ? tr("At most 100 in up to a day.") : tr("As fast as it can be called."));
    m_switch->setText(limited ? tr("No limit") : tr("Set a limit"));
}

void RateLimitField::nameUnits()
{
    const int count = m_count->value();
    const std::array names{tr("second(s)", "after the number", count), tr("minute(s)", "after the number", count),
                           tr("hour(s)", "after the number", count), tr("day(s)", "after the number", count)};
    for (std::size_t i = 0; i < names.size(); ++i)
        m_unit->setItemText(static_cast<int>(i), names[i]);
}

void RateLimitField::follow()
{
    nameUnits();
    setWrong(m_frame, !isGood());
    setTextRole(m_hint, isGood() ? Role::Muted : Role::Refused);
    Q_EMIT changed();
}

bool RateLimitField::isGood() const
{
    return !m_limited || limit();
}

void RateLimitField::setLimit(const std::optional<RateLimit>& limit)
{
    toggle(limit.has_value());
    if (!limit)
        return;
    const int seconds = static_cast<int>(limit->window().count());
    int unit = 3;
    while (unit > 0 && seconds % unitSeconds[static_cast<std::size_t>(unit)] != 0)
        --unit;
    m_requests->setValue(limit->limit());
    m_unit->setCurrentIndex(unit);
    m_count->setValue(seconds / unitSeconds[static_cast<std::size_t>(unit)]);
}

std::optional<RateLimit> RateLimitField::limit() const
{
    if (!m_limited)
        return std::nullopt;
    const auto unit = static_cast<std::size_t>(qBound(0, m_unit->currentIndex(), 3));
    const auto made = RateLimit::make(m_requests->value(), std::int64_t{m_count->value()} * unitSeconds[unit]);
    return made ? std::optional<RateLimit>(*made) : std::nullopt;
}

} // namespace tokenhouse

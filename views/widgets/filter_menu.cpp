#include "views/widgets/filter_menu.h"

#include <QDateTime>
#include <QTimeZone>

#include "models/text.h"
#include "views/widgets/filter_questions.h"

namespace tokenhouse {

FilterMenu::FilterMenu(FilterState& state, const FilterWords& words, const TimeText& times, QWidget& button)
    : QMenu(&button), m_state(state), m_words(words), m_times(times), m_button(&button)
{
    connect(this, &QMenu::aboutToShow, this, &FilterMenu::fill);
}

void FilterMenu::setKnownUsers(const QStringList& users)
{
    m_users = users;
}

void FilterMenu::fill()
{
    clear();
    qDeleteAll(findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly)); // clear() leaves submenus
    if (!m_words.stateField.isEmpty())
        addStates();
    if (!m_words.userField.isEmpty())
        addUsers();
    addTimes();
    if (!m_state.isEmpty()) {
        addSeparator();
        connect(addAction(tr("Clear the filter")), &QAction::triggered, &m_state, &FilterState::clear);
    }
}

void FilterMenu::addStates()
{
    QMenu* states = addMenu(tr("State"));
    FilterChip present;
    present.field = utf8(m_words.stateField);
    for (const FilterChip& chip : m_state.chips()) {
        if (chip.field == present.field && chip.kind == FilterChip::Kind::AnyOf)
            present = chip;
    }
    for (const auto& [value, word] : m_words.states) {
        QAction* action = states->addAction(word);
        action->setCheckable(true);
        const std::string key = utf8(value);
        const auto here = std::find(present.values.begin(), present.values.end(), key);
        action->setChecked(here != present.values.end());
        connect(action, &QAction::triggered, this, [this, present, key](bool on) mutable {
            std::erase(present.values, key);
            if (on)
                present.values.push_back(key);
            if (!present.values.empty()) {
                m_state.setChip(present);
                return;
            }
            for (std::size_t i = 0; i < m_state.chips().size(); ++i) {
                const FilterChip& chip = m_state.chips()[i];
                if (chip.field == present.field && chip.kind == present.kind)
                    return m_state.removeChip(static_cast<int>(i));
            }
        });
    }
}

void FilterMenu::addUsers()
{
    QMenu* users = addMenu(m_words.userTitle);
    for (const QString& user : m_users) {
        QString label = safeText(utf8(user));
        connect(users->addAction(label.replace(QLatin1Char('&'), QLatin1String("&&"))), &QAction::triggered, this,
                [this, user] { setUser(user); });
    }
    if (!m_users.isEmpty())
        users->addSeparator();
    connect(users->addAction(tr("Another user…")), &QAction::triggered, this, &FilterMenu::askUser);
}

void FilterMenu::addTimes()
{
    QMenu* times = addMenu(m_words.timeTitle);
    for (const auto& [duration, word] : {std::pair{QStringLiteral("1d"), tr("in the last day")},
                                         std::pair{QStringLiteral("7d"), tr("in the last 7 days")},
                                         std::pair{QStringLiteral("30d"), tr("in the last 30 days")},
                                         std::pair{QStringLiteral("90d"), tr("in the last 90 days")}}) {
        connect(times->addAction(word), &QAction::triggered, this, [this, span = duration] {
            FilterChip chip;
            chip.field = utf8(m_words.timeField);
            chip.kind = FilterChip::Kind::Within;
            chip.duration = utf8(span);
            m_state.setChip(chip);
        });
    }
    times->addSeparator();
    connect(times->addAction(tr("between…")), &QAction::triggered, this, &FilterMenu::askTimes);
}

void FilterMenu::askUser()
{
    auto* question = new UserQuestion(m_words.userTitle, m_button);
    connect(question, &UserQuestion::answered, this, &FilterMenu::setUser);
    question->openBelow(m_button);
}

void FilterMenu::setUser(const QString& user)
{
    FilterChip chip;
    chip.field = utf8(m_words.userField);
    chip.values = {utf8(user)};
    m_state.setChip(chip);
}

void FilterMenu::askTimes()
{
    auto* question = new TimesQuestion(m_words.timeTitle, m_times.zone(), m_button);
    connect(question, &TimesQuestion::answered, this, [this](const QDateTime& from, const QDateTime& until) {
        FilterChip chip;
        chip.field = utf8(m_words.timeField);
        chip.kind = FilterChip::Kind::Between;
        chip.from = fromMillis(from.toMSecsSinceEpoch());
        chip.until = fromMillis(until.toMSecsSinceEpoch());
        m_state.setChip(chip);
    });
    question->openBelow(m_button);
}

} // namespace tokenhouse

#include "views/pages/overview_page.h"

#include <algorithm>
#include <array>

#include <QDate>
#include <QGridLayout>
#include <QLocale>
#include <QScrollArea>
#include <QTimeZone>
#include <QVBoxLayout>

#include "core/filter.h"
#include "models/failure_text.h"
#include "models/text.h"
#include "models/token_face.h"
#include "views/widgets/banner.h"
#include "views/widgets/bar_list.h"
#include "views/widgets/button.h"
#include "views/widgets/card.h"
#include "views/widgets/list_overlay.h"
#include "views/widgets/page_header.h"
#include "views/widgets/stacked_chart.h"
#include "views/widgets/state_pill.h"

namespace tokenhouse {

namespace {

constexpr int narrowBelow = 900; ///< of the content: two cards in a row instead of four
constexpr std::size_t usersShown = 2;

QList<qint64> countsOf(const std::vector<Figure>& figures)
{
    QList<qint64> counts;
    for (const auto& figure : figures)
        counts << figure.count;
    return counts;
}

} // namespace

QString OverviewPage::bucketName(const QString& bucket)
{
    if (bucket == QLatin1String("day"))
        return tr("in the last day");
    if (bucket == QLatin1String("week"))
        return tr("2 to 7 days ago");
    if (bucket == QLatin1String("month"))
        return tr("8 to 30 days ago");
    if (bucket == QLatin1String("quarter"))
        return tr("31 to 90 days ago");
    if (bucket == QLatin1String("year"))
        return tr("91 to 365 days ago");
    return tr("longer ago");
}

QString OverviewPage::needs(Permission permission)
{
    return tr("Needs the permission %1.").arg(safeText(permissionName(permission)));
}

OverviewPage::OverviewPage(OverviewState& state, const TimeText& times, QWidget* parent)
    : QWidget(parent),
      m_state(state),
      m_times(times),
      m_header(new PageHeader(tr("Overview"), this)),
      m_banner(new Banner(Banner::Kind::Warning, this)),
      m_overlay(new ListOverlay(this))
{
    setAccessibleName(tr("Overview"));
    setGroundRole(this, Role::Window);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 13, 0, 0);
    layout->setSpacing(10);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(measure::pageMargin, 0, measure::pageMargin, 0);
    top->addWidget(m_header);
    top->addWidget(m_banner);
    m_banner->hide();
    layout->addLayout(top);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_content = new QWidget(scroll);
    setGroundRole(m_content, Role::Window);
    m_grid = new QGridLayout(m_content);
    m_grid->setContentsMargins(measure::pageMargin, 2, measure::pageMargin, measure::pageMargin);
    m_grid->setSpacing(12);
    scroll->setWidget(m_content);
    layout->addWidget(scroll, 1);
    makeCards();
    arrange();
    connect(m_overlay, &ListOverlay::mainChosen, this, &OverviewPage::retryWanted);
    connect(&m_state, &OverviewState::changed, this, &OverviewPage::follow);
    connect(&m_times, &TimeText::changed, this, &OverviewPage::follow);
    follow();
}

FigureCard* OverviewPage::addFigure(const QString& title, List list, std::function<Figure(const Overview&)> read)
{
    auto* card = new FigureCard(title, m_content);
    connect(card, &Card::linkChosen, this, [this, list, read = std::move(read)] {
        if (m_state.overview())
            open(list, read(*m_state.overview()).filter);
    });
    return card;
}

void OverviewPage::makeCards()
{
    using O = const Overview&;
    m_active = addFigure(tr("Active tokens"), List::Tokens, [](O o) { return o.tokens->active; });
    m_expiring =
        addFigure(tr("Expire within 30 days"), List::Tokens, [](O o) { return o.tokens->expiresWithin30Days; });
    m_neverUsed = addFigure(tr("Never used"), List::Tokens, [](O o) { return o.tokens->neverUsed; });
    m_apis = addFigure(tr("APIs"), List::Definitions, [](O o) { return o.definitions->total; });
    m_neverExpires = addFigure(tr("Never expire"), List::Tokens, [](O o) { return o.tokens->neverExpires; });
    m_onNoApi = addFigure(tr("On no API"), List::Tokens, [](O o) { return o.tokens->enabledWithoutDefinition; });
    m_idle = addFigure(tr("Not used for 90 days"), List::Tokens, [](O o) { return o.tokens->idle90Days; });
    m_withoutTokens = addFigure(tr("APIs nobody may call"), List::Definitions,
                                [](O o) { return o.definitions->enabledWithoutTokens; });

    m_changesCard = new Card(tr("Changes a day, by user"), tr("Events"), m_content);
    m_changes = new StackedChart(tr("Changes a day, by user"), m_changesCard);
    m_changesCard->body()->addWidget(m_changes);
    connect(m_changesCard, &Card::linkChosen, this, [this] {
        if (m_state.overview() && m_state.overview()->changes)
            Q_EMIT eventsWanted(exactText(m_state.overview()->changes->all.sum.filter));
    });
    m_refusalsCard = new Card(tr("Refused calls an hour"), {}, m_content);
    m_refusals = new StackedChart(tr("Refused calls an hour"), m_refusalsCard);
    m_refusals->setLinked(false);
    m_refusalsCard->body()->addWidget(m_refusals);

    m_agesCard = new Card(tr("Tokens by last change"), {}, m_content);
    m_ages = new BarList(m_agesCard);
    m_agesCard->body()->addWidget(m_ages);
    m_agesCard->body()->addStretch(1);
    m_statesCard = new Card(tr("Tokens by state"), {}, m_content);
    m_states = new BarList(m_statesCard);
    m_statesCard->body()->addWidget(m_states);
    m_statesCard->body()->addStretch(1);
    for (auto* list : {m_ages, m_states})
        connect(list, &BarList::chosen, this, &OverviewPage::tokensWanted);
    connect(m_changes, &StackedChart::chosen, this, [this](int part, int column) {
        const auto& overview = m_state.overview();
        if (!overview || !overview->changes)
            return;
        const auto& changes = *overview->changes;
        const auto shown = std::min(usersShown, changes.users.size());
        const auto filterOf = [&](const Overview::Series& series) {
            return column < 0 ? series.sum.filter : series.days[static_cast<std::size_t>(column)].filter;
        };
        if (static_cast<std::size_t>(part) < shown) {
            Q_EMIT eventsWanted(exactText(filterOf(changes.users[static_cast<std::size_t>(part)])));
            return;
        }
        auto others = '(' + filterOf(changes.all) + ')';
        for (std::size_t i = 0; i < shown; ++i)
            others += " AND NOT user = " + quoteForFilter(changes.users[i].user);
        Q_EMIT eventsWanted(exactText(others));
    });
}

/// Four cards in a row, or two; charts take the room of two.
void OverviewPage::arrange()
{
    const int columns = m_content->width() < narrowBelow ? 2 : 4;
    if (columns == m_columns)
        return;
    m_columns = columns;
    const QList<std::pair<QWidget*, int>> cards{{m_active, 1},   {m_expiring, 1},    {m_neverUsed, 1},
                                                {m_apis, 1},     {m_changesCard, 2}, {m_refusalsCard, 2},
                                                {m_agesCard, 2}, {m_statesCard, 2},  {m_neverExpires, 1},
                                                {m_onNoApi, 1},  {m_idle, 1},        {m_withoutTokens, 1}};
    int row = 0;
    int column = 0;
    for (const auto& [card, span] : cards) {
        m_grid->removeWidget(card);
        card->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // columns are as wide as each other
        m_grid->addWidget(card, row, column, 1, span);
        column += span;
        if (column >= columns) {
            column = 0;
            ++row;
        }
    }
    for (int i = 0; i < 4; ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    for (int i = 0; i <= row + 4; ++i)
        m_grid->setRowStretch(i, 0);
    m_grid->setRowStretch(row + 1, 1);
}

void OverviewPage::takeFocus(Qt::FocusReason reason)
{
    m_active->link()->setFocus(reason);
}

void OverviewPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const int top = m_header->geometry().bottom() + 4;
    m_overlay->setGeometry(0, top, width(), height() - top);
    QMetaObject::invokeMethod(this, &OverviewPage::arrange, Qt::QueuedConnection); // once the content has its size
}

void OverviewPage::open(List list, const std::string& filter)
{
    if (list == List::Tokens)
        Q_EMIT tokensWanted(exactText(filter));
    else
        Q_EMIT definitionsWanted(exactText(filter));
}

void OverviewPage::follow()
{
    const auto& overview = m_state.overview();
    if (!overview) {
        m_header->setCount({});
        if (m_state.failure()) {
            const auto text = readingFailureText(*m_state.failure());
            m_overlay->showText(tr("The figures could not be read"),
                                text.next.isEmpty() ? text.what : text.what + QLatin1Char('\n') + text.next,
                                tr("Try again"));
        } else {
            m_overlay->showText(m_state.isReading() ? tr("Counting…") : tr("Not connected"),
                                m_state.isReading() ? tr("The server is looking it up.")
                                                    : tr("Once a server answers, its figures are shown here."));
        }
        return;
    }
    m_overlay->hide();
    const auto moment = m_times.momentText(overview->time);
    m_header->setCount(m_state.isAway() ? tr("as of %1").arg(moment) : tr("as of %1 · live").arg(moment));
    followTokens(*overview);
    followChanges(*overview);
    followRefusals(*overview);
}

void OverviewPage::followTokens(const Overview& overview)
{
    const auto noTokens = overview.tokens ? QString() : needs(Permission::TokensRead);
    const auto noApis = overview.definitions ? QString() : needs(Permission::DefinitionsRead);
    for (Card* card : {static_cast<Card*>(m_active), static_cast<Card*>(m_expiring), static_cast<Card*>(m_neverUsed),
                       static_cast<Card*>(m_neverExpires), static_cast<Card*>(m_onNoApi), static_cast<Card*>(m_idle),
                       m_agesCard, m_statesCard})
        card->setNote(noTokens);
    for (Card* card : {m_apis, m_withoutTokens})
        card->setNote(noApis);
    const QLocale locale;
    if (overview.tokens) {
        const auto& tokens = *overview.tokens;
        const auto share = [&](const Figure& part) {
            return tokens.total.count == 0 ? QString()
                                           : tr("%1 % of all tokens")
                                                 .arg(locale.toString(100.0 * static_cast<double>(part.count)
                                                                          / static_cast<double>(tokens.total.count),
                                                                      'f', 0));
        };
        m_active->setFigure(tokens.active.count,
                            tr("of %1").arg(locale.toString(static_cast<qlonglong>(tokens.total.count))));
        m_expiring->setFigure(tokens.expiresWithin30Days.count,
                              tr("%Ln of them this week", nullptr, static_cast<int>(tokens.expiresWithin7Days.count)),
                              Role::Warning);
        m_neverUsed->setFigure(tokens.neverUsed.count, share(tokens.neverUsed), Role::Warning);
        m_neverExpires->setFigure(tokens.neverExpires.count, share(tokens.neverExpires));
        m_onNoApi->setFigure(tokens.enabledWithoutDefinition.count, tr("enabled, but nothing to call"));
        m_idle->setFigure(tokens.idle90Days.count, tr("used before, then silent"));
        QList<BarList::Row> ages;
        for (const auto& bucket : tokens.byLastModified)
            ages << BarList::Row{exactText(bucket.figure.filter), bucketName(exactText(bucket.name)),
                                 bucket.figure.count, Role::Accent};
        m_ages->setRows(ages);
        QList<BarList::Row> states;
        for (const auto& [face, figure] :
             {std::pair{Face::Active, tokens.active}, std::pair{Face::Disabled, tokens.disabled},
              std::pair{Face::Expired, tokens.expired}, std::pair{Face::Unclaimed, tokens.unclaimed},
              std::pair{Face::Held, tokens.held}})
            states << BarList::Row{exactText(figure.filter), faceText(face), figure.count, dressOf(face).ink};
        m_states->setRows(states);
    }
    if (overview.definitions) {
        const auto& apis = *overview.definitions;
        m_apis->setFigure(apis.total.count, tr("%Ln disabled", nullptr, static_cast<int>(apis.disabled.count)));
        m_withoutTokens->setFigure(apis.enabledWithoutTokens.count, tr("enabled, but no token is allowed"));
    }
}

QString OverviewPage::dayText(const std::string& day) const
{
    const auto date = QDate::fromString(exactText(day), Qt::ISODate);
    return date.isValid() ? QLocale().toString(date, QStringLiteral("d MMM")) : exactText(day);
}

void OverviewPage::followChanges(const Overview& overview)
{
    m_changesCard->setNote(overview.changes ? QString() : needs(Permission::EventsRead));
    if (!overview.changes)
        return;
    const auto& changes = *overview.changes;
    QStringList days;
    for (const auto& day : changes.days)
        days << dayText(day);
    QList<StackedChart::Part> parts;
    auto others = countsOf(changes.all.days);
    constexpr std::array tones{Role::Accent, Role::Held};
    for (std::size_t i = 0; i < std::min(usersShown, changes.users.size()); ++i) {
        const auto& user = changes.users[i];
        const auto counts = countsOf(user.days);
        for (qsizetype day = 0; day < others.size(); ++day)
            others[day] -= counts.value(day);
        parts << StackedChart::Part{safeText(user.user), tones[i], counts};
    }
    if (std::any_of(others.begin(), others.end(), [](qint64 count) { return count > 0; }))
        parts << StackedChart::Part{tr("others"), Role::Outline, others};
    m_changes->setData(days, parts, days.isEmpty() ? QString() : tr("%1 – %2").arg(days.first(), days.last()));
}

void OverviewPage::followRefusals(const Overview& overview)
{
    m_refusalsCard->setNote(overview.refusals ? QString() : needs(Permission::LogsRead));
    if (!overview.refusals)
        return;
    const auto& refusals = *overview.refusals;
    auto reasons = refusals.reasons;
    const auto lastDay = [](const Overview::Refusal& one) {
        std::int64_t sum = 0;
        for (const auto count : one.hours)
            sum += count;
        return sum;
    };
    std::erase_if(reasons, [&](const auto& one) { return lastDay(one) == 0; });
    std::ranges::stable_sort(reasons, std::ranges::greater(), lastDay);
    QStringList hours;
    for (int i = 0; i < 24; ++i)
        hours << m_times.momentText(refusals.firstHour + std::chrono::hours(i));
    QList<StackedChart::Part> parts;
    constexpr std::array tones{Role::Refused, Role::Warning};
    QList<qint64> others(24, 0);
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        QList<qint64> counts;
        for (const auto count : reasons[i].hours)
            counts << count;
        if (i < tones.size()) {
            parts << StackedChart::Part{exactText(reasons[i].reason), tones[i], counts};
            continue;
        }
        for (qsizetype hour = 0; hour < others.size(); ++hour)
            others[hour] += counts.value(hour);
    }
    if (reasons.size() > tones.size())
        parts << StackedChart::Part{tr("others"), Role::Outline, others};
    m_refusals->setData(hours, parts, tr("the last 24 hours"));
    if (parts.isEmpty())
        m_refusalsCard->setNote(tr("No call was refused in the last 24 hours."));
}

} // namespace tokenhouse

#include "app/controllers/list_controller.h"

#include <set>
#include <utility>

#include <QClipboard>
#include <QGuiApplication>
#include <QItemSelectionModel>

#include "models/failure_text.h"
#include "models/selection_facts.h"
#include "models/text.h"
#include "views/widgets/banner.h"

namespace tokenhouse {

namespace {

/// Counting a large list costs the server more than a page of it, so many changes share one count.
constexpr std::chrono::milliseconds countPause{700};

Permission toRead(ObjectKind kind)
{
    if (kind == ObjectKind::Token)
        return Permission::TokensRead;
    return kind == ObjectKind::Definition ? Permission::DefinitionsRead : Permission::EventsRead;
}

} // namespace

ListController::ListController(CommandContext& context, PagedModel& model, FilterState& filter, ObjectKind kind,
                               QObject* parent)
    : PageController(parent), m_context(context), m_model(model), m_filter(filter), m_kind(kind)
{
    m_countTimer.setSingleShot(true);
    m_countTimer.setInterval(countPause);
    connect(&m_countTimer, &QTimer::timeout, this, &ListController::recount);
}

void ListController::setView(ListPageView* view)
{
    m_view = view;
    auto& session = m_context.session;
    connect(&m_filter, &FilterState::appliedChanged, &m_model, &PagedModel::setFilter);
    connect(m_view, &ListPageView::selectionChanged, this, &ListController::followSelection);
    connect(m_view, &ListPageView::currentChanged, this, &ListController::followSelection);
    connect(&m_model, &PagedModel::refreshed, this, [this] {
        // An answer to a question from before says nothing about what was made since.
        showWanted(m_model.refreshes() > m_wantedAfter);
        followSelection();
    });
    // Once for all the columns and pages that time changes together.
    m_followTimer.setSingleShot(true);
    m_followTimer.setInterval(0);
    connect(&m_followTimer, &QTimer::timeout, this, &ListController::followSelection);
    connect(&m_model, &QAbstractItemModel::dataChanged, &m_followTimer, qOverload<>(&QTimer::start));
    connect(&m_model, &PagedModel::stateChanged, this, &ListController::followSelection);
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        showWanted(false);
        followSelection();
    });
    connect(m_view, &ListPageView::copyWanted, this,
            [](const QString& text) { QGuiApplication::clipboard()->setText(text); });
    connect(m_view->table(), &HouseTable::signInWanted, this, &ListController::signInWanted);
    connect(m_view->banner(), &Banner::linkChosen, this, [this] {
        if (m_context.session.state().phase() == ConnectionState::Phase::SignedOut)
            Q_EMIT signInWanted();
        else
            m_context.session.retryNow();
    });
    connect(&session, &Session::attached, this, [this] {
        // A list nobody has looked at yet is not fetched: its rows may be many, and so is what they cost.
        if (m_isAsked)
            m_model.retry(); // signed in again: what failed meanwhile, and what changed
        else if (m_isEntered)
            askOnce();
        recount();
    });
    connect(&session, &Session::left, this, [this] {
        forget();
        m_isAsked = false;
        m_isForbidden = false;
        m_model.setAway(std::nullopt);
        m_wanted.clear();
        m_countTimer.stop();
        m_grandTotal.reset();
        m_view->setGrandTotal({});
        Q_EMIT grandTotalChanged();
    });
    connect(&session, &Session::factsChanged, this, &ListController::followRights);
    connect(&session, &Session::away, this, [this](Time since) { m_model.setAway(since); });
    connect(&session, &Session::back, this, [this] {
        m_model.setAway(std::nullopt);
        m_countTimer.start();
    });
    connect(&session.state(), &ConnectionState::changed, this, &ListController::followConnection);
    connect(&session, &Session::changes, this, [this](const std::vector<LiveEvent>& events) {
        QList<QString> ids;
        for (const auto& event : events) {
            if (event.kind.ends_with(".deleted"))
                forgetWanted(QString::fromStdString(event.objectId));
            if (concerns(event))
                ids << QString::fromStdString(m_kind == ObjectKind::Event ? std::to_string(event.sequence)
                                                                          : event.objectId);
        }
        if (!ids.isEmpty()) {
            m_model.noteChanged(ids);
            m_countTimer.start();
        }
        onChanges(events);
    });
}

void ListController::askOnce()
{
    if (!std::exchange(m_isAsked, true))
        ask();
}

void ListController::askAgain()
{
    m_model.retry();
    recount();
}

void ListController::enter()
{
    m_isEntered = true;
    if (m_context.session.isAttached())
        askOnce();
    m_view->refreshDetails();
    followSelection();
}

void ListController::reveal(const QString& id, const QString& made)
{
    m_wanted = id;
    m_wantedName = made;
    m_wantedAfter = m_model.refreshes();
    showWanted(false);
    if (!m_wanted.isEmpty())
        m_model.refresh(); // an object that was just made is often in sight with the next answer
}

void ListController::showWanted(bool orFilter)
{
    if (m_wanted.isEmpty())
        return;
    if (m_model.rowOf(m_wanted) >= 0) {
        m_view->select(std::exchange(m_wanted, {}));
        return;
    }
    if (!orFilter)
        return;
    if (!m_wantedName.isEmpty() && !m_filter.applied().isEmpty() && !isShownAlone()) {
        m_wanted.clear();
        m_context.say(tr("“%1” was created. The filter does not show it.").arg(m_wantedName));
        return;
    }
    m_shownAlone = std::exchange(m_wanted, {});
    m_filter.setFilter(QStringLiteral("id = %1").arg(m_shownAlone));
    m_view->select(m_shownAlone);
}

/// An object that is gone is waited for no longer, and hides no others.
void ListController::forgetWanted(const QString& id)
{
    if (id == m_wanted)
        m_wanted.clear();
    if (id == m_shownAlone && isShownAlone())
        m_filter.clear();
}

bool ListController::isShownAlone() const
{
    return m_filter.applied() == QStringLiteral("id = %1").arg(m_shownAlone);
}

void ListController::select(const std::vector<Uuid>& ids)
{
    const std::set<Uuid> wanted(ids.begin(), ids.end());
    QItemSelection selection;
    for (const auto& [first, last] : m_model.rowsAtHand()) {
        for (int row = first; row <= last; ++row) {
            const auto id = Uuid::parse(m_model.idAt(row).toStdString());
            if (id && wanted.contains(*id))
                selection.select(m_model.index(row, 0), m_model.index(row, m_model.columnCount() - 1));
        }
    }
    m_view->table()->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void ListController::followSelection()
{
    if (!m_view || !m_view->isVisible())
        return;
    const auto selected = m_view->table()->selectionModel()->selection();
    m_context.session.situation().setSelection(selectionFacts(m_model, m_kind, selected));
}

void ListController::followConnection()
{
    const auto& state = m_context.session.state();
    auto* banner = m_view->banner();
    const bool isOut = state.phase() == ConnectionState::Phase::SignedOut;
    if (isOut && m_context.session.isAttached()) {
        m_view->filterBar()->setAway(tr("The server filters, and it asks you to sign in again."));
        banner->setKind(Banner::Kind::Warning);
        banner->setText(tr("Your session has ended."),
                        tr("You see what was read before. Changes are off; your unsaved text is kept."));
        banner->setNote({});
        banner->setLink(tr("Sign in"));
        banner->show();
        return;
    }
    if (isOut || !state.since() || state.phase() == ConnectionState::Phase::Connected) {
        banner->hide();
        m_view->filterBar()->setAway({});
        return;
    }
    m_view->filterBar()->setAway(tr("The server that filters cannot be reached now."));
    const auto& failure = m_context.session.failure();
    const bool refused = failure && failure->extra.contains("certificateRefused");
    banner->setKind(Banner::Kind::Warning);
    const bool answers = failure && failure->fault != Fault::Unreachable; // it, or a gate before it
    banner->setText(refused   ? tr("The server shows a certificate that is not trusted.")
                    : answers ? failureText(*failure).what
                              : tr("The server does not answer."),
                    tr("You see what it said at %1. Changes are off; your unsaved text is kept.")
                        .arg(m_context.times.momentText(*state.since())));
    const bool waiting = state.phase() == ConnectionState::Phase::Lost;
    banner->setNote(waiting ? tr("Trying again in %1 s").arg(state.secondsLeft()) : tr("Trying…"));
    banner->setLink(waiting ? tr("Try now") : QString());
    banner->show();
}

/// What may no longer be read goes from an open window, and comes again with the right.
void ListController::followRights()
{
    const auto& session = m_context.session;
    if (!session.isAttached() || session.facts().user.empty())
        return;
    const bool mayRead = session.facts().permissions.has(toRead(m_kind));
    if (std::exchange(m_isForbidden, !mayRead) == mayRead) {
        m_grandTotal.reset();
        m_view->setGrandTotal({});
        Q_EMIT grandTotalChanged();
        recount();
    }
    const bool isRefused = m_model.failure() && m_model.failure()->fault == Fault::Forbidden;
    if (m_isAsked && mayRead == isRefused)
        m_model.reload();
}

void ListController::recount()
{
    if (!m_context.session.isAttached() || m_isForbidden)
        return;
    count([this](std::optional<qint64> total) {
        if (!total || m_isForbidden || total == m_grandTotal || !m_context.session.isAttached())
            return;
        m_grandTotal = total;
        m_view->setGrandTotal(total);
        Q_EMIT grandTotalChanged();
    });
}

} // namespace tokenhouse

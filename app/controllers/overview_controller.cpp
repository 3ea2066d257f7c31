#include "app/controllers/overview_controller.h"

#include "network/overview_job.h"
#include "views/pages/overview_page.h"

namespace tokenhouse {

namespace {

constexpr std::chrono::milliseconds changesPause{1500};
constexpr std::chrono::seconds readEvery{60};

} // namespace

OverviewController::OverviewController(CommandContext& context, QObject* parent)
    : PageController(parent), m_context(context), m_page(new OverviewPage(m_state, context.times))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(changesPause);
    m_clock.setInterval(readEvery);
    m_clock.start();
    connect(&m_pause, &QTimer::timeout, this, &OverviewController::read);
    connect(&m_clock, &QTimer::timeout, this, &OverviewController::read);
    auto& session = m_context.session;
    connect(&session, &Session::changes, this, &OverviewController::readSoon);
    connect(&session, &Session::factsChanged, this, &OverviewController::readSoon);
    connect(&session, &Session::attached, this, &OverviewController::read);
    connect(&session, &Session::away, this, [this] { m_state.setAway(true); });
    connect(&session, &Session::back, this, [this] {
        m_state.setAway(false);
        read();
    });
    connect(&session, &Session::left, this, [this] {
        delete m_job;
        m_state.clear();
    });
    connect(m_page, &OverviewPage::tokensWanted, this, m_context.showTokens);
    connect(m_page, &OverviewPage::definitionsWanted, this, m_context.showDefinitions);
    connect(m_page, &OverviewPage::eventsWanted, this, m_context.showEvents);
    connect(m_page, &OverviewPage::retryWanted, this, &OverviewController::read);
}

QWidget* OverviewController::widget() const
{
    return m_page;
}

void OverviewController::takeFocus(Qt::FocusReason reason)
{
    m_page->takeFocus(reason);
}

void OverviewController::readSoon()
{
    if (m_page->isVisible())
        m_pause.start();
}

void OverviewController::read()
{
    if (!m_page->isVisible() || !m_context.session.isAttached() || m_job)
        return;
    m_state.setReading();
    auto& job = start<OverviewJob>(m_context.session.connection());
    m_job = &job;
    job.then(this, [this](Result<Overview> answer) {
        m_job.clear();
        if (answer)
            m_state.setOverview(std::move(*answer));
        else
            m_state.setFailure(std::move(answer.error()));
    });
}

} // namespace tokenhouse

#include "app/main_window.h"

#include <algorithm>

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "app/commands/show_shortcuts.h"
#include "app/commands/window_command.h"
#include "app/controllers/overview_controller.h"
#include "app/controllers/palette_controller.h"
#include "app/controllers/saved_filters_controller.h"
#include "app/window_commands.h"
#include "core/text.h"
#include "views/icons.h"
#include "views/pages/first_minute_page.h"
#include "views/widgets/house_status_bar.h"
#include "views/widgets/rail.h"

namespace tokenhouse {

namespace {

const QString overviewKey = QStringLiteral("overview");
const QString tokensKey = QStringLiteral("tokens");
const QString apisKey = QStringLiteral("apis");
const QString eventsKey = QStringLiteral("events");

/// The 3 px line in the colour of the place one works in.
class ColourLine : public QWidget {
public:
    explicit ColourLine(QWidget* parent) : QWidget(parent)
    {
        setFixedHeight(3);
        setAutoFillBackground(true);
    }
};

const QString& keyOf(ObjectKind kind)
{
    return kind == ObjectKind::Token ? tokensKey : kind == ObjectKind::Definition ? apisKey : eventsKey;
}

QString permissionText(Permission permission)
{
    const auto name = permissionName(permission);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

} // namespace

MainWindow::MainWindow(Session& session, Settings& settings, TimeText& times)
    : m_session(session),
      m_settings(settings),
      m_times(times),
      m_clipboard(m_port),
      m_tokensModel(times),
      m_definitionsModel(times),
      m_eventsModel(times),
      m_tokensFilter(tokenSchema(),
                     [this] {
                         return FilterContext{m_times.now(), m_session.facts().user};
                     }),
      m_definitionsFilter(definitionSchema(),
                          [this] {
                              return FilterContext{m_times.now(), m_session.facts().user};
                          }),
      m_eventsFilter(eventSchema(),
                     [this] {
                         return FilterContext{m_times.now(), m_session.facts().user};
                     }),
      m_context{session,
                *this,
                m_tokensModel,
                m_definitionsModel,
                m_clipboard,
                m_undo,
                m_work,
                times,
                [this](ObjectKind kind, const QString& id) { openObject(kind, id); },
                [this](ObjectKind kind, const QString& id, const QString& name) { openObject(kind, id, name); },
                [this](const QString& filter) { showTable(m_tokens.get(), tokensKey, filter); },
                [this](const QString& filter) { showTable(m_apis.get(), apisKey, filter); },
                [this](const QString& filter) { showTable(m_events.get(), eventsKey, filter); },
                [this](const QString& operation) {
                    showTable(m_events.get(), eventsKey, QStringLiteral("operationId = %1").arg(operation));
                },
                [this](ObjectKind kind, const std::vector<Uuid>& ids) {
                    if (auto* controller = controllerOf(kind))
                        controller->select(ids);
                },
                [this](const QString& message) { m_status->say(message); }},
      m_gate(session.situation()),
      m_users(session),
      m_rail(new Rail),
      m_pages(new QStackedWidget),
      m_firstMinute(new FirstMinutePage),
      m_status(new HouseStatusBar),
      m_frame(new ColourLine(this))
{
    setWindowTitle(QStringLiteral("Tokenhouse"));
    setWindowIcon(icons::application());
    auto* whole = new QWidget(this);
    auto* layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addWidget(m_pages, 1);
    layout->addWidget(m_frame);
    layout->addLayout(middle, 1);
    layout->addWidget(m_status);
    setCentralWidget(whole);
    // As large as it is drawn, or as the screen is: one at 200 % has half the room. The frame wants some of it.
    const QSize room = screen()->availableSize() - QSize(16, 48);
    setMinimumSize(QSize(800, 560).boundedTo(room));
    resize(QSize(1400, 860).boundedTo(room));

    makePages();
    makeCommands();
    makeMenus();

    connect(&m_session, &Session::factsChanged, this, &MainWindow::followFacts);
    connect(&m_session.state(), &ConnectionState::changed, this, &MainWindow::followStatus);
    connect(&m_session, &Session::away, this, [this] { m_times.setAbsolute(true); });
    connect(&m_session, &Session::back, this, [this] { m_times.setAbsolute(false); });
    connect(&m_session, &Session::left, this, [this] { m_times.setAbsolute(false); });
    connect(&m_clipboard, &SecretClipboardState::changed, this, [this] {
        // That it was refused matters where one copies, and is told there.
        const bool isTold = m_clipboard.state() != SecretClipboardState::State::Refused;
        m_status->setClipboard(isTold ? m_clipboard.text() : QString(), m_clipboard.isCounting());
    });
    connect(&m_undo, &UndoState::changed, this, [this] {
        m_session.situation().setUndoable(m_undo.isOffered());
        if (m_undo.isOffered())
            m_status->say(m_undo.done(), tr("Undo"));
        else
            m_status->takeLink();
    });
    connect(&m_work, &WorkState::changed, this, [this] {
        m_status->setWork(m_work.doing(), m_work.percent(), m_work.canCancel() ? tr("Stop") : QString());
    });
    connect(m_status, &HouseStatusBar::linkChosen, this, [this] {
        if (m_work.canCancel())
            m_work.cancel();
        else
            m_undo.undo();
    });
    connect(&m_session, &Session::left, &m_undo, &UndoState::forget);
    connect(m_status, &HouseStatusBar::clearClipboardWanted, this, [this] { m_clipboard.clearNow(); });
    connect(m_status, &HouseStatusBar::utcToggled, this, &MainWindow::toggleUtc);
    m_times.setUtc(m_settings.utc());
    m_status->setUtc(m_times.isUtc());
    if (const auto geometry = m_settings.windowGeometry(); !geometry.isEmpty())
        restoreGeometry(geometry);
    followStatus();
    showPage(tokensKey);
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages()
{
    m_tokens = std::make_unique<TokensController>(m_context, m_tokensFilter, nullptr);
    m_apis = std::make_unique<ApisController>(m_context, m_definitionsFilter, nullptr);
    m_events = std::make_unique<EventsController>(m_context, m_eventsModel, m_eventsFilter, nullptr);
    m_overview = std::make_unique<OverviewController>(m_context);
    m_list = {
        {{overviewKey, tr("Overview"), QStringLiteral("overview")}, m_overview.get(), {}},
        {{tokensKey, tr("Tokens"), QStringLiteral("token")}, m_tokens.get(), {Permission::TokensRead}},
        {{apisKey, tr("APIs"), QStringLiteral("api")}, m_apis.get(), {Permission::DefinitionsRead}},
        {{eventsKey, tr("Events"), QStringLiteral("events")}, m_events.get(), {Permission::EventsRead}},
    };
    m_pages->addWidget(m_firstMinute); // first, so that the page shown first is entered like any other
    QList<RailEntry> entries;
    for (const auto& page : m_list) {
        entries << page.entry;
        m_pages->addWidget(page.controller->widget());
    }
    m_rail->setEntries(entries);
    connect(m_rail, &Rail::chosen, this, &MainWindow::showPage);
    for (const auto kind : {ObjectKind::Token, ObjectKind::Definition, ObjectKind::Event}) {
        auto* controller = controllerOf(kind);
        connect(controller, &ListController::grandTotalChanged, this, &MainWindow::followCounts);
        connect(controller, &ListController::signInWanted, this, &MainWindow::signInWanted);
        auto* table = controller->view()->table();
        const auto key = keyOf(kind);
        table->restoreColumnState(m_settings.headerState(key));
        connect(table, &HouseTable::columnsChanged, this,
                [this, table, key] { m_settings.setHeaderState(key, table->columnState()); });
    }
    m_users.watch(m_tokensModel, {QStringLiteral("createdBy"), QStringLiteral("lastModifiedBy")});
    m_users.watch(m_definitionsModel, {QStringLiteral("createdBy"), QStringLiteral("lastModifiedBy")});
    m_users.watch(m_eventsModel, {QStringLiteral("user")});
    connect(&m_users, &KnownUsers::changed, this, [this] {
        const auto names = m_users.names();
        for (auto* page : views())
            page->filterBar()->setKnownUsers(names);
    });
    for (auto* page : views()) {
        page->setDetailsShown(m_settings.showsDetails());
        page->table()->setCompact(m_settings.compactRows());
        connect(page, &ListPageView::detailsToggled, this, &MainWindow::showDetails);
    }
    const auto showEvents = [this](const QString& filter) { showTable(m_events.get(), eventsKey, filter); };
    connect(m_tokens.get(), &TokensController::eventsWanted, this, showEvents);
    connect(m_apis.get(), &ApisController::eventsWanted, this, showEvents);
    connect(m_apis.get(), &ApisController::tokensWanted, this,
            [this](const QString& filter) { showTable(m_tokens.get(), tokensKey, filter); });
    connect(m_firstMinute, &FirstMinutePage::connectWanted, this, &MainWindow::connectWanted);
    connect(m_firstMinute, &FirstMinutePage::demoWanted, this, &MainWindow::demoWanted);
}

void MainWindow::makeCommands()
{
    m_commands = new WindowCommands(m_context, m_gate, *m_tokens, *m_apis, *m_events, this);
    const auto* create = m_commands->createToken();
    connect(m_firstMinute, &FirstMinutePage::createWanted, create, &QAction::trigger);
    connect(create, &QAction::changed, this,
            [this, create] { m_firstMinute->setCreateForbidden(create->isEnabled() ? QString() : create->toolTip()); });
    m_saved = new SavedFiltersController(m_context, this);
    m_saved->offerOn(*m_tokens, tokensKey, tr("Tokens"), [this] { showPage(tokensKey); });
    m_saved->offerOn(*m_apis, QStringLiteral("definitions"), tr("APIs"), [this] { showPage(apisKey); });
    m_saved->offerOn(*m_events, eventsKey, tr("Events"), [this] { showPage(eventsKey); });
    m_palette = new PaletteController(m_context, m_gate, *m_saved, this);
    connect(m_palette, &PaletteController::identifyWanted, m_commands->findLeaked(), &QAction::trigger);
    makeWindowVerbs();
}

void MainWindow::makeMenus()
{
    auto* menu = new QMenu(this);
    menu->addAction(tr("This computer"), this, &MainWindow::localWanted);
    menu->addAction(tr("Connect to a server…"), this, &MainWindow::connectWanted);
    menu->addAction(tr("Look around with demo data"), this, &MainWindow::demoWanted);
    menu->addSeparator();
    auto* signIn = menu->addAction(tr("Sign in…"), this, &MainWindow::signInWanted);
    auto* signOut = menu->addAction(tr("Sign out"), this, &MainWindow::signOutWanted);
    connect(menu, &QMenu::aboutToShow, this, [this, signIn, signOut] {
        const bool isOut = m_session.state().phase() == ConnectionState::Phase::SignedOut;
        signIn->setVisible(isOut && !m_isLocal);
        signOut->setEnabled(!m_isLocal && !isOut);
    });
    m_rail->setProfileMenu(menu);
}

/// What the window itself can do, from every page.
void MainWindow::makeWindowVerbs()
{
    const auto add = [this](const Command::Face& face, std::function<void()> act,
                            const Needs& needs = {.connected = false}) {
        auto* command = new WindowCommand(needs, face, std::move(act), this);
        m_gate.add(command);
        addAction(command->action());
    };
    for (std::size_t i = 0; i < m_list.size(); ++i) {
        const auto& page = m_list[i];
        add({.name = tr("Show %1").arg(page.entry.name),
             .icon = page.entry.icon,
             .shortcut = QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i)))},
            [this, key = page.entry.key] {
                showPage(key);
                if (m_pages->currentWidget() != m_firstMinute)
                    current().takeFocus(Qt::ShortcutFocusReason);
            });
    }
    add({.name = tr("Filter the list"), .icon = QStringLiteral("search"), .shortcut = QKeySequence::Find},
        [this] { current().search(); });
    add({.name = tr("Show or hide the details"), .icon = QStringLiteral("pane"), .shortcut = QKeySequence(Qt::Key_F9)},
        [this] { showDetails(!m_settings.showsDetails()); });
    // Not the desktop's key for it: GNOME's has Ctrl+R as well, which rotates here.
    add({.name = tr("Refresh"), .icon = QStringLiteral("refresh"), .shortcut = QKeySequence(Qt::Key_F5)}, [this] {
        if (m_session.state().phase() == ConnectionState::Phase::Lost)
            m_session.retryNow();
        else if (m_session.state().isConnected())
            current().askAgain();
    });
    add({.name = tr("Undo"), .icon = QStringLiteral("undo"), .shortcut = QKeySequence::Undo}, [this] { m_undo.undo(); },
        {.changes = true, .undoable = true});
    add({.name = tr("Command palette"),
         .icon = QStringLiteral("search"),
         .shortcut = QKeySequence(Qt::CTRL | Qt::Key_K)},
        [this] { m_palette->open(); });
    add({.name = tr("Keyboard shortcuts"),
         .icon = QStringLiteral("info"),
         .shortcut = QKeySequence(Qt::CTRL | Qt::Key_Question)},
        [this] { showShortcuts(m_gate.commands(), this); });
    add({.name = tr("Compact or normal rows"), .icon = QStringLiteral("columns")}, [this] {
        m_settings.setCompactRows(!m_settings.compactRows());
        for (auto* page : views())
            page->table()->setCompact(m_settings.compactRows());
    });
    add({.name = tr("Times in UTC or local"), .icon = QStringLiteral("calendar")}, [this] { toggleUtc(); });
}

void MainWindow::setPlace(const QString& name, const QColor& colour, bool isLocal)
{
    m_place = name;
    m_colour = colour;
    m_isLocal = isLocal;
    m_rail->setProfile(name, colour);
    auto palette = m_frame->palette();
    palette.setColor(QPalette::Window, colour);
    m_frame->setPalette(palette);
    setWindowTitle(QStringLiteral("%1 – Tokenhouse").arg(name));
    followStatus();
    followFirstMinute();
}

ListController* MainWindow::controllerOf(ObjectKind kind) const
{
    switch (kind) {
    case ObjectKind::Token: return m_tokens.get();
    case ObjectKind::Definition: return m_apis.get();
    case ObjectKind::Event: return m_events.get();
    default: return nullptr;
    }
}

PageController& MainWindow::current() const
{
    return *std::ranges::find(m_list, m_page, [](const Page& page) { return page.entry.key; })->controller;
}

void MainWindow::openObject(ObjectKind kind, const QString& id, const QString& made)
{
    auto* controller = controllerOf(kind);
    if (!controller)
        return;
    showPage(keyOf(kind));
    controller->reveal(id, made);
}

void MainWindow::showTable(ListController* controller, const QString& key, const QString& filter)
{
    showPage(key);
    if (m_session.state().since()) {
        m_status->say(tr("The server that filters does not answer. The list stays as it was."));
        return;
    }
    controller->filter().setFilter(filter);
}

std::array<ListPageView*, 3> MainWindow::views() const
{
    return {m_tokens->page(), m_apis->page(), m_events->page()};
}

void MainWindow::toggleUtc()
{
    m_times.setUtc(!m_times.isUtc());
    m_settings.setUtc(m_times.isUtc());
    m_status->setUtc(m_times.isUtc());
}

void MainWindow::showDetails(bool shown)
{
    m_settings.setShowsDetails(shown);
    for (auto* page : views())
        page->setDetailsShown(shown);
}

void MainWindow::showPage(const QString& key)
{
    m_page = key;
    m_rail->setCurrent(key);
    // The keyboard comes along, unless it is in the rail.
    const auto* focused = focusWidget();
    const bool comesAlong = !focused || m_pages->isAncestorOf(focused);
    followFirstMinute();
    if (comesAlong && m_pages->currentWidget() != m_firstMinute)
        current().takeFocus(Qt::OtherFocusReason);
}

void MainWindow::followFirstMinute()
{
    // Only where there is nothing at all, and where one is at home.
    const bool empty = m_isLocal && m_page == tokensKey && m_tokens->grandTotal() == 0 && m_apis->grandTotal() == 0
                       && m_tokensFilter.isEmpty();
    QWidget* page = empty ? static_cast<QWidget*>(m_firstMinute) : current().widget();
    if (m_pages->currentWidget() == page)
        return;
    m_pages->setCurrentWidget(page);
    if (empty)
        m_firstMinute->setFocus(Qt::OtherFocusReason); // Return creates the first token
    current().enter();
}

void MainWindow::followCounts()
{
    const QLocale locale;
    const auto text = [&](const ListController& controller) {
        return controller.grandTotal().value_or(0) > 0 ? locale.toString(*controller.grandTotal()) : QString();
    };
    m_rail->setCount(tokensKey, text(*m_tokens));
    m_rail->setCount(apisKey, text(*m_apis));
    followFirstMinute();
}

void MainWindow::followFacts()
{
    for (const auto& page : m_list) {
        const bool may = m_session.facts().permissions.hasAll(page.needed);
        m_rail->setLocked(page.entry.key, may ? QString()
                                              : tr("Needs the permission %1. Administrators can grant it.")
                                                    .arg(permissionText(page.needed.list().front())));
    }
    followStatus();
}

void MainWindow::followStatus()
{
    const auto& state = m_session.state();
    using Phase = ConnectionState::Phase;
    const auto name = m_place.isEmpty() ? QStringLiteral("Tokenhouse") : m_place;
    switch (state.phase()) {
    case Phase::Connected: {
        const auto endpoint = QString::fromStdString(m_session.status().endpointUrl);
        const auto host = QUrl(endpoint).authority();
        m_status->setConnection(m_isLocal && !host.isEmpty() ? tr("%1 · API calls at %2").arg(name, host)
                                                             : tr("%1 · live").arg(name),
                                Role::Active);
        break;
    }
    case Phase::Connecting: m_status->setConnection(tr("%1 · connecting…").arg(name), Role::Warning); break;
    case Phase::Lost:
        m_status->setConnection(tr("%1 · no answer since %2").arg(name, m_times.momentText(*state.since())),
                                Role::Warning);
        break;
    case Phase::SignedOut:
        m_status->setConnection(m_isLocal ? tr("%1 · not ready yet").arg(name) : tr("%1 · not signed in").arg(name),
                                m_isLocal ? Role::Warning : Role::Refused);
        break;
    }
    const bool isOut = state.phase() == Phase::SignedOut && !m_isLocal;
    for (auto* page : views()) {
        page->table()->setIdleWords(isOut ? tr("Not signed in") : tr("Not ready yet"),
                                    isOut ? tr("Sign in to %1 to see what it keeps.").arg(name)
                                          : tr("Once the server answers, what it keeps is listed here."),
                                    isOut ? tr("Sign in") : QString());
    }
    const auto user = QString::fromStdString(displaySafe(m_session.facts().user));
    m_status->setUser(user.isEmpty() ? QString() : tr("%1 · %2").arg(user, m_session.groupsText()));
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    m_rail->setNarrow(width() < measure::railBreak);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_settings.setWindowGeometry(saveGeometry());
    m_clipboard.clearNow();
    QMainWindow::closeEvent(event);
}

} // namespace tokenhouse

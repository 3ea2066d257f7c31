#pragma once

#include <array>
#include <memory>
#include <vector>

#include <QMainWindow>

#include "app/command_gate.h"
#include "app/commands/command_context.h"
#include "app/controllers/page_controllers.h"
#include "app/known_users.h"
#include "app/settings.h"
#include "app/system_clipboard.h"
#include "models/filter_state.h"
#include "views/widgets/rail.h"

class QStackedWidget;

namespace tokenhouse {

class FirstMinutePage;
class HouseStatusBar;
class OverviewController;
class PaletteController;
class SavedFiltersController;
class WindowCommands;

/// The window: rail, pages, status bar, and the commands. It shows what a session gives and lives on while the session
/// changes its server. GUI thread; the session and the settings must outlive it.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(Session& session, Settings& settings, TimeText& times);
    ~MainWindow() override;

    /// Name and colour of where one works: "This computer", a server's host.
    void setPlace(const QString& name, const QColor& colour, bool isLocal);
    void openObject(ObjectKind kind, const QString& id, const QString& made = {});
    void showPage(const QString& key);
    SecretClipboardState& clipboard() { return m_clipboard; }

Q_SIGNALS:
    void connectWanted(); ///< to another server
    void localWanted();   ///< back to the local workspace
    void demoWanted();
    void signInWanted(); ///< to the server whose name is shown
    void signOutWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    /// A page as the rail offers it, and what one needs to see it.
    struct Page {
        RailEntry entry;
        PageController* controller;
        Permissions needed;
    };
    void makePages();
    void makeCommands();
    void makeMenus();
    void makeWindowVerbs();
    void followFacts();
    void followStatus();
    void followCounts();
    void followFirstMinute();
    void showDetails(bool shown);
    void toggleUtc();
    std::array<ListPageView*, 3> views() const;
    ListController* controllerOf(ObjectKind kind) const;
    PageController& current() const;
    void showTable(ListController* controller, const QString& key, const QString& filter);

    Session& m_session;
    Settings& m_settings;
    TimeText& m_times;
    SystemClipboard m_port;
    SecretClipboardState m_clipboard;
    UndoState m_undo;
    WorkState m_work;
    TokensModel m_tokensModel;
    DefinitionsModel m_definitionsModel;
    EventsModel m_eventsModel;
    FilterState m_tokensFilter;
    FilterState m_definitionsFilter;
    FilterState m_eventsFilter;
    CommandContext m_context;
    CommandGate m_gate;
    std::unique_ptr<TokensController> m_tokens;
    std::unique_ptr<ApisController> m_apis;
    std::unique_ptr<EventsController> m_events;
    std::unique_ptr<OverviewController> m_overview;
    KnownUsers m_users;
    std::vector<Page> m_list; ///< in the rail's order
    WindowCommands* m_commands = nullptr;
    PaletteController* m_palette = nullptr;
    SavedFiltersController* m_saved = nullptr;
    Rail* m_rail;
    QStackedWidget* m_pages;
    FirstMinutePage* m_firstMinute;
    HouseStatusBar* m_status;
    QWidget* m_frame; ///< the profile's colour over the whole window
    QString m_place;
    QColor m_colour;
    bool m_isLocal = false;
    QString m_page = QStringLiteral("tokens");
};

} // namespace tokenhouse

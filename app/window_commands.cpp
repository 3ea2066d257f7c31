#include "app/window_commands.h"

#include <QMenu>

#include "app/commands/create_token.h"
#include "app/commands/definition_commands.h"
#include "app/commands/definition_editor.h"
#include "app/commands/delete_tokens.h"
#include "app/commands/export_list.h"
#include "app/commands/find_leaked.h"
#include "app/commands/hold_token.h"
#include "app/commands/selected_commands.h"
#include "app/commands/show_rotation.h"
#include "app/commands/state_menu.h"
#include "app/commands/token_commands.h"
#include "views/widgets/page_header.h"

namespace tokenhouse {

WindowCommands::WindowCommands(CommandContext& context, CommandGate& gate, TokensController& tokens,
                               ApisController& apis, EventsController& events, QObject* parent)
    : QObject(parent), m_context(context), m_gate(gate), m_createToken(new CreateToken(context, this))
{
    makeTokenVerbs(tokens);
    makeApiVerbs(apis.page());
    m_findLeaked = new FindLeaked(m_context, this);
    m_gate.add(m_findLeaked);
    m_context.window.addAction(m_findLeaked->action());
    for (const auto* page : {static_cast<ListPageView*>(tokens.page()), static_cast<ListPageView*>(apis.page()),
                             static_cast<ListPageView*>(events.page())})
        connect(page->filterBar(), &FilterBar::identifyWanted, m_findLeaked->action(), &QAction::trigger);
    offerExport(tokens, ObjectKind::Token, QStringLiteral("tokens"), Permission::TokensRead, Place::Menu);
    offerExport(apis, ObjectKind::Definition, QStringLiteral("definitions"), Permission::DefinitionsRead, Place::Menu);
    offerExport(events, ObjectKind::Event, QStringLiteral("events"), Permission::EventsRead, Place::Header);
}

QAction* WindowCommands::createToken() const
{
    return m_createToken->action();
}

QAction* WindowCommands::findLeaked() const
{
    return m_findLeaked->action();
}

template <class C>
C* WindowCommands::offer(C* command, ListPageView* page, QMenu* menu, Place place)
{
    auto* action = command->action();
    m_gate.add(command);
    page->addAction(action);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    menu->addAction(action);
    if (place == Place::Header)
        page->header()->addAction(action);
    else
        page->header()->addMore(action);
    return command;
}

/// Reached from every page.
void WindowCommands::offerPrimary(Command* command, ListPageView* page)
{
    m_gate.add(command);
    m_context.window.addAction(command->action());
    page->header()->setPrimary(command->action());
    connect(page, &ListPageView::createWanted, command->action(), &QAction::trigger);
}

/// Of the list, not of a row.
void WindowCommands::offerExport(ListController& controller, ObjectKind kind, const QString& collection,
                                 Permission needed, Place place)
{
    auto* command = new ExportList(m_context, controller, kind, collection, needed, this);
    m_gate.add(command);
    auto* header = controller.view()->header();
    if (place == Place::Header)
        header->addAction(command->action());
    else
        header->addMore(command->action());
}

void WindowCommands::makeTokenVerbs(TokensController& tokens)
{
    auto* page = tokens.page();
    auto* menu = new QMenu(page);
    const auto* edit = offer(new EditToken(m_context, this), page, menu);
    const auto* rotate = offer(new RotateSecret(m_context, this), page, menu);
    const auto* disable = offer(new DisableSelected(m_context, ObjectKind::Token, this), page, menu);
    const auto* enable = offer(new EnableSelected(m_context, ObjectKind::Token, this), page, menu);
    const auto* rotation = offer(new ShowRotation(m_context, this), page, menu, Place::Menu);
    connect(&tokens, &TokensController::rotationWanted, rotation->action(), &QAction::trigger);
    offer(new HoldToken(m_context, HoldToken::Verb::Hold, this), page, menu, Place::Menu);
    offer(new HoldToken(m_context, HoldToken::Verb::Release, this), page, menu, Place::Menu);
    offer(new AllowSelected(m_context, BatchAction::Allow, this), page, menu, Place::Menu);
    offer(new AllowSelected(m_context, BatchAction::Disallow, this), page, menu, Place::Menu);
    offer(new SetExpiryOfSelected(m_context, this), page, menu, Place::Menu);
    offer(new SetLimitOfSelected(m_context, this), page, menu, Place::Menu);
    offer(new DeleteTokens(m_context, this), page, menu);
    auto* states = new StateMenu(page);
    states->offer(disable->action(), tr("calls with it are refused at once"));
    states->offer(enable->action(), tr("the same secret works again"));
    states->offer(rotate->action(), tr("it gets a new secret"));
    connect(page->table(), &HouseTable::stateMenuWanted, states,
            [states](const QPoint& place) { states->popup(place); });
    offerPrimary(m_createToken, page);
    page->table()->setRowMenu(menu);
    connect(page, &ListPageView::activated, edit->action(), &QAction::trigger);
    connect(&tokens, &TokensController::rotateWanted, rotate->action(), &QAction::trigger);
    const auto followRotate = [page, action = rotate->action()] {
        page->setRotateBlocked(action->isEnabled() ? QString() : action->toolTip());
    };
    connect(rotate->action(), &QAction::changed, page, followRotate);
    followRotate();
}

void WindowCommands::makeApiVerbs(ListPageView* page)
{
    auto* menu = new QMenu(page);
    const auto* edit = offer(new EditApi(m_context, *m_createToken, this), page, menu);
    offer(new CopyApiUrl(m_context, this), page, menu);
    const auto* disable = offer(new DisableSelected(m_context, ObjectKind::Definition, this), page, menu);
    const auto* enable = offer(new EnableSelected(m_context, ObjectKind::Definition, this), page, menu);
    auto* states = new StateMenu(page);
    states->offer(disable->action(), tr("its route answers as if it were not there"));
    states->offer(enable->action(), tr("its route answers again"));
    connect(page->table(), &HouseTable::stateMenuWanted, states,
            [states](const QPoint& place) { states->popup(place); });
    offer(new DeleteSelected(m_context, ObjectKind::Definition, this), page, menu);
    offerPrimary(new CreateApi(m_context, *m_createToken, this), page);
    page->table()->setRowMenu(menu);
    connect(page, &ListPageView::activated, edit->action(), &QAction::trigger);
}

} // namespace tokenhouse

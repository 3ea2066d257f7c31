#include "app/window_commands.h"

#include <QMenu>

#include "app/commands/create_token.h"
#include "app/commands/definition_commands.h"
#include "app/commands/definition_editor.h"
#include "app/commands/delete_tokens.h"
#include "app/commands/selected_commands.h"
#include "app/commands/state_menu.h"
#include "app/commands/token_commands.h"
#include "views/widgets/page_header.h"

namespace tokenhouse {

WindowCommands::WindowCommands(CommandContext& context, CommandGate& gate, TokensController& tokens,
                               ApisController& apis, QObject* parent)
    : QObject(parent), m_context(context), m_gate(gate), m_createToken(new CreateToken(context, this))
{
    makeTokenVerbs(tokens);
    makeApiVerbs(apis.page());
}

QAction* WindowCommands::createToken() const
{
    return m_createToken->action();
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

void WindowCommands::makeTokenVerbs(TokensController& tokens)
{
    auto* page = tokens.page();
    auto* menu = new QMenu(page);
    const auto* edit = offer(new EditToken(m_context, this), page, menu);
    const auto* rotate = offer(new RotateSecret(m_context, this), page, menu);
    const auto* disable = offer(new DisableSelected(m_context, ObjectKind::Token, this), page, menu);
    const auto* enable = offer(new EnableSelected(m_context, ObjectKind::Token, this), page, menu);
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

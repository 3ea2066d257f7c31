#pragma once

#include <functional>

#include <QObject>

#include "app/command_gate.h"
#include "app/commands/command_context.h"
#include "app/controllers/page_controllers.h"

class QMenu;

namespace tokenhouse {

class CreateToken;
class FindLeaked;
class ListPageView;

/// The verbs of the list pages: makes each command, and puts its action where it is offered: the page's header, the
/// menu of a row, the keyboard. The context, the gate and the pages must outlive it. GUI thread.
class WindowCommands : public QObject {
    Q_OBJECT

public:
    WindowCommands(CommandContext& context, CommandGate& gate, TokensController& tokens, ApisController& apis,
                   EventsController& events, QObject* parent);
    QAction* createToken() const;
    QAction* findLeaked() const;

private:
    /// On the header, or in its menu of more; always in the menu of a row.
    enum class Place { Header, Menu };
    template <class C>
    C* offer(C* command, ListPageView* page, QMenu* menu, Place place = Place::Header);
    void offerPrimary(Command* command, ListPageView* page);
    void offerExport(ListController& controller, ObjectKind kind, const QString& collection, Permission needed,
                     Place place);
    void makeTokenVerbs(TokensController& tokens);
    void makeApiVerbs(ListPageView* apis);

    CommandContext& m_context;
    CommandGate& m_gate;
    CreateToken* m_createToken;
    FindLeaked* m_findLeaked = nullptr;
};

} // namespace tokenhouse

#include "app/commands/follow_rights.h"

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

void followRights(Session& session, HouseDialog* dialog, Permissions permissions)
{
    Needs needs;
    needs.changes = true;
    needs.permissions = permissions;
    QObject::connect(&session.situation(), &SituationState::changed, dialog, [&session, dialog, needs] {
        const auto verdict = session.situation().verdict(needs);
        const bool isLost = session.state().phase() == ConnectionState::Phase::Lost;
        dialog->setForbidden(verdict.enabled ? QString() : verdict.reason, isLost ? QObject::tr("Try now") : QString());
    });
    QObject::connect(dialog, &HouseDialog::noticeLinkChosen, &session, &Session::retryNow);
}

} // namespace tokenhouse

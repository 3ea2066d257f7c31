#pragma once

#include "app/session.h"

namespace tokenhouse {

class HouseDialog;

/// While a dialog is open a permission, or the server, can go: the dialog says so and keeps what was typed.
void followRights(Session& session, HouseDialog* dialog, Permissions permissions);

} // namespace tokenhouse

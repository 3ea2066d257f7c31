#pragma once

#include "server/api/call.h"

namespace tokenhouse::server::calls {

// One function a call of contract.md, by noun. All run on the pool: registry and store block.
Result<Reply> signIn(Services&, Call&);
Result<Reply> currentSession(Services&, Call&);
Result<Reply> endCurrentSession(Services&, Call&);
Result<Reply> listSessions(Services&, Call&);
Result<Reply> endSession(Services&, Call&);
Result<Reply> changeOwnPassword(Services&, Call&);

Result<Reply> listTokens(Services&, Call&);
Result<Reply> getToken(Services&, Call&);
Result<Reply> createToken(Services&, Call&);
Result<Reply> patchToken(Services&, Call&);
Result<Reply> deleteToken(Services&, Call&);
Result<Reply> rotateToken(Services&, Call&);
Result<Reply> endOverlap(Services&, Call&);
Result<Reply> claimToken(Services&, Call&);
Result<Reply> discardToken(Services&, Call&);
Result<Reply> disableToken(Services&, Call&);
Result<Reply> enableToken(Services&, Call&);
Result<Reply> holdToken(Services&, Call&);
Result<Reply> releaseToken(Services&, Call&);
Result<Reply> identifySecret(Services&, Call&);
Result<Reply> batchTokens(Services&, Call&);

Result<Reply> listDefinitions(Services&, Call&);
Result<Reply> getDefinition(Services&, Call&);
Result<Reply> createDefinition(Services&, Call&);
Result<Reply> patchDefinition(Services&, Call&);
Result<Reply> deleteDefinition(Services&, Call&);
Result<Reply> disableDefinition(Services&, Call&);
Result<Reply> enableDefinition(Services&, Call&);
Result<Reply> allowTokens(Services&, Call&);
Result<Reply> disallowTokens(Services&, Call&);
Result<Reply> batchDefinitions(Services&, Call&);
Result<Reply> matchDefinition(Services&, Call&);
Result<Reply> explainDefinition(Services&, Call&);

Result<Reply> listEvents(Services&, Call&);
Result<Reply> listUsers(Services&, Call&);
Result<Reply> getUser(Services&, Call&);
Result<Reply> createUser(Services&, Call&);
Result<Reply> patchUser(Services&, Call&);
Result<Reply> deleteUser(Services&, Call&);
Result<Reply> endUserSessions(Services&, Call&);
Result<Reply> listGroups(Services&, Call&);
Result<Reply> listScripts(Services&, Call&);
Result<Reply> readLog(Services&, Call&);
Result<Reply> listSavedFilters(Services&, Call&);
Result<Reply> putSavedFilters(Services&, Call&);
Result<Reply> overview(Services&, Call&);
Result<Reply> stats(Services&, Call&);
Result<Reply> status(Services&, Call&);
Result<Reply> openApi(Services&, Call&);

} // namespace tokenhouse::server::calls

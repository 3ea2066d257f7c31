#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/permission.h"
#include "core/time.h"
#include "core/user.h"
#include "network/job.h"

namespace tokenhouse {

/// Who is signed in, and what they may do.
struct SessionFacts {
    SecretBytes token; ///< only after a sign-in
    std::string user;
    std::vector<std::string> groups;
    Permissions permissions;
    std::optional<Time> expiresAt;
};

/// POST /sessions. On success the connection carries the session from then on (setSession is the caller's).
class SignInJob final : public JobOf<SessionFacts> {
public:
    SignInJob(Connection& connection, const std::string& user, const SecretBytes& password);
};

class CurrentSessionJob final : public JobOf<SessionFacts> {
public:
    explicit CurrentSessionJob(Connection& connection);
};

class SignOutJob final : public JobOf<void> {
public:
    explicit SignOutJob(Connection& connection);
};

struct SessionRow {
    std::string id;
    std::string user;
    std::string client;
    std::string address;
    std::optional<Time> createdAt;
    std::optional<Time> expiresAt;
    bool isCurrent = false;
};
class ListSessionsJob final : public JobOf<std::vector<SessionRow>> {
public:
    explicit ListSessionsJob(Connection& connection);
};
class EndSessionJob final : public JobOf<void> {
public:
    EndSessionJob(Connection& connection, const std::string& id);
};

} // namespace tokenhouse

#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/list_page.h"
#include "core/permission.h"
#include "core/time.h"
#include "core/user.h"
#include "network/job.h"

namespace tokenhouse {

class ListEventsJob final : public JobOf<ListPage<Event>> {
public:
    ListEventsJob(Connection& connection, const ListRequest& request);
};

/// GET /status; without a session only version and features are there.
struct ServerStatus {
    std::string version;
    std::set<std::string> features;
    std::string endpointUrl;
    std::string store;
    bool isDemo = false;
    std::optional<Time> time;
    std::int64_t headSequence = 0;
    std::string headHash;
};
class StatusJob final : public JobOf<ServerStatus> {
public:
    explicit StatusJob(Connection& connection);
};

struct ScriptList {
    std::string directory;
    std::vector<std::string> names;
};
class ListScriptsJob final : public JobOf<ScriptList> {
public:
    explicit ListScriptsJob(Connection& connection);
};

struct UserPage {
    std::vector<User> users;
    std::string nextPageToken; ///< empty after the last
};
class ListUsersJob final : public JobOf<UserPage> {
public:
    explicit ListUsersJob(Connection& connection, const std::string& pageToken = {});
};

struct GroupFacts {
    std::string name;
    Permissions permissions;
};
class ListGroupsJob final : public JobOf<std::vector<GroupFacts>> {
public:
    explicit ListGroupsJob(Connection& connection);
};

} // namespace tokenhouse

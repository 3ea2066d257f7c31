#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/codec.h"
#include "core/definition.h"
#include "core/list_page.h"
#include "network/job.h"
#include "network/token_jobs.h"

namespace tokenhouse {

struct CreatedDefinition {
    Definition definition;
    bool repeated = false;
};

class ListDefinitionsJob final : public JobOf<ListPage<Definition>> {
public:
    ListDefinitionsJob(Connection& connection, const ListRequest& request);
};
class GetDefinitionJob final : public JobOf<Definition> {
public:
    GetDefinitionJob(Connection& connection, const Uuid& id);
};
class CreateDefinitionJob final : public JobOf<CreatedDefinition> {
public:
    CreateDefinitionJob(Connection& connection, const CreateDefinitionRequest& request,
                        const QByteArray& idempotencyKey);
};
/// Sends the members in which `draft` differs from `before`, under before's revision.
class UpdateDefinitionJob final : public JobOf<Definition> {
public:
    UpdateDefinitionJob(Connection& connection, const Definition& before, const DefinitionDraft& draft);
};
class AllowTokensJob final : public JobOf<Definition> {
public:
    AllowTokensJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::vector<Uuid>& tokens);
};
class DisallowTokensJob final : public JobOf<Definition> {
public:
    DisallowTokensJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::vector<Uuid>& tokens);
};
class DisableDefinitionJob final : public JobOf<Definition> {
public:
    DisableDefinitionJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::string& reason = {});
};
class EnableDefinitionJob final : public JobOf<Definition> {
public:
    EnableDefinitionJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::string& reason = {});
};
class DeleteDefinitionJob final : public JobOf<void> {
public:
    DeleteDefinitionJob(Connection& connection, const Uuid& id, std::int64_t revision);
};
class BatchDefinitionsJob final : public JobOf<BatchAnswer> {
public:
    BatchDefinitionsJob(Connection& connection, const BatchOrder& order, const BatchTarget& target,
                        BatchMode mode = BatchMode::Do);
};

/// Which API answers a path, if any.
struct RouteMatch {
    std::optional<Definition> definition;
    std::vector<std::pair<std::string, std::string>> placeholders;
};
class MatchDefinitionJob final : public JobOf<RouteMatch> {
public:
    MatchDefinitionJob(Connection& connection, Method method, const std::string& path); ///< path after /api/custom/
};

std::optional<Definition> currentDefinition(const Failure& failure);

} // namespace tokenhouse

#pragma once

#include "core/overview.h"
#include "network/job.h"

namespace tokenhouse {

class OverviewJob final : public JobOf<Overview> {
public:
    explicit OverviewJob(Connection& connection);
};

} // namespace tokenhouse

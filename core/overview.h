#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"

namespace tokenhouse {

/// A number and the filter of the list behind it, which counts the same.
struct Figure {
    std::int64_t count = 0;
    std::string filter;
};

/// All figures of the Overview page; contract.md, `GET /overview`. A part that one may not see is absent.
struct Overview {
    struct Tokens {
        Figure total, active, disabled, expired, unclaimed, held;
        Figure expiresWithin7Days, expiresWithin30Days;
        Figure neverUsed, neverExpires, idle90Days, inNoDefinition, enabledWithoutDefinition;
        struct Bucket {
            std::string name; ///< day, week, month, quarter, year, older
            Figure figure;
        };
        std::vector<Bucket> byLastModified; ///< newest first; each token is in one of them
    };
    struct Definitions {
        Figure total, enabled, disabled, withoutTokens, enabledWithoutTokens;
    };
    struct Series {
        std::string user; ///< empty: of all, or of the others
        Figure sum;
        std::vector<Figure> days;
    };
    struct Changes {
        std::vector<std::string> days; ///< "2026-11-23", UTC, oldest first
        Series all;
        std::vector<Series> users; ///< who changed most, first
        Series others;
    };
    struct Refusal {
        std::string reason; ///< a name of the endpoint's error table
        int errorCode = 0;
        std::int64_t count = 0;          ///< of all days
        std::vector<std::int64_t> hours; ///< oldest first
        std::vector<std::int64_t> days;
        std::string logText; ///< finds them in the endpoint's log
    };
    struct Refusals {
        Time firstHour{};
        Time firstDay{};
        std::vector<Refusal> reasons;
    };

    Time time{};
    std::optional<Tokens> tokens;
    std::optional<Definitions> definitions;
    std::optional<Changes> changes;
    std::optional<Refusals> refusals;
};

} // namespace tokenhouse

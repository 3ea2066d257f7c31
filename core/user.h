#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/permission.h"
#include "core/result.h"
#include "core/time.h"
#include "core/uuid.h"

namespace tokenhouse {

struct User {
    Uuid id;
    std::string name;                ///< unique by its key, never given again
    std::vector<std::string> groups; ///< names of groups, sorted
    bool isDisabled = false;
    Time createdAt{};
    std::int64_t revision = 1;
    Permissions permissions() const; ///< of all groups; none while disabled
};

/// At least 12 code points, at most 1 024 bytes, not among the common ones, not the user's name.
std::vector<Trace> checkPassword(std::string_view password, std::string_view userName);
/// Not blank, at most 200 code points, no control or bidirectional characters, groups known.
std::vector<Trace> checkUser(std::string_view name, const std::vector<std::string>& groups, std::string_view id);

} // namespace tokenhouse

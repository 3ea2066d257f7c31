#pragma once

#include <span>
#include <string_view>

namespace tokenhouse::server {

/// What `status` lists: the parts of the contract that this server has. Clients ask before they offer.
std::span<const std::string_view> serverFeatures();

} // namespace tokenhouse::server

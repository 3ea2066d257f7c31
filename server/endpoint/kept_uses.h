#pragma once

#include <map>
#include <vector>

#include "server/store/store.h"

namespace tokenhouse::server {

/// Uses of tokens on their way to the store, one record a token however long the store refuses them. For one thread.
class KeptUses {
public:
    void add(const std::vector<UseRecord>& uses);
    /// In several changes when there are many, so that others get in between. What was not written stays.
    Result<void> writeTo(Store& store);

    static constexpr std::size_t atOnce = 1000;

private:
    std::map<Uuid, UseRecord> m_uses;
};

} // namespace tokenhouse::server

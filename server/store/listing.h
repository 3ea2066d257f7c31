#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/result.h"

namespace tokenhouse::server {

/// The rows of a whole list in its order, all as they were at one moment, a few at a time. For one thread at a time. It
/// keeps one of the store's readers busy as long as it lives, and the store from giving back what was changed since.
template <class T>
class Listing {
public:
    virtual ~Listing() = default;
    virtual std::int64_t total() const = 0;
    /// At most `most` more; none = the end.
    virtual Result<std::vector<T>> next(std::size_t most) = 0;
};

} // namespace tokenhouse::server

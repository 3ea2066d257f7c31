#pragma once

#include <chrono>
#include <string>

#include "core/result.h"

namespace tokenhouse::server {

/// Keeps a second process off a data directory: an advisory lock on DIR/lock, held as long as this lives (the system
/// drops it when the process ends in whatever way). Also remembers whether the last holder came to its end in order.
class DirectoryLock {
public:
    /// Unavailable with a sentence when another process holds it, and has not let go of it within `patience`.
    static Result<DirectoryLock> take(const std::string& directory, std::chrono::milliseconds patience = {});
    DirectoryLock(DirectoryLock&& other) noexcept;
    DirectoryLock& operator=(DirectoryLock&& other) noexcept;
    ~DirectoryLock();

    bool lastEndedInOrder() const { return m_lastEndedInOrder; }
    void markEndedInOrder();

private:
    explicit DirectoryLock(int file, bool lastEndedInOrder) : m_file(file), m_lastEndedInOrder(lastEndedInOrder) {}
    int m_file = -1;
    bool m_lastEndedInOrder = true;
};

} // namespace tokenhouse::server

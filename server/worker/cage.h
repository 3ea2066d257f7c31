#pragma once

#include <chrono>
#include <cstddef>

namespace tokenhouse::worker {

/// First thing of all: this process may gain no rights and dies with the thread that started it. False when that
/// thread is gone already.
bool enterCage(long parent);

/// Once the engine is up and needs nothing more from the system: no files, no processes, no core, and `memoryBytes`
/// beyond what is taken now. What a later wall (seccomp, Landlock) forbids is closed at this same point.
bool closeCage(std::size_t memoryBytes);

/// A second guard of the time limit beside the parent's: `time` of processor time from now on.
void allowProcessorTime(std::chrono::milliseconds time);

/// The most memory that this process ever held at once.
std::size_t peakMemory();

} // namespace tokenhouse::worker

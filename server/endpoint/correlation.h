#pragma once

#include <string>

namespace tokenhouse::server {

/// An id in the form of a UUID (version 8: made our way) that joins the lines of both logs with an answer. Unique, not
/// secret: a random part for each thread, and a count, as a random number for each call would cost more than the call.
std::string nextCorrelationId();

} // namespace tokenhouse::server

#pragma once

#include <QString>

#include "core/result.h"

namespace tokenhouse {

/// A failure as people read it: what happened, what was not changed and what to do next; "Details" has the
/// correlation id to copy (empty when there is none).
struct FailureText {
    QString what;
    QString next;
    QString correlationId;
};
FailureText failureText(const Failure& failure);
/// The same of a question: nothing was to be changed.
FailureText readingFailureText(const Failure& failure);
/// One sentence for one trace: "The name is empty.", "The route is taken by ticket/{id}."
QString traceText(const Trace& trace);
/// Could the server not be reached at all (as opposed to: it answered and refused)?
bool isUnreachable(const Failure& failure);

} // namespace tokenhouse

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <QByteArray>
#include <QList>

#include "core/result.h"
#include "core/secret.h"

namespace tokenhouse {

/// One HTTP call to the server, as a job puts it together. `body` may hold a secret: it is wiped with the call.
struct Call {
    QByteArray verb = "GET";
    QByteArray path;  ///< below /api/v1, percent-encoded: "tokens/0197…:rotate"
    QByteArray query; ///< percent-encoded, without the question mark
    SecretBytes body; ///< empty = none
    QByteArray contentType = "application/json";
    QByteArray ifMatch;        ///< the revision's ETag with its quotes; empty = none
    QByteArray idempotencyKey; ///< empty = none
    bool withSession = true;
    /// Goes over a connection of its own that ends with the answer: Qt keeps what it wrote last in a connection's
    /// buffer.
    bool carriesSecret = false;
    bool repeatable = false; ///< may be sent once more by itself when the connection broke before an answer
    std::chrono::milliseconds timeout{30'000};

    static Call get(QByteArray path, QByteArray query = {});
    static Call post(QByteArray path, SecretBytes body = {});
    /// A change of one object under its revision (If-Match).
    static Call change(QByteArray verb, QByteArray path, std::int64_t revision, SecretBytes body = {});
};

/// `name=value&…`, each value percent-encoded (a `+` too: the server reads it as a blank). Empty values are left out.
QByteArray queryText(const QList<std::pair<QByteArray, std::string>>& members);

/// A whole answer with a status under 400. `body` is wiped after it was decoded.
struct Answer {
    int status = 0;
    QByteArray body;
    QByteArray correlationId;
};

/// Turns an answer (or why there is none) into what a job delivers; runs on the network's thread.
using Decoder = std::function<std::shared_ptr<void>(Result<Answer>&)>;

/// What a finished call leaves for the window beside its result.
struct CallOutcome {
    std::shared_ptr<void> result;
    QByteArray correlationId;
    Fault fault = Fault::Internal; ///< only when failed
    bool failed = false;
};

} // namespace tokenhouse

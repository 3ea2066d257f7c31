#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/action.h"
#include "core/json.h"
#include "core/result.h"

namespace tokenhouse::server {

/// What a script is called with; contract: domain.md, Actions.
struct ScriptInput {
    std::string requestMethod;
    std::string route;
    std::string rawBody;
    json::object parameters;      ///< inputType Parameters: texts by name
    json::object queryParameters; ///< each an array of texts
    json::object routeParameters;
    std::string tokenId;
    std::string definitionId;
    std::string correlationId;
};

enum class ScriptFault {
    None,
    NotFound,      // FailedToGetScriptInfo
    Failed,        // AutomationActionError: threw, crashed, or ran past its time
    InvalidResult, // InvalidAutomationActionResult
    TooLarge,      // ResponseBodyTooLarge
    Busy,          // the bounded queue is full: 503 with Retry-After
    NoWorker,      // a worker could not be started or reached (1001)
};

struct ScriptAnswer {
    ScriptFault fault = ScriptFault::None;
    std::string faultDetail; ///< for the log only
    int status = 200;        ///< as the script said; not yet checked against 200..599
    HeaderList headers;      ///< as the script said; not yet checked
    std::string body;
    bool isBytes = false;
    std::chrono::milliseconds duration{};
};

struct ScriptLimits {
    std::chrono::milliseconds time{90'000};
    std::size_t memoryBytes = 256u << 20;
    std::size_t outputBytes = 29u << 20;
    std::size_t parallel = 0; ///< 0 = max(4, processors)
    std::size_t queue = 1000;
};

/// Runs scripts of one directory in worker processes. A file put there counts from the next call on. Thread-safe.
class ScriptRunner {
public:
    /// `workerProgram`: the path of tokenhouse-worker, which lies beside tokenhoused.
    ScriptRunner(std::string scriptsDirectory, const std::string& workerProgram, ScriptLimits limits);
    ~ScriptRunner(); ///< ends the workers

    /// `done` is called once: from a thread of the runner, or from here when the call cannot even begin.
    void run(const std::string& script, ScriptInput input, std::function<void(ScriptAnswer)> done);

    struct ScriptFile {
        std::string name;
        std::size_t bytes = 0;
        std::string sha256;
        std::string modified; ///< RFC 3339
    };
    /// The files that can be scripts, by name; fails with a sentence when the directory is not there.
    Result<std::vector<ScriptFile>> list() const;
    bool exists(const std::string& script) const;
    const std::string& directory() const;
    /// What holds the workers, for `status`: e.g. {"noNewPrivs":true,"rlimits":true,…}.
    json::object cage() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tokenhouse::server

#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/actions/script_wire.h"

namespace tokenhouse::worker {

/// What came of one call; goes up the wire as it is.
struct Outcome {
    server::wire::Kind kind = server::wire::Kind::Answer;
    int status = 200;
    bool isBytes = false;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body; ///< of a fault: what the log may say, never text that the script chose
};

/// The JavaScript engine. Each call has a world (global object) of its own, so that nothing passes from one to the
/// next.
class ScriptEngine {
public:
    /// Sets the engine's options through the environment, wakes it, and clears the environment again.
    ScriptEngine(std::size_t memoryBytes, std::size_t outputBytes);
    ~ScriptEngine();
    ScriptEngine(const ScriptEngine&) = delete;
    ScriptEngine& operator=(const ScriptEngine&) = delete;

    /// `name` appears in stack traces only. `source` and `input` are valid UTF-8 without NUL.
    Outcome run(const std::string& name, const std::string& source, std::string input);
    /// Makes the world of the next call ready; for the time between two calls.
    void prepare();

private:
    JSContextGroupRef m_group;
    JSGlobalContextRef m_next = nullptr;
    std::size_t m_outputBytes;
};

} // namespace tokenhouse::worker

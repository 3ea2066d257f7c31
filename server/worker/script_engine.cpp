#include "server/worker/script_engine.h"

#include "server/worker/script_value.h"

#include <cstdlib>

namespace tokenhouse::worker {

using server::wire::Kind;

namespace {

/// The engine reads its options from the environment only, and only once. No generated machine code and no helper
/// threads: so the process needs neither executable memory nor further threads, and a later wall can forbid both.
/// The system's allocator instead of the engine's own, whose huge reservations would escape RLIMIT_DATA.
void setOptions(std::size_t memoryBytes)
{
    ::clearenv();
    ::setenv("Malloc", "1", 1);
    ::setenv("JSC_useJIT", "0", 1);
    ::setenv("JSC_useWasm", "0", 1);
    ::setenv("JSC_useConcurrentGC", "0", 1);
    ::setenv("JSC_numberOfGCMarkers", "1", 1);
    ::setenv("JSC_forceRAMSize", std::to_string(memoryBytes).c_str(), 1);
}

/// Where a promise's handlers leave what it settled to. One call at a time, so one place.
struct Settlement {
    enum class State { Pending, Fulfilled, Rejected } state = State::Pending;
    JSValueRef value = nullptr;
};
Settlement* settlement = nullptr;

JSValueRef settle(JSContextRef context, std::size_t count, const JSValueRef* values, Settlement::State state)
{
    if (settlement != nullptr && settlement->state == Settlement::State::Pending) {
        settlement->state = state;
        settlement->value = count > 0 ? values[0] : JSValueMakeUndefined(context);
        JSValueProtect(context, settlement->value);
    }
    return JSValueMakeUndefined(context);
}

JSValueRef onFulfilled(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count, const JSValueRef values[],
                       JSValueRef*)
{
    return settle(context, count, values, Settlement::State::Fulfilled);
}

JSValueRef onRejected(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count, const JSValueRef values[],
                      JSValueRef*)
{
    return settle(context, count, values, Settlement::State::Rejected);
}

/// `onApiTrigger`, declared in any way: `function` makes it a member of the global object, `const` does not.
JSObjectRef findTrigger(JSContextRef context)
{
    const Text probe("typeof onApiTrigger === 'function' ? onApiTrigger : null");
    const auto value = JSEvaluateScript(context, probe.ref(), nullptr, nullptr, 1, nullptr);
    return value != nullptr && JSValueIsObject(context, value) ? const_cast<JSObjectRef>(value) : nullptr;
}

/// The engine reads its options when it makes its first group.
JSContextGroupRef groupWithin(std::size_t memoryBytes)
{
    setOptions(memoryBytes);
    return JSContextGroupCreate();
}

Outcome failed(std::string detail)
{
    return {Kind::Failed, 0, false, {}, std::move(detail)};
}

} // namespace

ScriptEngine::ScriptEngine(std::size_t memoryBytes, std::size_t outputBytes)
    : m_group(groupWithin(memoryBytes)), m_outputBytes(outputBytes)
{
    // One call that touches what every call touches, so that the first real one finds it warm.
    run("warm-up.js", "function onApiTrigger(i) { return { responseBody: JSON.stringify(i), responseHeaders: {} } }",
        "{}");
    prepare();
    ::clearenv();
}

ScriptEngine::~ScriptEngine()
{
    if (m_next != nullptr) {
        JSGlobalContextRelease(m_next);
    }
    JSContextGroupRelease(m_group);
}

void ScriptEngine::prepare()
{
    if (m_next == nullptr) {
        m_next = JSGlobalContextCreateInGroup(m_group, nullptr);
    }
}

Outcome ScriptEngine::run(const std::string& name, const std::string& source, std::string input)
{
    prepare();
    const World world(std::exchange(m_next, nullptr));
    auto* const context = world.ref();
    JSValueRef thrown = nullptr;

    JSEvaluateScript(context, Text(source).ref(), nullptr, Text(name).ref(), 1, &thrown);
    if (thrown != nullptr) {
        return failed("the script does not load: " + describeThrown(context, thrown));
    }
    auto* const trigger = findTrigger(context);
    if (trigger == nullptr) {
        return failed("the script has no function onApiTrigger");
    }
    const auto argument = JSValueMakeFromJSONString(context, Text(input).ref());
    input = {}; // may be most of the memory that there is
    if (argument == nullptr) {
        return failed("the input could not be handed over");
    }
    auto result = JSObjectCallAsFunction(context, trigger, nullptr, 1, &argument, &thrown);
    if (thrown != nullptr) {
        return failed("onApiTrigger threw " + describeThrown(context, thrown));
    }

    // A promise is awaited as `await` would. All it can wait for are other promises: the engine runs their handlers
    // before a call from outside returns.
    if (auto* const then = result != nullptr ? functionMember(context, result, "then") : nullptr; then != nullptr) {
        Settlement settled;
        settlement = &settled;
        const JSValueRef handlers[] = {JSObjectMakeFunctionWithCallback(context, nullptr, onFulfilled),
                                       JSObjectMakeFunctionWithCallback(context, nullptr, onRejected)};
        JSObjectCallAsFunction(context, then, const_cast<JSObjectRef>(result), 2, handlers, &thrown);
        settlement = nullptr;
        if (thrown != nullptr) {
            return failed("onApiTrigger threw " + describeThrown(context, thrown));
        }
        switch (settled.state) {
        case Settlement::State::Pending:
            return {Kind::InvalidResult, 0, false, {}, "the promise of onApiTrigger never settles"};
        case Settlement::State::Rejected: {
            auto outcome = failed("onApiTrigger rejected with " + describeThrown(context, settled.value));
            JSValueUnprotect(context, settled.value);
            return outcome;
        }
        case Settlement::State::Fulfilled:
            result = settled.value; // stays protected until the world goes, which is at the end of this call
            break;
        }
        auto outcome = readResult(context, result, m_outputBytes);
        JSValueUnprotect(context, result);
        return outcome;
    }
    return readResult(context, result, m_outputBytes);
}

} // namespace tokenhouse::worker

#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <string>

#include "server/worker/script_engine.h"

namespace tokenhouse::worker {

/// A JSStringRef that is released.
class Text {
public:
    explicit Text(const std::string& utf8) : m_text(JSStringCreateWithUTF8CString(utf8.c_str())) {}
    explicit Text(JSStringRef owned) : m_text(owned) {}
    Text(const Text&) = delete;
    Text& operator=(const Text&) = delete;
    ~Text()
    {
        if (m_text != nullptr) {
            JSStringRelease(m_text);
        }
    }
    JSStringRef ref() const { return m_text; }

private:
    JSStringRef m_text;
};

/// A global object and all that hangs on it, released at the end.
class World {
public:
    explicit World(JSGlobalContextRef context) : m_context(context) {}
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World() { JSGlobalContextRelease(m_context); }
    JSGlobalContextRef ref() const { return m_context; }

private:
    JSGlobalContextRef m_context;
};

/// The kind of a thrown value and its line, for the log: only names that the language defines, never the message,
/// which may quote a request's body.
std::string describeThrown(JSContextRef context, JSValueRef thrown);

/// The member of an object when it is a function; else null. A getter that throws counts as no function.
JSObjectRef functionMember(JSContextRef context, JSValueRef value, const char* name);

/// Reads {responseCode, responseBody | responseBodyBytes, responseHeaders}; InvalidResult, TooLarge or, when a getter
/// throws, Failed.
Outcome readResult(JSContextRef context, JSValueRef result, std::size_t outputBytes);

} // namespace tokenhouse::worker

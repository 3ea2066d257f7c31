#include "server/worker/script_value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace tokenhouse::worker {

using server::wire::Kind;

namespace {

/// UTF-8 of an engine's text, a lone surrogate as U+FFFD; nothing when it would be longer than `limit` bytes.
std::optional<std::string> utf8(JSStringRef text, std::size_t limit)
{
    const auto length = JSStringGetLength(text);
    if (length > limit) {
        return std::nullopt;
    }
    const auto* const units = JSStringGetCharactersPtr(text);
    std::string out;
    out.reserve(std::min(limit, length + length / 8));
    const auto put = [&out](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
    for (std::size_t i = 0; i < length && out.size() <= limit; ++i) {
        std::uint32_t point = units[i];
        if (point < 0x80) {
            put(point);
            continue;
        }
        const bool high = point >= 0xD800 && point < 0xDC00;
        if (high && i + 1 < length && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10) + (units[++i] - 0xDC00u);
        } else if (point >= 0xD800 && point < 0xE000) {
            point = 0xFFFD;
        }
        if (point < 0x800) {
            put(0xC0 | point >> 6);
        } else if (point < 0x10000) {
            put(0xE0 | point >> 12);
            put(0x80 | (point >> 6 & 0x3F));
        } else {
            put(0xF0 | point >> 18);
            put(0x80 | (point >> 12 & 0x3F));
            put(0x80 | (point >> 6 & 0x3F));
        }
        put(0x80 | (point & 0x3F));
    }
    return out.size() > limit ? std::nullopt : std::optional(std::move(out));
}

/// Reads the members of one result. The first fault stays.
class ResultReader {
public:
    ResultReader(JSContextRef context, std::size_t outputBytes) : m_context(context), m_outputBytes(outputBytes) {}

    Outcome read(JSValueRef result)
    {
        if (result == nullptr || !JSValueIsObject(m_context, result)) {
            return {Kind::InvalidResult, 0, false, {}, "the result is no object"};
        }
        auto* const object = const_cast<JSObjectRef>(result);
        judgeMembers(object);
        readCode(member(object, "responseCode"));
        readBody(member(object, "responseBody"), member(object, "responseBodyBytes"));
        readHeaders(member(object, "responseHeaders"));
        if (m_outcome.kind != Kind::Answer) {
            m_outcome.headers.clear();
        }
        return std::move(m_outcome);
    }

private:
    bool good() const { return m_outcome.kind == Kind::Answer; }
    void fault(Kind kind, std::string detail)
    {
        if (good()) {
            m_outcome.kind = kind;
            m_outcome.body = std::move(detail);
        }
    }

    /// An object with members of which none is ours was meant for something else: its answer would be empty, and the
    /// call would pass for good.
    void judgeMembers(JSObjectRef object)
    {
        for (const char* one : {"responseCode", "responseBody", "responseBodyBytes", "responseHeaders"}) {
            if (JSObjectHasProperty(m_context, object, Text(one).ref())) {
                return;
            }
        }
        // A list's members are not counted: there may be more of them than the worker has memory for.
        bool hasMembers = JSValueIsArray(m_context, object)
                          || JSValueGetTypedArrayType(m_context, object, nullptr) != kJSTypedArrayTypeNone;
        if (!hasMembers) {
            auto* const names = JSObjectCopyPropertyNames(m_context, object);
            hasMembers = JSPropertyNameArrayGetCount(names) > 0;
            JSPropertyNameArrayRelease(names);
        }
        if (hasMembers) {
            fault(Kind::InvalidResult,
                  "the result has none of responseCode, responseBody, responseBodyBytes and responseHeaders");
        }
    }

    /// Null for what is absent, undefined or null, and after a fault.
    JSValueRef member(JSObjectRef object, const char* name)
    {
        return good() ? checked(object, Text(name).ref()) : nullptr;
    }

    JSValueRef checked(JSObjectRef object, JSStringRef name)
    {
        JSValueRef thrown = nullptr;
        const auto value = JSObjectGetProperty(m_context, object, name, &thrown);
        if (thrown != nullptr) {
            fault(Kind::Failed, "a member of the result threw " + describeThrown(m_context, thrown));
            return nullptr;
        }
        return JSValueIsUndefined(m_context, value) || JSValueIsNull(m_context, value) ? nullptr : value;
    }

    void readCode(JSValueRef value)
    {
        if (value == nullptr) {
            return;
        }
        const auto number =
            JSValueIsNumber(m_context, value) ? JSValueToNumber(m_context, value, nullptr) : std::nan("");
        if (std::isnan(number) || number != std::trunc(number)) {
            fault(Kind::InvalidResult, "responseCode is no whole number");
            return;
        }
        // What is no status at all stays one that the endpoint refuses.
        m_outcome.status = number >= 0 && number <= 999'999 ? static_cast<int>(number) : 0;
    }

    void readBody(JSValueRef text, JSValueRef bytes)
    {
        if (!good()) {
            return;
        }
        if (text != nullptr && bytes != nullptr) {
            fault(Kind::InvalidResult, "responseBody and responseBodyBytes are both set");
        } else if (bytes != nullptr) {
            readBytes(bytes);
        } else if (text != nullptr && !JSValueIsString(m_context, text)) {
            fault(Kind::InvalidResult, "responseBody is no text");
        } else if (text != nullptr) {
            m_outcome.body = takeText(text, m_outputBytes, Kind::TooLarge, "responseBody is too large");
        }
    }

    void readBytes(JSValueRef value)
    {
        const auto type = JSValueGetTypedArrayType(m_context, value, nullptr);
        auto* const object = JSValueIsObject(m_context, value) ? const_cast<JSObjectRef>(value) : nullptr;
        const char* data = nullptr;
        std::size_t size = 0;
        if (type == kJSTypedArrayTypeArrayBuffer) {
            data = static_cast<const char*>(JSObjectGetArrayBufferBytesPtr(m_context, object, nullptr));
            size = JSObjectGetArrayBufferByteLength(m_context, object, nullptr);
        } else if (type == kJSTypedArrayTypeUint8Array || type == kJSTypedArrayTypeUint8ClampedArray) {
            data = static_cast<const char*>(JSObjectGetTypedArrayBytesPtr(m_context, object, nullptr));
            size = JSObjectGetTypedArrayByteLength(m_context, object, nullptr);
            if (data != nullptr) {
                data += JSObjectGetTypedArrayByteOffset(m_context, object, nullptr);
            }
        } else {
            fault(Kind::InvalidResult, "responseBodyBytes is no Uint8Array or ArrayBuffer");
            return;
        }
        if (size > m_outputBytes) {
            fault(Kind::TooLarge, "responseBodyBytes is too large");
            return;
        }
        m_outcome.isBytes = true;
        if (data != nullptr) {
            m_outcome.body.assign(data, size);
        }
    }

    void readHeaders(JSValueRef value)
    {
        if (value == nullptr || !good()) {
            return;
        }
        if (!JSValueIsObject(m_context, value) || JSValueIsArray(m_context, value)) {
            fault(Kind::InvalidResult, "responseHeaders is no object");
            return;
        }
        auto* const object = const_cast<JSObjectRef>(value);
        auto* const names = JSObjectCopyPropertyNames(m_context, object);
        const auto count = JSPropertyNameArrayGetCount(names);
        for (std::size_t i = 0; i < count && good(); ++i) {
            auto* const name = JSPropertyNameArrayGetNameAtIndex(names, i);
            readHeader(name, checked(object, name));
        }
        JSPropertyNameArrayRelease(names);
    }

    /// A text, a number, or an array of them for a field that comes several times. Null leaves the field out.
    void readHeader(JSStringRef name, JSValueRef value)
    {
        if (value == nullptr) {
            return;
        }
        if (!JSValueIsArray(m_context, value)) {
            addHeader(name, value);
            return;
        }
        auto* const array = const_cast<JSObjectRef>(value);
        for (unsigned i = 0; good(); ++i) {
            const auto element = JSObjectGetPropertyAtIndex(m_context, array, i, nullptr);
            if (element == nullptr || JSValueIsUndefined(m_context, element)) {
                return;
            }
            addHeader(name, element);
        }
    }

    void addHeader(JSStringRef name, JSValueRef value)
    {
        if (!JSValueIsString(m_context, value) && !JSValueIsNumber(m_context, value)) {
            fault(Kind::InvalidResult, "the value of a response header is no text");
            return;
        }
        constexpr auto limit = server::wire::headerBytesMaximum;
        auto key = utf8(name, limit);
        auto text = takeText(value, limit, Kind::InvalidResult, "a response header is too large");
        m_headerBytes += (key ? key->size() : limit + 1) + text.size();
        if (m_headerBytes > limit || m_outcome.headers.size() >= server::wire::headerMaximum) {
            fault(Kind::InvalidResult, "the response headers are too many or too large");
        }
        if (good()) {
            m_outcome.headers.emplace_back(std::move(*key), std::move(text));
        }
    }

    std::string takeText(JSValueRef value, std::size_t limit, Kind kind, const char* detail)
    {
        const Text copy(JSValueToStringCopy(m_context, value, nullptr));
        if (copy.ref() == nullptr) {
            fault(Kind::Failed, "a text of the result could not be read");
            return {};
        }
        auto text = utf8(copy.ref(), limit);
        if (!text) {
            fault(kind, detail);
            return {};
        }
        return std::move(*text);
    }

    JSContextRef m_context;
    std::size_t m_outputBytes;
    std::size_t m_headerBytes = 0;
    Outcome m_outcome;
};

} // namespace

std::string describeThrown(JSContextRef context, JSValueRef thrown)
{
    if (thrown == nullptr || !JSValueIsObject(context, thrown)) {
        return "a value that is no error";
    }
    auto* const object = const_cast<JSObjectRef>(thrown);
    static constexpr std::array known = {"Error",       "EvalError", "RangeError", "ReferenceError",
                                         "SyntaxError", "TypeError", "URIError",   "AggregateError"};
    std::string text = "an error";
    const auto name = JSObjectGetProperty(context, object, Text("name").ref(), nullptr);
    if (name != nullptr && JSValueIsString(context, name)) {
        const Text copy(JSValueToStringCopy(context, name, nullptr));
        for (const auto* one : known) {
            if (copy.ref() != nullptr && JSStringIsEqualToUTF8CString(copy.ref(), one)) {
                text = one;
            }
        }
    }
    const auto line = JSObjectGetProperty(context, object, Text("line").ref(), nullptr);
    const auto number =
        line != nullptr && JSValueIsNumber(context, line) ? JSValueToNumber(context, line, nullptr) : 0.0;
    if (number >= 1 && number < 1e7) {
        text += " in line " + std::to_string(static_cast<int>(number));
    }
    return text;
}

JSObjectRef functionMember(JSContextRef context, JSValueRef value, const char* name)
{
    if (!JSValueIsObject(context, value)) {
        return nullptr;
    }
    const auto member = JSObjectGetProperty(context, const_cast<JSObjectRef>(value), Text(name).ref(), nullptr);
    auto* const object =
        member != nullptr && JSValueIsObject(context, member) ? const_cast<JSObjectRef>(member) : nullptr;
    return object != nullptr && JSObjectIsFunction(context, object) ? object : nullptr;
}

Outcome readResult(JSContextRef context, JSValueRef result, std::size_t outputBytes)
{
    return ResultReader(context, outputBytes).read(result);
}

} // namespace tokenhouse::worker

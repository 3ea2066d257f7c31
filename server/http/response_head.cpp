#include "server/http/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "server/http/head_parser.h"
#include "server/http/status_text.h"

namespace tokenhouse::http {

namespace {

bool isServersField(std::string_view name)
{
    return equalsIgnoringCase(name, "Content-Length") || equalsIgnoringCase(name, "Date")
           || equalsIgnoringCase(name, "Server") || equalsIgnoringCase(name, "Connection")
           || equalsIgnoringCase(name, "Transfer-Encoding");
}

bool isSafeValue(std::string_view value)
{
    return std::ranges::none_of(value, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

/// The Date field, made once a second and thread.
std::string_view dateText()
{
    thread_local std::time_t made = 0;
    thread_local std::array<char, 32> text{};
    thread_local std::size_t size = 0;
    const auto seconds = std::time(nullptr);
    if (seconds != made) {
        std::tm parts{};
        gmtime_r(&seconds, &parts);
        size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        made = seconds;
    }
    return {text.data(), size};
}

template <class Number>
void appendNumber(std::string& out, Number number, int base = 10)
{
    std::array<char, 24> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, base).ptr;
    out.append(text.data(), end);
}

} // namespace

void writeHead(std::string& out, const Response& response, BodyForm form, bool keepAlive, bool http11)
{
    out.clear();
    out += "HTTP/1.1 ";
    appendNumber(out, response.status);
    out += ' ';
    out += statusText(response.status);
    out += "\r\nDate: ";
    out += dateText();
    out += "\r\nServer: tokenhoused\r\n";
    for (const auto& [name, value] : response.fields) {
        if (!isTokenText(name) || !isSafeValue(value) || isServersField(name))
            continue;
        out += name;
        out += ": ";
        out += value;
        out += "\r\n";
    }
    if (form == BodyForm::Chunked) {
        out += "Transfer-Encoding: chunked\r\n";
    } else if (form == BodyForm::Sized && response.status >= 200 && response.status != 204 && response.status != 304) {
        out += "Content-Length: ";
        appendNumber(out, response.body.size());
        out += "\r\n";
    }
    if (!keepAlive)
        out += "Connection: close\r\n";
    else if (!http11)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
}

void writeChunk(std::string& out, std::string_view bytes)
{
    out.clear();
    appendNumber(out, bytes.size(), 16);
    out += "\r\n";
    out += bytes;
    out += "\r\n";
}

} // namespace tokenhouse::http

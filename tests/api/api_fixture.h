#pragma once

#include <QTemporaryDir>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/json.h"
#include "tests/support/http_client.h"
#include "tests/support/server_process.h"

namespace tokenhouse::tests {

inline const std::string adminPassword = "a horse in the garden 7";

/// An answer of the management API with its body read.
struct ApiReply {
    int status = 0;
    HeaderList fields;
    json::value body;
    std::string raw;
    std::string field(std::string_view name) const { return HttpReply{status, fields, {}}.field(name); }
    std::string text(std::string_view member) const
    {
        const auto* object = body.if_object();
        const auto* value =
            object == nullptr ? nullptr : object->if_contains(json::string_view(member.data(), member.size()));
        return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
    }
    const json::array& items() const { return body.at("items").as_array(); }
    /// The reasons of a problem's trace data, joined by blanks.
    std::string reasons() const
    {
        std::string text;
        const auto* object = body.if_object();
        const auto* traces = object == nullptr ? nullptr : object->if_contains("traceData");
        if (traces == nullptr)
            return text;
        for (const auto& one : traces->as_array())
            text += (text.empty() ? "" : " ") + std::string(one.at("reason").as_string());
        return text;
    }
};

/// One user at the management API.
class ApiUser {
public:
    explicit ApiUser(const std::string& base) : m_http(base) {}
    ApiUser(const std::string& base, const std::string& name, const std::string& password = adminPassword)
        : m_http(base)
    {
        const auto reply = post("sessions", json::object{{"user", name}, {"password", password}});
        if (reply.status != 201)
            throw std::runtime_error("no session for " + name + ": " + reply.raw);
        token = reply.text("sessionToken");
    }

    ApiReply send(std::string_view method, const std::string& path, HeaderList fields = {},
                  const std::string& body = {})
    {
        if (!token.empty())
            fields.emplace_back("Authorization", "Bearer " + token);
        auto answer = m_http.request(method, "/api/v1/" + path, fields, body);
        ApiReply reply{answer.status, std::move(answer.fields), nullptr, std::move(answer.body)};
        if (auto parsed = parseJson(reply.raw))
            reply.body = std::move(*parsed);
        return reply;
    }
    ApiReply get(const std::string& path) { return send("GET", path); }
    ApiReply post(const std::string& path, const json::value& body, HeaderList fields = {})
    {
        fields.emplace_back("Content-Type", "application/json");
        return send("POST", path, std::move(fields), json::serialize(body));
    }
    /// A change under a revision; PATCH gets its own media type.
    ApiReply change(std::string_view method, const std::string& path, std::int64_t revision,
                    const json::value& body = nullptr)
    {
        HeaderList fields{{"If-Match", '"' + std::to_string(revision) + '"'}};
        if (body.is_null())
            return send(method, path, std::move(fields));
        fields.emplace_back("Content-Type", method == "PATCH" ? "application/merge-patch+json" : "application/json");
        return send(method, path, std::move(fields), json::serialize(body));
    }
    HeaderList authorization() const { return {{"Authorization", "Bearer " + token}}; }
    HttpClient& http() { return m_http; }

    std::string token;

private:
    HttpClient m_http;
};

/// A server on an initialised directory with the administrator anna.
struct ApiFixture {
    QTemporaryDir place;
    std::unique_ptr<ServerProcess> server;

    std::string directory() const { return place.filePath(QStringLiteral("data")).toStdString(); }
    std::string file(const char* name) const { return place.filePath(QLatin1String(name)).toStdString(); }

    void init() const
    {
        const auto made = runServerCommand({"init", "--data", directory(), "--admin", "anna"}, adminPassword + "\n");
        if (made.code != 0)
            throw std::runtime_error("init: " + made.err);
    }
    void start(const std::vector<std::string>& more = {})
    {
        server = std::make_unique<ServerProcess>(ServerProcess::serve(directory(), more));
    }
    void addUser(const std::string& name, const std::string& group) const
    {
        const auto made =
            runServerCommand({"user", "add", name, "--group", group, "--data", directory()}, adminPassword + "\n");
        if (made.code != 0)
            throw std::runtime_error("user add: " + made.err);
    }
    ApiUser anna() const { return ApiUser(server->api(), "anna"); }
};

inline std::string secretOf(char c)
{
    return "Secret-of-a-test_" + std::string(20, c);
}

} // namespace tokenhouse::tests

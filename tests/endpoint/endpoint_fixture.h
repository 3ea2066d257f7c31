#pragma once

#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/stat.h>

#include "server/endpoint/endpoint.h"
#include "tests/registry/registry_fixture.h"
#include "tests/support/http_client.h"

namespace tokenhouse::test {

/// Keeps the lines of a log.
class LineSink : public spdlog::sinks::base_sink<std::mutex> {
public:
    std::vector<std::string> lines()
    {
        const std::lock_guard lock(mutex_);
        return m_lines;
    }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        m_lines.emplace_back(message.payload.data(), message.payload.size());
    }
    void flush_() override {}

private:
    std::vector<std::string> m_lines;
};

/// A store with a registry, and the real endpoint over it on a free port.
class CalledHouse {
public:
    explicit CalledHouse(ScriptLimits limits = {}, EndpointOptions options = {}, bool ready = true)
    {
        ::mkdir(scriptsDirectory().c_str(), 0700);
        house.store->addSink([this](const Commit& commit) {
            if (endpoint) {
                endpoint->apply(commit);
            }
        });
        runner = std::make_unique<ScriptRunner>(scriptsDirectory(), TOKENHOUSE_BIN "/tokenhouse-worker", limits);
        options.server.port = 0;
        options.node = "node-1";
        const EndpointLogs logs{std::make_shared<spdlog::logger>("endpoint", endpointLines),
                                std::make_shared<spdlog::logger>("manager", managerLines)};
        endpoint = std::make_unique<Endpoint>(std::move(options), *house.store, *house.keys, *runner, logs);
        endpoint->start();
        if (ready) {
            House::must(loaded());
            endpoint->setReady(true);
        }
        client = std::make_unique<tests::HttpClient>("127.0.0.1", endpoint->port());
    }
    ~CalledHouse()
    {
        client.reset();
        endpoint->drain(std::chrono::seconds(1));
        endpoint.reset();
    }
    CalledHouse(const CalledHouse&) = delete;
    CalledHouse& operator=(const CalledHouse&) = delete;

    std::string scriptsDirectory() const { return house.directory() + "/scripts"; }
    void script(const std::string& name, const std::string& body) const
    {
        const auto path = scriptsDirectory() + "/";
        std::ofstream(path + ".new") << "function onApiTrigger(input) {" << body << "}";
        ::rename((path + ".new").c_str(), (path + name).c_str());
    }
    Definition scripted(const std::string& route, const std::string& name, const std::vector<Uuid>& tokens,
                        const std::string& inputType = "RawBody")
    {
        auto request = house.definitionRequest(route, tokens);
        request.draft.actionType = "AutomationScript";
        request.draft.actionMeta = {{"script", name}, {"inputType", inputType}};
        return House::must(house.registry->createDefinition(house.actor(), std::move(request), {})).definition;
    }
    Token patched(const Token& token, const json::object& patch)
    {
        return House::must(
            house.registry->updateToken(house.actor(), token.id, house.reread(token.id).revision, patch));
    }

    static HeaderList bearer(int secret) { return {{"Authorization", "Bearer " + House::secretText(secret)}}; }
    static HeaderList bearer(int secret, const std::string& type)
    {
        return {{"Authorization", "Bearer " + House::secretText(secret)}, {"Content-Type", type}};
    }
    tests::HttpReply call(const std::string& route, int secret, const std::string& method = "GET")
    {
        return client->request(method, "/api/custom/" + route, bearer(secret));
    }
    static int codeOf(const tests::HttpReply& reply)
    {
        const auto body = json::parse(reply.body).as_object();
        return static_cast<int>(body.at("errors").as_array().at(0).as_object().at("errorCode").as_int64());
    }
    Result<bool> loaded()
    {
        if (auto done = endpoint->load(); !done) {
            return tl::unexpected(done.error());
        }
        return true;
    }

    House house;
    std::shared_ptr<LineSink> endpointLines = std::make_shared<LineSink>();
    std::shared_ptr<LineSink> managerLines = std::make_shared<LineSink>();
    std::unique_ptr<ScriptRunner> runner;
    std::unique_ptr<Endpoint> endpoint;
    std::unique_ptr<tests::HttpClient> client;
};

} // namespace tokenhouse::test

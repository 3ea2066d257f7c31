#pragma once

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <future>
#include <memory>
#include <string>

#include "server/actions/script_runner.h"

namespace tokenhouse::test {

using namespace tokenhouse::server;

inline constexpr auto workerProgram = TOKENHOUSE_BIN "/tokenhouse-worker";

/// A directory of scripts, and calls that wait.
class ScriptHouse {
public:
    std::string folder() const { return m_folder.path().toStdString(); }

    /// As an administrator would: the new file takes the old one's place at once.
    void write(const std::string& name, const std::string& text) const
    {
        std::ofstream(folder() + "/.new") << text;
        std::rename((folder() + "/.new").c_str(), (folder() + "/" + name).c_str());
    }
    std::future<ScriptAnswer> begin(ScriptRunner& runner, const std::string& script, ScriptInput input = {}) const
    {
        auto promise = std::make_shared<std::promise<ScriptAnswer>>();
        auto future = promise->get_future();
        runner.run(script, std::move(input), [promise](ScriptAnswer answer) { promise->set_value(std::move(answer)); });
        return future;
    }
    ScriptAnswer call(ScriptRunner& runner, const std::string& script, ScriptInput input = {}) const
    {
        return begin(runner, script, std::move(input)).get();
    }
    /// A limit of time that quick calls keep on this machine, as busy as it is now. For tests in which some scripts run
    /// past the limit and others must not.
    std::chrono::milliseconds enoughTime() const
    {
        using namespace std::chrono_literals;
        ScriptRunner runner(folder(), workerProgram, {});
        write("probe.js", "function onApiTrigger() { return {responseBody: 'ok'} }");
        auto slowest = 0ms;
        for (int i = 0; i < 5; ++i) { // the first starts its worker as well
            const auto started = std::chrono::steady_clock::now();
            call(runner, "probe.js");
            slowest = std::max(
                slowest, std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started));
        }
        return std::clamp<std::chrono::milliseconds>(20 * slowest, 1000ms, 30'000ms);
    }
    /// Runs a body of onApiTrigger.
    ScriptAnswer body(ScriptRunner& runner, const std::string& text, ScriptInput input = {}) const
    {
        write("one.js", "function onApiTrigger(input) {" + text + "}");
        return call(runner, "one.js", std::move(input));
    }

private:
    QTemporaryDir m_folder;
};

} // namespace tokenhouse::test

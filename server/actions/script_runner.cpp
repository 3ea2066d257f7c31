#include "server/actions/script_runner.h"

#include "server/actions/script_folder.h"
#include "server/actions/script_wire.h"
#include "server/actions/worker_pool.h"

#include <filesystem>

namespace tokenhouse::server {

namespace {

std::string absolute(const std::string& path)
{
    std::error_code fault;
    const auto whole = std::filesystem::absolute(path, fault);
    return fault ? path : whole.string();
}

std::string inputText(ScriptInput&& input)
{
    json::object object;
    object.reserve(8);
    object["requestMethod"] = input.requestMethod;
    object["route"] = input.route;
    object["rawBody"] = input.rawBody;
    object["parameters"] = std::move(input.parameters);
    object["queryParameters"] = std::move(input.queryParameters);
    object["routeParameters"] = std::move(input.routeParameters);
    object["context"] = {
        {"tokenId", input.tokenId}, {"definitionId", input.definitionId}, {"correlationId", input.correlationId}};
    return json::serialize(object);
}

} // namespace

class ScriptRunner::Impl {
public:
    Impl(std::string directory, const std::string& program, ScriptLimits limits)
        : folder(std::move(directory)), time(limits.time), pool(absolute(program), limits)
    {}

    ScriptFolder folder;
    std::chrono::milliseconds time;
    WorkerPool pool;
};

ScriptRunner::ScriptRunner(std::string scriptsDirectory, const std::string& workerProgram, ScriptLimits limits)
    : m_impl(std::make_unique<Impl>(std::move(scriptsDirectory), workerProgram, limits))
{}

ScriptRunner::~ScriptRunner() = default;

void ScriptRunner::run(const std::string& script, ScriptInput input, std::function<void(ScriptAnswer)> done)
{
    auto source = m_impl->folder.read(script);
    if (source.fault != ScriptFolder::Fault::None) {
        ScriptAnswer answer;
        answer.fault = source.fault == ScriptFolder::Fault::NotFound ? ScriptFault::NotFound
                       : source.fault == ScriptFolder::Fault::NoRoom ? ScriptFault::Busy
                                                                     : ScriptFault::Failed;
        answer.faultDetail = std::move(source.detail);
        done(std::move(answer));
        return;
    }
    const auto text = inputText(std::move(input));
    wire::Writer writer;
    writer.reserve(script.size() + source.text->size() + text.size() + 16);
    writer.text(script);
    writer.text(*source.text);
    writer.text(text);
    writer.number(static_cast<std::uint32_t>(m_impl->time.count()));
    m_impl->pool.submit({std::move(writer).finish(), std::move(done)});
}

Result<std::vector<ScriptRunner::ScriptFile>> ScriptRunner::list() const
{
    return m_impl->folder.list();
}

bool ScriptRunner::exists(const std::string& script) const
{
    return m_impl->folder.exists(script);
}

const std::string& ScriptRunner::directory() const
{
    return m_impl->folder.path();
}

json::object ScriptRunner::cage() const
{
    // Only what holds now is named; the worker refuses to start when any of it cannot be had.
    return {{"process", true},          {"noNewPrivs", true},        {"ownSession", true},    {"rlimits", true},
            {"emptyEnvironment", true}, {"closedDescriptors", true}, {"diesWithServer", true}};
}

} // namespace tokenhouse::server

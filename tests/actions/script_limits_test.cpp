#include <array>
#include <csignal>
#include <set>

#include <dirent.h>
#include <unistd.h>

#include "tests/actions/script_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::server;
using namespace tokenhouse::test;
using namespace std::chrono_literals;

namespace {

std::string firstLine(const std::string& path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line, '\0');
    return line;
}

std::string wholeFile(const std::string& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The live children of this process.
std::set<long> childProcesses()
{
    std::set<long> found;
    auto* const tasks = ::opendir("/proc/self/task");
    while (const auto* const task = ::readdir(tasks)) {
        std::ifstream file(std::string("/proc/self/task/") + task->d_name + "/children");
        for (long child = 0; file >> child;) {
            found.insert(child);
        }
    }
    ::closedir(tasks);
    return found;
}

} // namespace

/// What a script can do to others: nothing.
class ScriptLimitsTest : public QObject, private ScriptHouse {
    Q_OBJECT

private Q_SLOTS:
    void keepsCallsApart()
    {
        ScriptLimits limits;
        limits.parallel = 1;
        ScriptRunner runner(folder(), workerProgram, limits);
        const auto text =
            "const before = globalThis.left + '' + Array.prototype.left + Object.left; globalThis.left = 1;"
            "Array.prototype.left = 1; Object.left = 1; JSON.stringify = null; return {responseBody: before}";
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(body(runner, text).body, std::string("undefinedundefinedundefined"));
        }
    }

    void givesAScriptNothingOfTheSystem()
    {
        ScriptRunner runner(folder(), workerProgram, {});
        const auto answer =
            body(runner, "return {responseBody: ['require', 'process', 'fetch', 'XMLHttpRequest', 'readFile', 'load',"
                         "'print', 'Deno', 'WebSocket', 'Worker', 'quit', 'system', 'WebAssembly', 'gc', '$vm']"
                         ".filter(n => n in globalThis).join()}");
        QCOMPARE(answer.body, std::string());
    }

    void startsWorkersInTheirCage()
    {
        const auto before = childProcesses();
        ::setenv("TOKENHOUSE_LEAK", "1", 1);
        const int open = ::dup(0); // without close-on-exec
        ScriptLimits limits;
        limits.parallel = 1;
        ScriptRunner runner(folder(), workerProgram, limits);
        QCOMPARE(body(runner, "return {}").fault, ScriptFault::None);
        auto now = childProcesses();
        for (const auto known : before) {
            now.erase(known);
        }
        QCOMPARE(now.size(), std::size_t{1});
        const auto process = "/proc/" + std::to_string(*now.begin());
        QCOMPARE(firstLine(process + "/environ"), std::string());
        const auto status = wholeFile(process + "/status");
        QVERIFY(status.find("NoNewPrivs:\t1") != std::string::npos);
        QVERIFY(status.find("Threads:\t1\n") != std::string::npos);
        QCOMPARE(::getsid(static_cast<pid_t>(*now.begin())), static_cast<pid_t>(*now.begin()));
        std::array<char, 256> where{};
        QVERIFY(::readlink((process + "/cwd").c_str(), where.data(), where.size()) == 1 && where[0] == '/');
        // Its socket, /dev/null, and what the engine opens for itself; nothing of the parent's.
        int sockets = 0;
        auto* const stream = ::opendir((process + "/fd").c_str());
        QVERIFY(stream != nullptr);
        while (const auto* const entry = ::readdir(stream)) {
            std::array<char, 256> target{};
            if (::readlink((process + "/fd/" + entry->d_name).c_str(), target.data(), target.size() - 1) > 0) {
                const QByteArray name(target.data());
                sockets += name.startsWith("socket:") ? 1 : 0;
                QVERIFY2(name.startsWith("socket:") || name == "/dev/null" || name == "anon_inode:[eventfd]"
                             || name == "/dev/urandom" || name == QByteArray::fromStdString(process + "/statm"),
                         name.constData());
            }
        }
        ::closedir(stream);
        QCOMPARE(sockets, 1);
        const auto bounds = wholeFile(process + "/limits");
        for (const QByteArray& line : QByteArray::fromStdString(bounds).split('\n')) {
            const auto words = line.simplified().split(' ');
            if (line.startsWith("Max core file size") || line.startsWith("Max file size")
                || line.startsWith("Max processes")) {
                QVERIFY2(line.simplified().contains(" 0 0 "), line.constData());
            } else if (line.startsWith("Max data size") || line.startsWith("Max open files")) {
                QVERIFY2(!line.contains("unlimited"), line.constData());
            }
        }
        ::close(open);
    }

    void endsWhatRunsPastItsLimits_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("fault");
        const auto row = [](const char* name, const char* text, ScriptFault fault = ScriptFault::Failed) {
            QTest::newRow(name) << QByteArray(text) << static_cast<int>(fault);
        };
        row("loop", "for (;;) ;");
        row("loop of promises", "const f = () => Promise.resolve().then(f); return f()");
        row("loop that catches", "for (;;) { try { throw 1 } catch {} }");
        row("regular expression",
            "/^(a+)+$/.test('a'.repeat(50) + 'b'); for (;;) /^(a+)+$/.exec('a'.repeat(40) + 'b')");
        row("sort", "[1, 2, 3].sort(() => { for (;;) ; })");
        row("getter", "return {get responseBody() { for (;;) ; }}");
        row("then", "return {then() { for (;;) ; }}");
        row("wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0); for (;;) ;");
        row("arrays", "const a = []; for (;;) a.push(new Array(100000).fill(1.5))");
        row("text", "let a = 'x'; for (;;) a += a + Math.random()");
        row("texts", "const a = []; for (;;) a.push('x'.repeat(1e6) + a.length)");
        row("buffers", "const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))");
        row("objects", "let a = {}; for (let i = 0;; ++i) a['k' + i] = {i}");
        row("shapes", "const a = []; for (let i = 0;; ++i) a.push({['k' + i]: 1})");
        row("flood of text", "return {responseBody: 'x'.repeat(2000001)}", ScriptFault::TooLarge);
        row("flood of wide text", "return {responseBody: 'ä'.repeat(1000001)}", ScriptFault::TooLarge);
        row("flood of bytes", "return {responseBodyBytes: new Uint8Array(2000001)}", ScriptFault::TooLarge);
        row("flood of headers", "return {responseHeaders: {a: 'x'.repeat(70000)}}", ScriptFault::InvalidResult);
    }
    void endsWhatRunsPastItsLimits()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, fault);
        ScriptLimits limits;
        // Those that come to an end by themselves have time to, on a busy machine too.
        limits.time = fault == static_cast<int>(ScriptFault::Failed) ? enoughTime() : 60'000ms;
        limits.memoryBytes = 64u << 20;
        limits.outputBytes = 2'000'000;
        ScriptRunner runner(folder(), workerProgram, limits);
        write("quick.js", "function onApiTrigger() { return {responseBody: 'ok'} }");
        write("bad.js", "function onApiTrigger() {" + text.toStdString() + "}");
        const auto started = std::chrono::steady_clock::now();
        auto bad = begin(runner, "bad.js");
        for (int i = 0; i < 20; ++i) { // nobody else is harmed
            const auto answer = call(runner, "quick.js");
            QCOMPARE(answer.fault, ScriptFault::None);
            QCOMPARE(answer.body, std::string("ok"));
        }
        QCOMPARE(static_cast<int>(bad.get().fault), fault);
        QVERIFY(std::chrono::steady_clock::now() - started < limits.time + 60s);
        QCOMPARE(call(runner, "quick.js").body, std::string("ok"));
    }

    void aCrashHarmsOneCallOnly()
    {
        ScriptRunner runner(folder(), workerProgram, {});
        write("quick.js", "function onApiTrigger() { return {responseBody: 'ok'} }");
        QCOMPARE(call(runner, "quick.js").body, std::string("ok"));
        write("loop.js", "function onApiTrigger() { for (;;) ; }");
        auto loop = begin(runner, "loop.js");
        // The idle ones too: a call that such a one was just given may fail, but none after it.
        const auto killed = childProcesses();
        for (const auto child : killed) {
            ::kill(static_cast<pid_t>(child), SIGKILL);
        }
        QCOMPARE(loop.get().fault, ScriptFault::Failed);
        std::size_t failed = 0;
        for (int i = 0; i < 30; ++i) {
            const auto fault = call(runner, "quick.js").fault;
            QVERIFY(fault == ScriptFault::None || fault == ScriptFault::Failed);
            failed += fault == ScriptFault::Failed ? 1 : 0;
        }
        QVERIFY(failed < killed.size());
        QCOMPARE(call(runner, "quick.js").fault, ScriptFault::None);
    }

    void runsInParallel()
    {
        ScriptLimits limits;
        limits.parallel = 4;
        limits.time = 2 * enoughTime();
        ScriptRunner runner(folder(), workerProgram, limits);
        write("loop.js", "function onApiTrigger() { for (;;) ; }");
        write("quick.js", "function onApiTrigger(i) { return {responseBody: i.rawBody} }");
        std::vector<std::future<ScriptAnswer>> loops;
        for (int i = 0; i < 3; ++i) {
            loops.push_back(begin(runner, "loop.js"));
        }
        std::vector<std::future<ScriptAnswer>> quick;
        for (int i = 0; i < 200; ++i) {
            ScriptInput input;
            input.rawBody = std::to_string(i);
            quick.push_back(begin(runner, "quick.js", std::move(input)));
        }
        for (int i = 0; i < 200; ++i) {
            QCOMPARE(quick[static_cast<std::size_t>(i)].get().body, std::to_string(i));
        }
        for (auto& loop : loops) {
            QCOMPARE(loop.get().fault, ScriptFault::Failed);
        }
    }

    void refusesPastTheQueue()
    {
        ScriptLimits limits;
        limits.parallel = 1;
        limits.queue = 2;
        limits.time = enoughTime();
        ScriptRunner runner(folder(), workerProgram, limits);
        QCOMPARE(body(runner, "return {}").fault, ScriptFault::None);
        write("loop.js", "function onApiTrigger() { for (;;) ; }");
        std::vector<std::future<ScriptAnswer>> calls;
        for (int i = 0; i < 4; ++i) {
            calls.push_back(begin(runner, "loop.js"));
        }
        QCOMPARE(calls[3].get().fault, ScriptFault::Busy);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(calls[static_cast<std::size_t>(i)].get().fault, ScriptFault::Failed);
        }
    }

    void saysThatThereIsNoWorker()
    {
        ScriptRunner runner(folder(), folder() + "/no-such-program", {});
        QCOMPARE(body(runner, "return {}").fault, ScriptFault::NoWorker);
        ScriptRunner wrong(folder(), "/bin/true", {});
        QCOMPARE(body(wrong, "return {}").fault, ScriptFault::NoWorker);
    }

    void endsItsWorkers()
    {
        std::future<ScriptAnswer> loop;
        const auto before = childProcesses();
        {
            ScriptRunner runner(folder(), workerProgram, {});
            write("loop.js", "function onApiTrigger() { for (;;) ; }");
            loop = begin(runner, "loop.js");
        }
        QCOMPARE(loop.get().fault, ScriptFault::NoWorker);
        QVERIFY(childProcesses() == before);
    }
};

QTEST_GUILESS_MAIN(ScriptLimitsTest)
#include "script_limits_test.moc"

#include <QTemporaryDir>
#include <QTest>

#include <future>
#include <array>
#include <csignal>
#include <set>

#include <dirent.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "server/actions/script_runner.h"

using namespace tokenhouse;
using namespace tokenhouse::server;
using namespace std::chrono_literals;

namespace {

constexpr auto worker = TOKENHOUSE_BIN "/tokenhouse-worker";

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

class ScriptRunnerTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::string folder() const { return m_folder.path().toStdString(); }
    void write(const std::string& name, const std::string& text) const
    {
        // As an administrator would: the new file takes the old one's place at once.
        std::ofstream(folder() + "/.new") << text;
        ::rename((folder() + "/.new").c_str(), (folder() + "/" + name).c_str());
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
    /// Runs a body of onApiTrigger.
    ScriptAnswer body(ScriptRunner& runner, const std::string& text, ScriptInput input = {}) const
    {
        write("one.js", "function onApiTrigger(input) {" + text + "}");
        return call(runner, "one.js", std::move(input));
    }

private Q_SLOTS:
    void handsOverTheWholeInput()
    {
        ScriptRunner runner(folder(), worker, {});
        ScriptInput input;
        input.requestMethod = "POST";
        input.route = "orders/7";
        input.rawBody = std::string("a\0\xC3\xA4\xF0\x9F\x98\x80\"\\", 10);
        input.parameters = {{"p", "1"}};
        input.queryParameters = {{"q", {"a", "b"}}};
        input.routeParameters = {{"id", "7"}};
        input.tokenId = "t";
        input.definitionId = "d";
        input.correlationId = "c";
        const auto rawBody = input.rawBody;
        const auto answer = body(runner, "return { responseBody: JSON.stringify(input) }", std::move(input));
        QCOMPARE(answer.fault, ScriptFault::None);
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.isBytes);
        const auto seen = json::parse(answer.body).as_object();
        QCOMPARE(std::string(seen.at("rawBody").as_string()), rawBody);
        QCOMPARE(json::serialize(seen.at("queryParameters")), std::string(R"({"q":["a","b"]})"));
        QCOMPARE(json::serialize(seen.at("routeParameters")), std::string(R"({"id":"7"})"));
        QCOMPARE(json::serialize(seen.at("parameters")), std::string(R"({"p":"1"})"));
        QCOMPARE(json::serialize(seen.at("context")),
                 std::string(R"({"tokenId":"t","definitionId":"d","correlationId":"c"})"));
        QCOMPARE(std::string(seen.at("requestMethod").as_string()), std::string("POST"));
    }

    void takesEveryFormOfResult_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("fault");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("result");
        const auto good = static_cast<int>(ScriptFault::None);
        const auto bad = static_cast<int>(ScriptFault::InvalidResult);
        const auto failed = static_cast<int>(ScriptFault::Failed);
        const auto row = [](const char* name, const char* text, int fault, int status = 200, const QByteArray& result = {}) {
            QTest::newRow(name) << QByteArray(text) << fault << status << result;
        };
        row("text", "return {responseCode: 201, responseBody: 'ä'}", good, 201, "ä");
        row("nothing but an object", "return {}", good, 200, "");
        row("null members", "return {responseCode: null, responseBody: null, responseHeaders: null}", good, 200, "");
        row("bytes", "return {responseBodyBytes: new Uint8Array([0, 255, 65])}", good, 200, QByteArray("\0\xff" "A", 3));
        row("a part of bytes", "return {responseBodyBytes: new Uint8Array([1, 66, 67, 2]).subarray(1, 3)}", good, 200, "BC");
        row("a buffer", "return {responseBodyBytes: new Uint8Array([68]).buffer}", good, 200, "D");
        row("lone surrogate", "return {responseBody: '\\ud800x'}", good, 200, "\xEF\xBF\xBDx");
        row("odd status is kept", "return {responseCode: 999}", good, 999);
        row("huge status", "return {responseCode: 1e300}", good, 0);
        row("negative status", "return {responseCode: -1}", good, 0);
        row("a promise", "return Promise.resolve({responseBody: 'p'})", good, 200, "p");
        row("a chain of promises", "return (async () => { await null; await 1; return {responseBody: 'q'} })()", good, 200, "q");
        row("an own thenable", "return {then(ok) { ok({responseBody: 'r'}) }}", good, 200, "r");
        row("nothing", "", bad);
        row("null", "return null", bad);
        row("text itself", "return 'text'", bad);
        row("status as text", "return {responseCode: '200'}", bad);
        row("half a status", "return {responseCode: 200.5}", bad);
        row("object as body", "return {responseBody: {}}", bad);
        row("array as bytes", "return {responseBodyBytes: [1, 2]}", bad);
        row("wrong bytes", "return {responseBodyBytes: new Float64Array(2)}", bad);
        row("both bodies", "return {responseBody: '', responseBodyBytes: new Uint8Array()}", bad);
        row("headers as text", "return {responseHeaders: 'a: b'}", bad);
        row("header as object", "return {responseHeaders: {a: {}}}", bad);
        row("too many headers", "const h = {}; for (let i = 0; i < 101; ++i) h['a' + i] = ''; return {responseHeaders: h}", bad);
        row("a promise for ever", "return new Promise(() => {})", bad);
        row("throw", "throw new TypeError('x')", failed);
        row("throw a text", "throw 'x'", failed);
        row("reject", "return Promise.reject(new Error('x'))", failed);
        row("getter throws", "return {get responseBody() { throw 1 }}", failed);
        row("too deep", "return onApiTrigger(input)", failed);
    }
    void takesEveryFormOfResult()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, fault);
        static ScriptRunner runner(folder(), worker, {});
        const auto answer = body(runner, text.toStdString());
        QCOMPARE(static_cast<int>(answer.fault), fault);
        if (answer.fault == ScriptFault::None) {
            QTEST(answer.status, "status");
            QTEST(QByteArray::fromStdString(answer.body), "result");
            QCOMPARE(answer.isBytes, text.contains("Bytes"));
        }
    }

    void readsHeaders()
    {
        ScriptRunner runner(folder(), worker, {});
        const auto answer = body(runner, "return {responseHeaders: {'X-A': 'ä', 'X-N': 5, 'X-L': ['1', '2'], 'X-0': null}}");
        const HeaderList expected{{"X-A", "ä"}, {"X-N", "5"}, {"X-L", "1"}, {"X-L", "2"}};
        QCOMPARE(answer.fault, ScriptFault::None);
        QVERIFY(answer.headers == expected);
    }

    void tellsTheLogNoTextOfTheCaller()
    {
        ScriptRunner runner(folder(), worker, {});
        ScriptInput input;
        input.rawBody = "{geheim";
        auto answer = body(runner, "\n\nJSON.parse(input.rawBody)", input);
        QCOMPARE(answer.fault, ScriptFault::Failed);
        QVERIFY(answer.faultDetail.find("SyntaxError") != std::string::npos);
        QVERIFY(answer.faultDetail.find("geheim") == std::string::npos);
        answer = body(runner, "\n\n throw {name: input.rawBody, line: input.rawBody}", input);
        QVERIFY(answer.faultDetail.find("geheim") == std::string::npos);
        answer = body(runner, "\n\nnull.x", input);
        QCOMPARE(answer.faultDetail, std::string("onApiTrigger threw TypeError in line 3"));
    }

    void refusesWhatIsNoScript()
    {
        ScriptRunner runner(folder(), worker, {});
        write("good.js", "const onApiTrigger = () => ({responseBody: 'const'})");
        QCOMPARE(call(runner, "good.js").body, std::string("const"));
        write("none.js", "let a = 1");
        QCOMPARE(call(runner, "none.js").fault, ScriptFault::Failed);
        write("broken.js", "function (");
        QCOMPARE(call(runner, "broken.js").fault, ScriptFault::Failed);
        write("bytes.js", "\xFF\xFE");
        QCOMPARE(call(runner, "bytes.js").fault, ScriptFault::Failed);
        QCOMPARE(call(runner, "missing.js").fault, ScriptFault::NotFound);

        QTemporaryDir outside;
        std::ofstream(outside.path().toStdString() + "/secret.js") << "function onApiTrigger() { return {} }";
        const auto link = [&](const std::string& target, const std::string& name) {
            QCOMPARE(::symlink(target.c_str(), (folder() + "/" + name).c_str()), 0);
        };
        link(outside.path().toStdString() + "/secret.js", "absolute.js");
        link("../" + outside.path().section(u'/', -1).toStdString() + "/secret.js", "relative.js");
        link("good.js", "inside.js");
        QVERIFY(::mkdir((folder() + "/folder.js").c_str(), 0700) == 0 && ::mkfifo((folder() + "/pipe.js").c_str(), 0600) == 0);
        for (const auto* name : {"absolute.js", "relative.js", "folder.js", "pipe.js", "../good.js", "folder.js/../good.js",
                                 "", ".", "..", ".new", "/etc/passwd"}) {
            QCOMPARE(call(runner, name).fault, ScriptFault::NotFound);
            QVERIFY(!runner.exists(name));
        }
        QCOMPARE(call(runner, "inside.js").body, std::string("const"));
        QVERIFY(runner.exists("inside.js"));
    }

    void takesANewFileFromTheNextCallOn()
    {
        ScriptRunner runner(folder(), worker, {});
        for (int i = 0; i < 200; ++i) {
            const auto text = std::to_string(i % 10); // the same size each time
            QCOMPARE(body(runner, "return {responseBody: '" + text + "'}").body, text);
        }
        for (int i = 0; i < 200; ++i) { // the same file, written in place
            const auto text = std::to_string(i % 10);
            std::ofstream(folder() + "/place.js") << "onApiTrigger = () => ({responseBody: '" << text << "'})";
            QCOMPARE(call(runner, "place.js").body, text);
        }
        ::unlink((folder() + "/one.js").c_str());
        QCOMPARE(call(runner, "one.js").fault, ScriptFault::NotFound);
    }

    void listsScripts()
    {
        QTemporaryDir own;
        const auto path = own.path().toStdString();
        std::ofstream(path + "/b.js") << "abc";
        std::ofstream(path + "/a.js") << "";
        std::ofstream(path + "/.hidden") << "";
        ::mkdir((path + "/folder").c_str(), 0700);
        const ScriptRunner runner(path, worker, {});
        const auto files = runner.list();
        QVERIFY(files.has_value());
        QCOMPARE(files->size(), std::size_t{2});
        QCOMPARE(files->at(0).name, std::string("a.js"));
        QCOMPARE(files->at(1).bytes, std::size_t{3});
        QCOMPARE(files->at(1).sha256, std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(files->at(1).modified.size(), std::size_t{24});
        const ScriptRunner nowhere(path + "/gone", worker, {});
        QVERIFY(!nowhere.list().has_value());
        QVERIFY(nowhere.list().error().detail.find("does not exist") != std::string::npos);
    }

    void keepsCallsApart()
    {
        ScriptLimits limits;
        limits.parallel = 1;
        ScriptRunner runner(folder(), worker, limits);
        const auto text = "const before = globalThis.left + '' + Array.prototype.left + Object.left; globalThis.left = 1;"
                          "Array.prototype.left = 1; Object.left = 1; JSON.stringify = null; return {responseBody: before}";
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(body(runner, text).body, std::string("undefinedundefinedundefined"));
        }
    }

    void givesAScriptNothingOfTheSystem()
    {
        ScriptRunner runner(folder(), worker, {});
        const auto answer = body(runner, "return {responseBody: ['require', 'process', 'fetch', 'XMLHttpRequest', 'readFile', 'load',"
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
        ScriptRunner runner(folder(), worker, limits);
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
            if (line.startsWith("Max core file size") || line.startsWith("Max file size") || line.startsWith("Max processes")) {
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
        row("regular expression", "/^(a+)+$/.test('a'.repeat(50) + 'b'); for (;;) /^(a+)+$/.exec('a'.repeat(40) + 'b')");
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
        limits.time = fault == static_cast<int>(ScriptFault::Failed) ? 1000ms : 60'000ms;
        limits.memoryBytes = 64u << 20;
        limits.outputBytes = 2'000'000;
        ScriptRunner runner(folder(), worker, limits);
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
        QVERIFY(std::chrono::steady_clock::now() - started < 60s);
        QCOMPARE(call(runner, "quick.js").body, std::string("ok"));
    }

    void aCrashHarmsOneCallOnly()
    {
        ScriptRunner runner(folder(), worker, {});
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
        limits.time = 2000ms;
        ScriptRunner runner(folder(), worker, limits);
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
        limits.time = 1000ms;
        ScriptRunner runner(folder(), worker, limits);
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

    void carriesLargeBodies()
    {
        ScriptRunner runner(folder(), worker, {});
        ScriptInput input;
        input.rawBody.assign(29u << 20, 'x');
        const auto size = input.rawBody.size();
        const auto answer = body(runner, "return {responseBody: input.rawBody}", std::move(input));
        QVERIFY2(answer.fault == ScriptFault::None, answer.faultDetail.c_str());
        QCOMPARE(answer.body.size(), size);
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
            ScriptRunner runner(folder(), worker, {});
            write("loop.js", "function onApiTrigger() { for (;;) ; }");
            loop = begin(runner, "loop.js");
        }
        QCOMPARE(loop.get().fault, ScriptFault::NoWorker);
        QVERIFY(childProcesses() == before);
    }
};

QTEST_GUILESS_MAIN(ScriptRunnerTest)
#include "script_runner_test.moc"

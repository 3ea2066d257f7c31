#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/actions/script_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::server;
using namespace tokenhouse::test;

class ScriptRunnerTest : public QObject, private ScriptHouse {
    Q_OBJECT

private Q_SLOTS:
    void handsOverTheWholeInput()
    {
        ScriptRunner runner(folder(), workerProgram, {});
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
        const auto row = [](const char* name, const char* text, int fault, int status = 200,
                            const QByteArray& result = {}) {
            QTest::newRow(name) << QByteArray(text) << fault << status << result;
        };
        row("text", "return {responseCode: 201, responseBody: 'ä'}", good, 201, "ä");
        row("nothing but an object", "return {}", good, 200, "");
        row("null members", "return {responseCode: null, responseBody: null, responseHeaders: null}", good, 200, "");
        row("bytes", "return {responseBodyBytes: new Uint8Array([0, 255, 65])}", good, 200,
            QByteArray("\0\xff"
                       "A",
                       3));
        row("a part of bytes", "return {responseBodyBytes: new Uint8Array([1, 66, 67, 2]).subarray(1, 3)}", good, 200,
            "BC");
        row("a buffer", "return {responseBodyBytes: new Uint8Array([68]).buffer}", good, 200, "D");
        row("lone surrogate", "return {responseBody: '\\ud800x'}", good, 200, "\xEF\xBF\xBDx");
        row("odd status is kept", "return {responseCode: 999}", good, 999);
        row("huge status", "return {responseCode: 1e300}", good, 0);
        row("negative status", "return {responseCode: -1}", good, 0);
        row("a promise", "return Promise.resolve({responseBody: 'p'})", good, 200, "p");
        row("a chain of promises", "return (async () => { await null; await 1; return {responseBody: 'q'} })()", good,
            200, "q");
        row("an own thenable", "return {then(ok) { ok({responseBody: 'r'}) }}", good, 200, "r");
        row("another's members", "return {status: 201, body: 'x'}", bad);
        row("a list", "return [1, 2]", bad);
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
        row("too many headers",
            "const h = {}; for (let i = 0; i < 101; ++i) h['a' + i] = ''; return {responseHeaders: h}", bad);
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
        static ScriptRunner runner(folder(), workerProgram, {});
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
        ScriptRunner runner(folder(), workerProgram, {});
        const auto answer =
            body(runner, "return {responseHeaders: {'X-A': 'ä', 'X-N': 5, 'X-L': ['1', '2'], 'X-0': null}}");
        const HeaderList expected{{"X-A", "ä"}, {"X-N", "5"}, {"X-L", "1"}, {"X-L", "2"}};
        QCOMPARE(answer.fault, ScriptFault::None);
        QVERIFY(answer.headers == expected);
    }

    void tellsTheLogNoTextOfTheCaller()
    {
        ScriptRunner runner(folder(), workerProgram, {});
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
        ScriptRunner runner(folder(), workerProgram, {});
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
        QVERIFY(::mkdir((folder() + "/folder.js").c_str(), 0700) == 0
                && ::mkfifo((folder() + "/pipe.js").c_str(), 0600) == 0);
        for (const auto* name : {"absolute.js", "relative.js", "folder.js", "pipe.js", "../good.js",
                                 "folder.js/../good.js", "", ".", "..", ".new", "/etc/passwd"}) {
            QCOMPARE(call(runner, name).fault, ScriptFault::NotFound);
            QVERIFY(!runner.exists(name));
        }
        QCOMPARE(call(runner, "inside.js").body, std::string("const"));
        QVERIFY(runner.exists("inside.js"));
    }

    void takesANewFileFromTheNextCallOn()
    {
        ScriptRunner runner(folder(), workerProgram, {});
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
        const ScriptRunner runner(path, workerProgram, {});
        const auto files = runner.list();
        QVERIFY(files.has_value());
        QCOMPARE(files->size(), std::size_t{2});
        QCOMPARE(files->at(0).name, std::string("a.js"));
        QCOMPARE(files->at(1).bytes, std::size_t{3});
        QCOMPARE(files->at(1).sha256, std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(files->at(1).modified.size(), std::size_t{24});
        const ScriptRunner nowhere(path + "/gone", workerProgram, {});
        QVERIFY(!nowhere.list().has_value());
        QVERIFY(nowhere.list().error().detail.find("does not exist") != std::string::npos);
    }

    void carriesLargeBodies()
    {
        ScriptRunner runner(folder(), workerProgram, {});
        ScriptInput input;
        input.rawBody.assign(29u << 20, 'x');
        const auto size = input.rawBody.size();
        const auto answer = body(runner, "return {responseBody: input.rawBody}", std::move(input));
        QVERIFY2(answer.fault == ScriptFault::None, answer.faultDetail.c_str());
        QCOMPARE(answer.body.size(), size);
    }
};

QTEST_GUILESS_MAIN(ScriptRunnerTest)
#include "script_runner_test.moc"

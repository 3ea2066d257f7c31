#include <QtTest>

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <sstream>

#include "core/text.h"
#include "tests/api/api_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

/// Where the text lies in the process, with what stands before it.
QStringList copies(pid_t pid, const std::string& text)
{
    QStringList found;
    const auto process = "/proc/" + std::to_string(pid);
    const int memory = ::open((process + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    std::ifstream maps(process + "/maps");
    std::string content;
    for (std::string line; std::getline(maps, line);) {
        std::istringstream words(line);
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        char dash = 0;
        std::string rights;
        words >> std::hex >> begin >> dash >> end >> rights;
        if (rights[0] != 'r' || line.ends_with("[vvar]") || line.ends_with("[vsyscall]"))
            continue;
        content.resize(end - begin);
        std::size_t read = 0;
        while (read < content.size()) {
            const auto count =
                ::pread64(memory, content.data() + read, content.size() - read, static_cast<off64_t>(begin + read));
            if (count <= 0)
                break;
            read += static_cast<std::size_t>(count);
        }
        content.resize(read);
        for (auto at = content.find(text); at != std::string::npos; at = content.find(text, at + 1)) {
            const auto before = std::min<std::size_t>(at, 40);
            found << QString::fromStdString(displaySafe(content.substr(at - before, before)))
                         + QString::fromLatin1(line.substr(line.find_last_of(' ') + 1).c_str());
        }
    }
    ::close(memory);
    return found;
}

} // namespace

/// Once a request is answered, the server's memory holds none of the secrets that came and went with it, though the
/// connection stays; of a session and of a token it keeps digests alone.
class MemoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ApiFixture>();
        m_fixture->init();
    }
    void cleanup() { m_fixture.reset(); }
    void findsWhatIsKept();
    void keepsNoPasswordAndNoSession();
    void keepsNoSecretOfChanges();
    void keepsNoSecretOfRefusals();
    void keepsNoSecretOfCalls();
    void keepsNothingUnderTls();

private:
    bool isGone(const ServerProcess& server, const std::string& secret)
    {
        // What the answering thread is about to wipe may be there for a moment after the answer.
        QDeadlineTimer patience(20'000);
        while (!(m_found = copies(server.pid(), secret)).empty() && !patience.hasExpired())
            QThread::yieldCurrentThread();
        return m_found.empty();
    }
    /// A token with this secret, and an API of its own that it may call.
    ApiReply makeToken(ApiUser& anna, const std::string& secret, const json::object& more = {})
    {
        json::object body{{"name", "token"}, {"secret", secret}};
        for (const auto& member : more)
            body[member.key()] = member.value();
        return anna.post("tokens", body);
    }

    std::unique_ptr<ApiFixture> m_fixture;
    QStringList m_found;
};

#define VERIFY_GONE(server, secret) QVERIFY2(isGone(server, secret), qPrintable(m_found.join(QLatin1Char('\n'))))

void MemoryTest::findsWhatIsKept()
{
    m_fixture->start();
    auto anna = m_fixture->anna();
    QCOMPARE(anna.post("tokens", json::object{{"name", "a name to be found"}, {"generate", json::object{}}}).status,
             201);
    QVERIFY(!copies(m_fixture->server->pid(), "a name to be found").empty());
}

void MemoryTest::keepsNoPasswordAndNoSession()
{
    m_fixture->start();
    const auto& server = *m_fixture->server;
    auto anna = m_fixture->anna();
    QCOMPARE(anna.get("tokens").status, 200);
    VERIFY_GONE(server, adminPassword);
    VERIFY_GONE(server, anna.token);
    const std::string wrong = "not the password at all";
    QCOMPARE(ApiUser(server.api()).post("sessions", json::object{{"user", "anna"}, {"password", wrong}}).status, 401);
    VERIFY_GONE(server, wrong);
    // Over the control socket.
    const std::string next = "another horse in the garden 8";
    const auto changed = runServerCommand({"user", "passwd", "anna", "--data", m_fixture->directory()}, next + "\n");
    QCOMPARE(changed.code, 0);
    VERIFY_GONE(server, next);
    VERIFY_GONE(server, anna.token);
}

void MemoryTest::keepsNoSecretOfChanges()
{
    m_fixture->start();
    const auto& server = *m_fixture->server;
    auto anna = m_fixture->anna();
    const auto given = secretOf('g');
    const auto made = makeToken(anna, given, {{"claimWithinSeconds", 900}});
    QCOMPARE(made.status, 201);
    VERIFY_GONE(server, given);
    QCOMPARE(anna.change("POST", "tokens/" + made.text("id") + ":claim", 1).status, 200);
    VERIFY_GONE(server, given);
    const auto generated = anna.post("tokens", json::object{{"name", "b"}, {"generate", json::object{}}});
    QCOMPARE(generated.status, 201);
    VERIFY_GONE(server, generated.text("secret"));
    const auto rotated = anna.change("POST", "tokens/" + made.text("id") + ":rotate", 2,
                                     json::object{{"generate", json::object{{"length", 500}}}});
    QCOMPARE(rotated.status, 200);
    VERIFY_GONE(server, rotated.text("secret"));
    // A reader of JSON takes an escaped text apart elsewhere.
    const std::string escaped = R"({"name":"c","secret":"Secret\/with\/slashes\/123456789012345"})";
    QCOMPARE(anna.send("POST", "tokens", {{"Content-Type", "application/json"}}, escaped).status, 201);
    VERIFY_GONE(server, std::string("Secret/with/slashes/123456789012345"));
    VERIFY_GONE(server, std::string(R"(Secret\/with\/slashes)"));
}

void MemoryTest::keepsNoSecretOfRefusals()
{
    m_fixture->start();
    const auto& server = *m_fixture->server;
    auto anna = m_fixture->anna();
    QCOMPARE(makeToken(anna, secretOf('n'), {{"name", ""}}).status, 422);
    VERIFY_GONE(server, secretOf('n'));
    QCOMPARE(makeToken(anna, secretOf('u'), {{"unknown", true}}).status, 400);
    VERIFY_GONE(server, secretOf('u'));
    const auto broken = R"({"name":"c","secret":")" + secretOf('m') + R"(",})";
    QCOMPARE(anna.send("POST", "tokens", {{"Content-Type", "application/json"}}, broken).status, 400);
    VERIFY_GONE(server, secretOf('m'));
    QCOMPARE(anna.send("POST", "tokens", {{"Content-Type", "text/plain"}}, broken).status, 415);
    VERIFY_GONE(server, secretOf('m'));
    QCOMPARE(anna.get("tokens?filter=" + secretOf('q')).status, 200);
    // A session that is none is none of ours to keep either.
    ApiUser nobody(server.api());
    nobody.token = secretOf('s') + secretOf('s').substr(0, 20);
    QCOMPARE(nobody.get("tokens").status, 401);
    VERIFY_GONE(server, nobody.token);
}

void MemoryTest::keepsNoSecretOfCalls()
{
    m_fixture->start();
    const auto& server = *m_fixture->server;
    auto anna = m_fixture->anna();
    const auto made = makeToken(anna, secretOf('c'));
    const auto api = anna.post("definitions", json::object{{"route", "x"},
                                                           {"actionType", "FixedResponse"},
                                                           {"actionMeta", {{"status", 200}, {"body", "{}"}}},
                                                           {"allowedTokens", json::array{made.text("id")}}});
    QCOMPARE(api.status, 201);
    HttpClient caller(server.endpoint());
    const auto call = [&caller](const std::string& secret) {
        return caller.request("GET", "/api/custom/x", {{"Authorization", "Bearer " + secret}}).status;
    };
    QCOMPARE(call(secretOf('c')), 200);
    VERIFY_GONE(server, secretOf('c'));
    QCOMPARE(call(secretOf('d')), 401);
    VERIFY_GONE(server, secretOf('d'));
    QCOMPARE(call(secretOf('c')), 200); // the connection is the same, and works
}

void MemoryTest::keepsNothingUnderTls()
{
    const std::string session = "0123456789abcdeffedcba98765432100123456789abcdef0011223344556677";
    const auto place = m_fixture->place.filePath(QStringLiteral("local")).toStdString();
    const auto server = ServerProcess::local(place, session);
    VERIFY_GONE(server, session);
    ApiUser owner(server.api());
    owner.token = session;
    QCOMPARE(makeToken(owner, secretOf('t')).status, 201);
    VERIFY_GONE(server, session);
    VERIFY_GONE(server, secretOf('t'));
}

QTEST_GUILESS_MAIN(MemoryTest)
#include "memory_test.moc"

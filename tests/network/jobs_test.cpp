#include <memory>

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include "core/codec.h"
#include "network/definition_jobs.h"
#include "network/server_jobs.h"
#include "network/session_jobs.h"
#include "network/token_jobs.h"
#include "tests/support/fake_server.h"

using namespace tokenhouse;
using tests::FakeServer;

namespace {

Token sample(const std::string& name = "ops-bot")
{
    Token token;
    token.id = *Uuid::parse("0197a000-0000-7000-8000-000000000001");
    token.name = name;
    token.createdBy = token.lastModifiedBy = "maria.k";
    token.createdAt = token.lastModified = *parseTime("2026-03-04T10:00:00Z");
    token.revision = 4;
    return token;
}

QByteArray tokenText(const Token& token = sample())
{
    return QByteArray::fromStdString(json::serialize(tokenJson(token, now())));
}

/// The result of a job, waited for.
template <class J, class... Arguments>
Result<typename J::Value> run(Connection& connection, Arguments&&... arguments)
{
    std::optional<Result<typename J::Value>> result;
    QObject context;
    start<J>(connection, std::forward<Arguments>(arguments)...).then(&context, [&](Result<typename J::Value> answer) {
        result.emplace(std::move(answer));
    });
    if (!QTest::qWaitFor([&] { return result.has_value(); }, 10'000)) {
        return fail(Fault::Internal, "the job never finished");
    }
    return std::move(*result);
}

} // namespace

class JobsTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Connection> m_connection;

    void answerAll(int status, const QByteArray& body, const QByteArray& fields = {})
    {
        m_server->handler = [=](const FakeServer::Request& request) {
            FakeServer::answer(request, status, body, fields);
        };
    }
    const FakeServer::Request& last() const { return m_server->requests.back(); }
    json::object lastBody() const { return parseJson(last().body.toStdString())->as_object(); }

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<FakeServer>();
        m_connection = std::make_unique<Connection>(m_server->url());
    }
    void cleanup()
    {
        m_connection.reset();
        m_server.reset();
    }

    void readsAToken()
    {
        m_connection->setSession(SecretBytes("session-secret"));
        answerAll(200, tokenText());
        const auto token = run<GetTokenJob>(*m_connection, sample().id);
        QVERIFY(token);
        QCOMPARE(token->name, std::string("ops-bot"));
        QCOMPARE(last().verb, QByteArray("GET"));
        QCOMPARE(last().target, QByteArray("/api/v1/tokens/0197a000-0000-7000-8000-000000000001"));
        QCOMPARE(last().fields.value("authorization"), QByteArray("Bearer session-secret"));
        QVERIFY(!last().fields.contains("cookie"));
    }

    void listsWithAnEncodedQuery()
    {
        answerAll(200, "{\"items\":[" + tokenText() + "],\"totalSize\":12,\"nextPageToken\":null}");
        ListRequest request;
        request.filter = "name:\"a+b & c\"";
        request.orderBy = "lastModified desc";
        request.offset = 300;
        request.count = false;
        const auto page = run<ListTokensJob>(*m_connection, request);
        QVERIFY(page);
        QCOMPARE(page->items.size(), 1u);
        QCOMPARE(page->totalSize.value_or(0), 12);
        QCOMPARE(last().target,
                 QByteArray("/api/v1/tokens?filter=name%3A%22a%2Bb%20%26%20c%22&orderBy=lastModified%20desc"
                            "&pageSize=100&offset=300&count=none"));
    }

    void createsWithTheSecretAndTheKey()
    {
        answerAll(201, tokenText());
        CreateTokenRequest request;
        request.draft.name = "new";
        request.secret = SecretBytes("s3cret\"\\/+");
        request.claimWithinSeconds = 900;
        request.definitions = {sample().id};
        const auto key = makeIdempotencyKey();
        const auto created = run<CreateTokenJob>(*m_connection, request, key);
        QVERIFY(created);
        QVERIFY(!created->secret);
        QVERIFY(!created->repeated);
        QCOMPARE(last().fields.value("idempotency-key"), key);
        const auto body = lastBody();
        QCOMPARE(std::string(body.at("secret").as_string()), std::string("s3cret\"\\/+"));
        QCOMPARE(body.at("claimWithinSeconds").as_int64(), 900);
        // What was sent is what the core reads.
        QVERIFY(createTokenFromJson(*parseJson(last().body.toStdString())));
    }

    void takesAGeneratedSecretOnce()
    {
        auto object = tokenJson(sample(), now());
        object["secret"] = "generated-by-the-server";
        answerAll(201, QByteArray::fromStdString(json::serialize(object)));
        CreateTokenRequest request;
        request.draft.name = "new";
        request.generate = GenerateSecret{};
        const auto created = run<CreateTokenJob>(*m_connection, request, makeIdempotencyKey());
        QVERIFY(created);
        QVERIFY(created->secret->view() == "generated-by-the-server");
        QVERIFY(!lastBody().contains("secret"));
    }

    void sendsACreationAgainWhenTheAnswerWasLost()
    {
        m_server->handler = [this](const FakeServer::Request& request) {
            if (m_server->requests.size() == 1) {
                request.socket->abort();
            } else {
                FakeServer::answer(request, 200, tokenText());
            }
        };
        CreateTokenRequest request;
        request.draft.name = "new";
        request.secret = SecretBytes("abcdefghijklmnopqrstuvwxyz0123456789");
        const auto created = run<CreateTokenJob>(*m_connection, request, makeIdempotencyKey());
        QVERIFY(created);
        QVERIFY(created->repeated);
        QCOMPARE(m_server->requests.size(), 2u);
        QCOMPARE(m_server->requests[0].body, m_server->requests[1].body);
        QCOMPARE(m_server->requests[0].fields.value("idempotency-key"),
                 m_server->requests[1].fields.value("idempotency-key"));
    }

    void neverSendsAChangeTwiceByItself()
    {
        m_server->handler = [](const FakeServer::Request& request) { request.socket->abort(); };
        const auto disabled = run<DisableTokenJob>(*m_connection, sample().id, 4, "left", DisableCode::Left);
        QVERIFY(!disabled);
        QCOMPARE(disabled.error().fault, Fault::Unreachable);
        QCOMPARE(m_server->requests.size(), 1u);
        QCOMPARE(last().fields.value("if-match"), QByteArray("\"4\""));
        QCOMPARE(json::serialize(lastBody()), std::string(R"({"reason":"left","code":"left"})"));
    }

    void patchesOnlyWhatDiffers()
    {
        answerAll(200, tokenText());
        auto draft = draftOf(sample());
        draft.name = "renamed";
        draft.rateLimit = *RateLimit::make(60, 60);
        QVERIFY(run<UpdateTokenJob>(*m_connection, sample(), draft));
        QCOMPARE(last().verb, QByteArray("PATCH"));
        QCOMPARE(last().fields.value("content-type"), QByteArray("application/merge-patch+json"));
        QCOMPARE(json::serialize(lastBody()),
                 std::string(R"({"name":"renamed","rateLimit":{"limit":60,"windowSeconds":60}})"));
    }

    void patchesAnActionSoThatItEndsAsTheDraft()
    {
        Definition before;
        before.id = sample().id;
        before.route = "status";
        before.action = FixedResponse{200, {{"X-Old", "1"}}, "hello"};
        before.createdAt = before.lastModified = now();
        auto draft = draftOf(before);
        draft.actionMeta = actionMeta(FixedResponse{204, {}, ""});
        answerAll(200, QByteArray::fromStdString(json::serialize(definitionJson(before))));
        QVERIFY(run<UpdateDefinitionJob>(*m_connection, before, draft));
        const auto patched = patchDefinition(draftOf(before), *parseJson(last().body.toStdString()));
        QVERIFY(patched);
        QVERIFY(patched->actionMeta == draft.actionMeta);
    }

    void aConflictCarriesThePresentVersion()
    {
        auto present = sample("theirs");
        present.revision = 5;
        json::object problem{{"title", "x"},
                             {"status", 412},
                             {"detail", "It was changed."},
                             {"correlationId", "c-9"},
                             {"traceData", json::array{json::object{{"reason", "RevisionConflict"}, {"id", nullptr}}}},
                             {"current", present.revision},
                             {"currentObject", tokenJson(present, now())}};
        answerAll(412, QByteArray::fromStdString(json::serialize(problem)));
        std::optional<Result<Token>> result;
        QObject context;
        auto& job = start<ClaimTokenJob>(*m_connection, sample().id, 4);
        QPointer<Job> watched(&job);
        QByteArray correlation;
        job.then(&context, [&](Result<Token> answer) {
            result.emplace(std::move(answer));
            correlation = watched->correlationId();
        });
        QTRY_VERIFY(result);
        QCOMPARE(correlation, QByteArray("c-9"));
        QCOMPARE(result->error().fault, Fault::PreconditionFailed);
        const auto current = currentToken(result->error());
        QVERIFY(current);
        QCOMPARE(current->name, std::string("theirs"));
        QCOMPARE(current->revision, std::int64_t{5});
        QTRY_VERIFY(watched == nullptr); // it deletes itself
    }

    void batchTellsEachItem()
    {
        answerAll(200, R"({"operationId":"op-1","results":[{"id":"0197a000-0000-7000-8000-000000000001","status":200},
            {"id":"0197a000-0000-7000-8000-000000000002","status":409,
             "problem":{"detail":"In use.","traceData":[{"reason":"TokenInUse","id":null,"apiDefinitionIdLinks":["x"]}]}}]})");
        const auto answer =
            run<BatchTokensJob>(*m_connection, BatchOrder{BatchAction::Delete}, std::vector<Uuid>{sample().id});
        QVERIFY(answer);
        QCOMPARE(answer->operationId, std::string("op-1"));
        QCOMPARE(answer->results.size(), 2u);
        QVERIFY(answer->results.at(0).isDone());
        QCOMPARE(answer->results.at(1).problem->traces.at(0).reason, Reason::TokenInUse);
        QCOMPARE(json::serialize(lastBody()),
                 std::string(R"({"action":"delete","ids":["0197a000-0000-7000-8000-000000000001"]})"));
        QVERIFY(run<BatchTokensJob>(*m_connection, BatchOrder{BatchAction::Delete},
                                    BatchTarget::matching("state = expired")));
        QCOMPARE(json::serialize(lastBody()), std::string(R"({"action":"delete","filter":"state = expired"})"));
    }

    void garbageIsAFailure_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("html") << QByteArray("<html>");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("deep") << QByteArray(100'000, '[');
        QTest::newRow("wrong types") << QByteArray(R"({"items":{},"totalSize":"x"})");
        QTest::newRow("bad row") << QByteArray(R"({"items":[{"id":3}],"totalSize":1})");
        QTest::newRow("not UTF-8") << QByteArray("{\"items\":[\"\xFF\"]}");
    }
    void garbageIsAFailure()
    {
        QFETCH(QByteArray, body);
        answerAll(200, body);
        const auto page = run<ListTokensJob>(*m_connection, ListRequest());
        QVERIFY(!page);
        QCOMPARE(page.error().fault, Fault::Internal);
        answerAll(500, body);
        QVERIFY(!run<ListEventsJob>(*m_connection, ListRequest()));
        answerAll(200, body);
        QVERIFY(!run<StatusJob>(*m_connection));
        QVERIFY(!run<CurrentSessionJob>(*m_connection));
        QVERIFY(!run<BatchTokensJob>(*m_connection, BatchOrder{BatchAction::Enable}, std::vector<Uuid>{}));
    }

    void aRedirectIsNotFollowed()
    {
        m_connection->setSession(SecretBytes("session-secret"));
        FakeServer other;
        answerAll(302, {}, "Location: " + other.url().toEncoded() + "/steal\r\n");
        QVERIFY(!run<GetTokenJob>(*m_connection, sample().id));
        QCOMPARE(other.connections, 0);
    }

    void anEndedSessionIsTold()
    {
        QSignalSpy ended(m_connection.get(), &Connection::sessionEnded);
        m_connection->setSession(SecretBytes("session-secret"));
        answerAll(401, R"({"detail":"Sign in."})", "WWW-Authenticate: Bearer\r\n");
        QCOMPARE(run<GetTokenJob>(*m_connection, sample().id).error().fault, Fault::NoSession);
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(!m_connection->hasSession());
        QVERIFY(!run<SignInJob>(*m_connection, std::string("maria"), SecretBytes("wrong")));
        QCOMPARE(ended.count(), 1); // a refused sign-in ends nothing
    }

    void signsIn()
    {
        answerAll(201,
                  R"({"sessionToken":"tok","user":"maria.k","groups":["Viewers"],"permissions":["tokens.read","x.y"],
                           "expiresAt":"2026-11-22T22:00:00.000Z"})");
        const auto session = run<SignInJob>(*m_connection, std::string("maria.k"), SecretBytes("pass \"word\n"));
        QVERIFY(session);
        QVERIFY(session->token.view() == "tok");
        QVERIFY(session->permissions == Permissions{Permission::TokensRead});
        QCOMPARE(std::string(lastBody().at("password").as_string()), std::string("pass \"word\n"));
        QVERIFY(!last().fields.contains("authorization"));
    }

    void cancelledJobsDeliverNothing()
    {
        m_server->handler = nullptr; // never answers
        bool called = false;
        auto context = std::make_unique<QObject>();
        QPointer<Job> first(&start<GetTokenJob>(*m_connection, sample().id));
        static_cast<GetTokenJob*>(first.data())->then(context.get(), [&](const Result<Token>&) { called = true; });
        QTRY_COMPARE(m_server->requests.size(), 1u);
        context.reset();
        QVERIFY(first == nullptr);
        QTRY_COMPARE(m_server->disconnections, 1); // the call ended on the wire too
        QVERIFY(!called);
    }

    void aConnectionThatGoesLeavesNoJobUnanswered()
    {
        m_server->handler = nullptr; // never answers
        std::vector<Fault> faults;
        bool isGone = false;
        QObject context;
        auto other = std::make_unique<QObject>();
        const auto note = [&](const Result<Token>& answer) {
            QVERIFY(isGone);
            faults.push_back(answer ? Fault::Internal : answer.error().fault);
        };
        // The first to hear it does what a window may do: it ends another's wait and asks elsewhere.
        FakeServer second;
        second.handler = [](const FakeServer::Request& request) { FakeServer::answer(request, 200, tokenText()); };
        Connection elsewhere(second.url());
        std::optional<Result<Token>> later;
        start<GetTokenJob>(*m_connection, sample().id).then(&context, [&](const Result<Token>& answer) {
            note(answer);
            other.reset();
            start<GetTokenJob>(elsewhere, sample().id).then(&context, [&](Result<Token> token) {
                later.emplace(std::move(token));
            });
        });
        start<GetTokenJob>(*m_connection, sample().id).then(other.get(), note);
        start<GetTokenJob>(*m_connection, sample().id).then(&context, note);
        QPointer<Job> silent(&start<GetTokenJob>(*m_connection, sample().id)); // nobody listens
        QTRY_VERIFY(m_server->requests.size() >= 4);
        m_connection.reset();
        isGone = true; // from the event loop, as each answer
        QVERIFY(silent == nullptr);
        QTRY_VERIFY(later);
        QVERIFY(*later);
        QCOMPARE(faults, (std::vector<Fault>{Fault::Unreachable, Fault::Unreachable}));
    }

    void aJobIsForgottenWithWhoWaitedForItAfterTheConnectionWent()
    {
        auto context = std::make_unique<QObject>();
        bool called = false;
        QPointer<Job> job(&start<GetTokenJob>(*m_connection, sample().id));
        static_cast<GetTokenJob*>(job.data())->then(context.get(), [&](const Result<Token>&) { called = true; });
        m_connection.reset();
        context.reset();
        QVERIFY(job == nullptr);
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }

    void nothingListening()
    {
        const auto url = m_server->url();
        m_server->close();
        const auto token = run<GetTokenJob>(*m_connection, sample().id);
        QCOMPARE(token.error().fault, Fault::Unreachable);
    }

    void answersAreReadOffTheWindowsThread()
    {
        class WhereJob final : public JobOf<QThread*> {
        public:
            explicit WhereJob(Connection& connection)
                : JobOf(connection, Call::get("status"),
                        [](const Answer&) { return Result<QThread*>(QThread::currentThread()); })
            {}
        };
        answerAll(200, "{}");
        const auto thread = run<WhereJob>(*m_connection);
        QVERIFY(thread);
        QVERIFY(*thread != QThread::currentThread());
    }

    void addressesThatMayCarryASession_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("good");
        QTest::newRow("https") << QStringLiteral("https://tokens.example:5003") << true;
        QTest::newRow("loopback") << QStringLiteral("http://127.0.0.1:5003") << true;
        QTest::newRow("loopback 6") << QStringLiteral("http://[::1]:5003") << true;
        QTest::newRow("localhost") << QStringLiteral("http://localhost") << true;
        QTest::newRow("plain") << QStringLiteral("http://tokens.example") << false;
        QTest::newRow("lookalike") << QStringLiteral("http://127.0.0.1.example") << false;
        QTest::newRow("user") << QStringLiteral("https://me:pw@tokens.example") << false;
        QTest::newRow("file") << QStringLiteral("file:///etc/passwd") << false;
        QTest::newRow("nothing") << QString() << false;
    }
    void addressesThatMayCarryASession()
    {
        QFETCH(QString, url);
        QFETCH(bool, good);
        QCOMPARE(Connection::isAddressAcceptable(QUrl(url)), good);
    }

    void fingerprints()
    {
        const QByteArray bytes(32, '\x8c');
        QVERIFY(fingerprintText(bytes).startsWith(QStringLiteral("8C:8C")));
        QCOMPARE(fingerprintFromText(bytes.toHex()), bytes);
        QCOMPARE(fingerprintFromText(fingerprintText(bytes).toLatin1()), bytes);
        QVERIFY(fingerprintFromText("8c8c").isEmpty());
        QVERIFY(fingerprintFromText(QByteArray(64, 'z')).isEmpty());
    }
};

QTEST_GUILESS_MAIN(JobsTest)
#include "jobs_test.moc"

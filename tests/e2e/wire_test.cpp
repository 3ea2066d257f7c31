#include <memory>
#include <optional>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/codec.h"
#include "network/definition_jobs.h"
#include "network/event_stream.h"
#include "network/local_server.h"
#include "network/server_jobs.h"
#include "network/session_jobs.h"
#include "network/token_jobs.h"

using namespace tokenhouse;

namespace {

template <class J, class... Arguments>
Result<typename J::Value> run(Connection& connection, Arguments&&... arguments)
{
    std::optional<Result<typename J::Value>> result;
    QObject context;
    start<J>(connection, std::forward<Arguments>(arguments)...).then(&context, [&](Result<typename J::Value> answer) {
        result.emplace(std::move(answer));
    });
    if (!QTest::qWaitFor([&] { return result.has_value(); }, 30'000)) {
        return fail(Fault::Internal, "the job never finished");
    }
    return std::move(*result);
}

template <class T>
std::string whyNot(const Result<T>& result)
{
    if (result) {
        return {};
    }
    auto text = result.error().detail;
    for (const auto& trace : result.error().traces) {
        text += " | " + trace.message;
    }
    return text;
}

#define QVERIFY_DONE(result) QVERIFY2(result, whyNot(result).c_str())

} // namespace

/// Every call of the desktop against the real server, started as the desktop starts it.
class WireTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<LocalServer> m_server;
    std::unique_ptr<Connection> m_connection;

    Connection& wire() { return *m_connection; }
    static CreateTokenRequest creation(const std::string& name)
    {
        CreateTokenRequest request;
        request.draft.name = name;
        request.draft.rateLimit = *RateLimit::make(60, 60);
        request.secret = std::move(*Secret::generate()).take();
        request.claimWithinSeconds = 900;
        return request;
    }
    Token made(const std::string& name)
    {
        auto created = run<CreateTokenJob>(wire(), creation(name), makeIdempotencyKey());
        return created ? created->token : Token();
    }
    Definition definition(const std::string& route)
    {
        CreateDefinitionRequest request;
        request.draft.route = route;
        request.draft.actionType = "FixedResponse";
        request.draft.actionMeta = actionMeta(FixedResponse{200, {{"X-One", "1"}}, "hello"});
        auto created = run<CreateDefinitionJob>(wire(), request, makeIdempotencyKey());
        return created ? created->definition : Definition();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<LocalServer>(QStringLiteral(TOKENHOUSE_BIN "/tokenhoused"),
                                                 m_folder.filePath(QStringLiteral("data")));
        QSignalSpy ready(m_server.get(), &LocalServer::ready);
        QSignalSpy failed(m_server.get(), &LocalServer::failed);
        m_server->start();
        QTRY_VERIFY_WITH_TIMEOUT(ready.count() + failed.count() > 0, 60'000);
        QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : failed.first().first().value<Failure>().detail.c_str());
        m_connection = std::make_unique<Connection>(m_server->facts()->api, m_server->facts()->fingerprint);
        m_connection->setSession(m_server->session());
    }

    void theSessionIsAnAdministrators()
    {
        const auto session = run<CurrentSessionJob>(wire());
        QVERIFY_DONE(session);
        QVERIFY(session->permissions == Permissions::all());
        QVERIFY(!session->user.empty());
        const auto status = run<StatusJob>(wire());
        QVERIFY_DONE(status);
        QVERIFY(status->features.contains("tokens"));
        QVERIFY(!status->endpointUrl.empty());
        QVERIFY(status->time);
        const auto groups = run<ListGroupsJob>(wire());
        QVERIFY_DONE(groups);
        QCOMPARE(groups->size(), 4u);
        QVERIFY_DONE(run<ListUsersJob>(wire()));
        QVERIFY_DONE(run<ListSessionsJob>(wire()));
        const auto scripts = run<ListScriptsJob>(wire());
        QVERIFY_DONE(scripts);
        QVERIFY(!scripts->directory.empty());
    }

    void aTokensLife()
    {
        const auto request = creation("wire one");
        const auto key = makeIdempotencyKey();
        auto created = run<CreateTokenJob>(wire(), request, key);
        QVERIFY_DONE(created);
        QVERIFY(!created->secret && !created->repeated);
        QCOMPARE(created->token.state(now()), TokenState::Unclaimed);
        const auto again = run<CreateTokenJob>(wire(), request, key); // its answer was lost
        QVERIFY_DONE(again);
        QVERIFY(again->repeated);
        QVERIFY(again->token.id == created->token.id);

        auto token = run<ClaimTokenJob>(wire(), created->token.id, created->token.revision);
        QVERIFY_DONE(token);
        QCOMPARE(token->state(now()), TokenState::Active);
        auto draft = draftOf(*token);
        draft.name = "wire one, renamed";
        draft.labels = {"b", "a"};
        draft.rateLimit.reset();
        draft.expiresAt = fromMillis(toMillis(now()) + 86'400'000);
        const auto stale = *token;
        token = run<UpdateTokenJob>(wire(), stale, draft);
        QVERIFY_DONE(token);
        QCOMPARE(token->name, std::string("wire one, renamed"));
        QVERIFY(!token->rateLimit);
        const auto refused = run<UpdateTokenJob>(wire(), stale, draft);
        QCOMPARE(refused.error().fault, Fault::PreconditionFailed);
        QCOMPARE(currentToken(refused.error())->revision, token->revision);

        token = run<DisableTokenJob>(wire(), token->id, token->revision, "left the house", DisableCode::Left);
        QVERIFY_DONE(token);
        QVERIFY(token->isDisabled);
        token = run<EnableTokenJob>(wire(), token->id, token->revision, "came back");
        QVERIFY_DONE(token);
        RotateTokenRequest rotation;
        rotation.secret = std::move(*Secret::generate()).take();
        rotation.claimWithinSeconds = 900;
        const auto rotated = run<RotateTokenJob>(wire(), token->id, token->revision, rotation, makeIdempotencyKey());
        QVERIFY_DONE(rotated);
        token = run<DiscardTokenJob>(wire(), rotated->token.id, rotated->token.revision);
        QVERIFY_DONE(token);
        token = run<GetTokenJob>(wire(), token->id);
        QVERIFY_DONE(token);
        QVERIFY_DONE(run<DeleteTokenJob>(wire(), token->id, token->revision));
        QCOMPARE(run<GetTokenJob>(wire(), token->id).error().fault, Fault::NotFound);
    }

    void anApisLife()
    {
        const auto token = made("for the api");
        auto api = definition("wire/{id}");
        QVERIFY(!api.id.isNil());
        auto changed = run<AllowTokensJob>(wire(), api.id, api.revision, std::vector{token.id});
        QVERIFY_DONE(changed);
        const auto inUse = run<DeleteTokenJob>(wire(), token.id, run<GetTokenJob>(wire(), token.id)->revision);
        QCOMPARE(inUse.error().fault, Fault::Conflict);
        QCOMPARE(inUse.error().traces.at(0).reason, Reason::TokenInUse);

        const auto match = run<MatchDefinitionJob>(wire(), Method::Get, std::string("WIRE/42"));
        QVERIFY_DONE(match);
        QVERIFY(match->definition && match->definition->id == api.id);
        QCOMPARE(match->placeholders.at(0).second, std::string("42"));
        const auto none = run<MatchDefinitionJob>(wire(), Method::Get, std::string("nothing/here/at/all"));
        QVERIFY_DONE(none);
        QVERIFY(!none->definition);

        auto draft = draftOf(*changed);
        draft.description = "changed";
        draft.actionMeta = actionMeta(FixedResponse{204, {}, ""});
        changed = run<UpdateDefinitionJob>(wire(), *changed, draft);
        QVERIFY_DONE(changed);
        QVERIFY(changed->action == Action(FixedResponse{204, {}, ""}));
        changed = run<DisallowTokensJob>(wire(), api.id, changed->revision, std::vector{token.id});
        QVERIFY_DONE(changed);
        changed = run<DisableDefinitionJob>(wire(), api.id, changed->revision, std::string("why not"));
        QVERIFY_DONE(changed);
        changed = run<EnableDefinitionJob>(wire(), api.id, changed->revision);
        QVERIFY_DONE(changed);

        CreateDefinitionRequest second;
        second.draft = draft;
        second.draft.route = "Wire/{other}";
        const auto taken = run<CreateDefinitionJob>(wire(), second, makeIdempotencyKey());
        QCOMPARE(taken.error().traces.at(0).reason, Reason::RouteInUse);
        QVERIFY(taken.error().traces.at(0).extra.contains("conflictingDefinitionId"));
        const auto batch =
            run<BatchDefinitionsJob>(wire(), BatchOrder{BatchAction::Delete}, std::vector{api.id, Uuid::make()});
        QVERIFY_DONE(batch);
        QVERIFY(batch->results.at(0).isDone());
        QCOMPARE(batch->results.at(1).problem->fault, Fault::NotFound);
    }

    void listsAndBatches()
    {
        std::vector<Uuid> ids;
        for (const auto* name : {"list c", "list a", "list b"}) {
            ids.push_back(made(name).id);
        }
        ListRequest request;
        request.filter = R"(name = "list*")";
        request.orderBy = "name";
        request.offset = 1;
        request.pageSize = 1;
        auto page = run<ListTokensJob>(wire(), request);
        QVERIFY_DONE(page);
        QCOMPARE(page->items.at(0).name, std::string("list b"));
        QCOMPARE(page->totalSize.value_or(0), 3);
        request.count = false;
        QVERIFY_DONE(run<ListTokensJob>(wire(), request));
        request.filter = "nmae = x";
        const auto malformed = run<ListTokensJob>(wire(), request);
        QCOMPARE(malformed.error().fault, Fault::Malformed);
        QVERIFY(malformed.error().extra.contains("position"));

        const auto disabled =
            run<BatchTokensJob>(wire(), BatchOrder{BatchAction::Disable, "found", DisableCode::Leaked}, ids);
        QVERIFY_DONE(disabled);
        QCOMPARE(disabled->results.size(), 3u);
        QVERIFY(disabled->results.at(2).isDone());
        const auto enabled = run<BatchTokensJob>(wire(), BatchOrder{BatchAction::Enable}, ids);
        QVERIFY_DONE(enabled);
        QVERIFY(!enabled->results.at(0).isDone()); // leaked: only after a rotation
    }

    void theStreamTellsAndResumes()
    {
        EventStream stream(wire());
        std::vector<LiveEvent> seen;
        connect(&stream, &EventStream::events, this,
                [&](const std::vector<LiveEvent>& events) { seen.insert(seen.end(), events.begin(), events.end()); });
        stream.start();
        QTRY_COMPARE_WITH_TIMEOUT(stream.phase(), EventStream::Phase::Live, 10'000);
        const auto token = made("streamed");
        QTRY_VERIFY_WITH_TIMEOUT(!seen.empty(), 10'000);
        QCOMPARE(seen.back().kind, std::string("token.created"));
        QCOMPARE(seen.back().objectId, token.id.text());
        QVERIFY(seen.back().whole);
        QCOMPARE(eventHash(*seen.back().whole), seen.back().whole->hash);
        ListRequest request;
        request.filter = "sequence = " + std::to_string(seen.back().sequence);
        const auto page = run<ListEventsJob>(wire(), request);
        QVERIFY_DONE(page);
        QCOMPARE(page->items.at(0).hash, seen.back().whole->hash);

        const auto last = stream.lastSequence();
        stream.stop();
        made("while away");
        stream.start({}, last);
        QTRY_COMPARE_WITH_TIMEOUT(seen.back().sequence, last + 1, 10'000);
    }

    void signsInAndOut()
    {
        const auto refused = run<SignInJob>(wire(), std::string("nobody"), SecretBytes("not the password"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().fault, Fault::NoSession);
        QVERIFY(wire().hasSession());
        QVERIFY_DONE(run<CurrentSessionJob>(wire()));
    }

    void theServerEndsWithItsLauncher()
    {
        m_connection.reset();
        m_server.reset();
        QVERIFY(m_folder.isValid());
    }
};

QTEST_GUILESS_MAIN(WireTest)
#include "wire_test.moc"

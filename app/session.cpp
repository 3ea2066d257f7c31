#include "app/session.h"

#include "network/definition_jobs.h"
#include "network/token_jobs.h"

namespace tokenhouse {

namespace {

/// A list call as a source of pages.
template <class Row, class ListJob>
class SessionSource final : public PageSource<Row> {
public:
    explicit SessionSource(Session& session) : m_session(session) {}

    void request(const ListRequest& request, typename PageSource<Row>::Answer answer) override
    {
        if (m_session.isAttached())
            start<ListJob>(m_session.connection(), request).then(&m_context, std::move(answer));
        else
            answer(fail(Fault::Unreachable, "There is no server to ask."));
    }

private:
    Session& m_session;
    QObject m_context; ///< answers end with the source
};

} // namespace

Session::Session(TimeText& times, QObject* parent) : QObject(parent), m_state(times) {}

Session::~Session() = default;

void Session::attach(std::unique_ptr<Connection> connection)
{
    const auto last = m_stream ? m_stream->lastSequence() : 0;
    m_stream.reset();
    m_connection = std::move(connection);
    m_hasLeft = false;
    connect(m_connection.get(), &Connection::certificateRefused, this, &Session::certificateRefused);
    connect(
        m_connection.get(), &Connection::sessionEnded, this, [this] { end(false); }, Qt::QueuedConnection);

    m_stream = std::make_unique<EventStream>(*m_connection);
    connect(m_stream.get(), &EventStream::live, this, [this] {
        m_awaySince.reset();
        m_failure.reset();
        m_state.setConnected();
        m_situation.setConnected(true);
        askFacts();
        askStatus();
        Q_EMIT back();
    });
    connect(m_stream.get(), &EventStream::lost, this,
            [this](const Failure& failure, std::chrono::milliseconds retryIn) { lose(retryIn, failure); });
    connect(m_stream.get(), &EventStream::refused, this, [this] { end(false); });
    connect(m_stream.get(), &EventStream::events, this, &Session::changes);
    connect(m_stream.get(), &EventStream::sessionChanged, this, &Session::askFacts);

    m_state.setConnecting();
    askFacts();
    askStatus();
    m_stream->start({}, last > 0 ? std::optional(last) : std::nullopt);
    Q_EMIT attached();
}

QString Session::groupsText() const
{
    QStringList names;
    for (const auto& group : m_facts.groups)
        names << QString::fromStdString(group);
    return names.join(QStringLiteral(", "));
}

std::shared_ptr<PageSource<Token>> Session::tokens()
{
    return std::make_shared<SessionSource<Token, ListTokensJob>>(*this);
}

std::shared_ptr<PageSource<Definition>> Session::definitions()
{
    return std::make_shared<SessionSource<Definition, ListDefinitionsJob>>(*this);
}

std::shared_ptr<PageSource<Event>> Session::events()
{
    return std::make_shared<SessionSource<Event, ListEventsJob>>(*this);
}

void Session::retryNow()
{
    if (!m_stream || m_stream->phase() != EventStream::Phase::Waiting)
        return;
    m_state.setConnecting();
    m_stream->retryNow();
}

void Session::signOut()
{
    if (m_connection && m_connection->hasSession())
        start<SignOutJob>(*m_connection).then(this, [this, left = m_connection.get()](const Result<void>&) {
            if (m_connection.get() == left) // otherwise one is elsewhere by now
                end(true);
        });
    else
        end(true);
}

void Session::suspend()
{
    if (m_stream)
        m_stream->stop();
    lose(std::chrono::seconds{1});
}

void Session::leave()
{
    m_stream.reset(); // its place in the chain is that of this server
    if (!isAttached())
        return;
    m_hasLeft = true;
    m_connection->disconnect(this);
    m_connection->clearSession();
    m_facts = {};
    m_status = {};
    m_awaySince.reset();
    m_failure.reset();
    m_situation.setPermissions({});
    m_situation.setFeatures({});
    m_situation.setConnected(false);
    m_state.setSignedOut();
    Q_EMIT left();
    Q_EMIT factsChanged();
}

void Session::askFacts()
{
    start<CurrentSessionJob>(*m_connection).then(this, [this](Result<SessionFacts> facts) {
        if (!facts)
            return; // a lost server is the stream's matter, an ended session the connection's
        m_facts = std::move(*facts);
        m_situation.setPermissions(m_facts.permissions);
        Q_EMIT factsChanged();
    });
}

void Session::askStatus()
{
    start<StatusJob>(*m_connection).then(this, [this](Result<ServerStatus> status) {
        if (!status)
            return;
        m_status = std::move(*status);
        m_situation.setFeatures(m_status.features);
        Q_EMIT factsChanged();
    });
}

void Session::lose(std::chrono::milliseconds retryIn, std::optional<Failure> failure)
{
    m_failure = std::move(failure);
    m_state.setLost(retryIn);
    m_situation.setConnected(false);
    if (!m_awaySince) {
        m_awaySince = now();
        Q_EMIT away(*m_awaySince);
    }
}

void Session::end(bool byUser)
{
    if (m_state.phase() == ConnectionState::Phase::SignedOut)
        return;
    if (m_stream)
        m_stream->stop();
    if (m_connection)
        m_connection->clearSession();
    if (byUser)
        leave();
    m_state.setSignedOut();
    m_situation.setConnected(false);
    if (isAttached() && !m_awaySince) {
        m_awaySince = now();
        Q_EMIT away(*m_awaySince);
    }
    Q_EMIT signedOut(byUser);
}

} // namespace tokenhouse

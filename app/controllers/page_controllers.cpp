#include "app/controllers/page_controllers.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>

#include "core/filter.h"
#include "core/text.h"
#include "models/filter_chip.h"
#include "network/definition_jobs.h"
#include "network/token_jobs.h"

namespace tokenhouse {

namespace {

constexpr std::size_t linksShown = 6;
constexpr std::size_t idsInFilter = 120; ///< what a filter still shows in its bar

ListRequest countRequest()
{
    ListRequest request;
    request.pageSize = 1;
    return request;
}

template <class ListJob>
void countBy(Session& session, QObject* owner, std::function<void(std::optional<qint64>)> answer)
{
    start<ListJob>(session.connection(), countRequest()).then(owner, [answer = std::move(answer)](auto page) {
        answer(page && page->totalSize ? std::optional<qint64>(*page->totalSize) : std::nullopt);
    });
}

std::span<const Uuid> first(const std::vector<Uuid>& ids, std::size_t most)
{
    return std::span(ids).first(std::min(most, ids.size()));
}

QString objectFilter(const QString& id)
{
    return QStringLiteral("objectId = %1 OR related:%1").arg(id);
}

bool touches(const LiveEvent& event, const QString& id)
{
    const auto text = id.toStdString();
    return !text.empty()
           && (event.objectId == text
               || std::find(event.related.begin(), event.related.end(), text) != event.related.end());
}

QString missing(Permission permission)
{
    const auto name = permissionName(permission);
    return QObject::tr("Needs the permission %1.")
        .arg(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
}

/// Who may not is told why nothing opens.
bool maySeeEvents(const CommandContext& context)
{
    const bool may = context.session.facts().permissions.has(Permission::EventsRead);
    if (!may)
        context.say(missing(Permission::EventsRead));
    return may;
}

} // namespace

TokensController::TokensController(CommandContext& context, FilterState& filter, QObject* parent)
    : ListController(context, context.tokens, filter, ObjectKind::Token, parent),
      m_history(context.times),
      m_page(new TokensPage(context.tokens, filter, m_history, context.times))
{
    setView(m_page);
    connect(m_page, &TokensPage::apisWanted, this, &TokensController::showApis);
    connect(m_page, &ListPageView::currentChanged, this, [this](const QString& id) { m_history.setObject(id); });
    connect(&context.session, &Session::factsChanged, &m_history, &HistoryModel::refresh);
    connect(m_page, &TokensPage::apiChosen, this,
            [this](const QString& id) { this->context().open(ObjectKind::Definition, id); });
    connect(m_page, &TokensPage::allApisChosen, this,
            [this](const QString& id) { this->context().showDefinitions(QStringLiteral("allowedTokens:%1").arg(id)); });
    connect(m_page, &TokensPage::allEventsChosen, this, [this](const QString& id) {
        if (maySeeEvents(this->context()))
            Q_EMIT eventsWanted(objectFilter(id));
    });
    connect(m_page, &TokensPage::rotateWanted, this, &TokensController::rotateWanted);
    connect(m_page, &TokensPage::rotationWanted, this, &TokensController::rotationWanted);
}

void TokensController::ask()
{
    context().tokens.setSource(context().session.tokens());
    m_history.setSource(context().session.events());
}

void TokensController::forget()
{
    context().tokens.setSource(nullptr);
    m_history.setSource(nullptr);
}

void TokensController::count(std::function<void(std::optional<qint64>)> answer)
{
    countBy<ListTokensJob>(context().session, this, std::move(answer));
}

bool TokensController::concerns(const LiveEvent& event) const
{
    // A definition's change moves "used by" of the tokens it names.
    return event.objectType == "token" || (event.objectType == "definition" && event.kind != "definition.disabled");
}

void TokensController::onChanges(const std::vector<LiveEvent>& events)
{
    const auto id = m_page->table()->currentId();
    if (std::none_of(events.begin(), events.end(), [&](const auto& event) { return touches(event, id); }))
        return;
    m_history.refresh();
    showApis(id);
}

void TokensController::showApis(const QString& tokenId)
{
    if (!context().session.isAttached() || tokenId.isEmpty())
        return;
    if (!context().session.facts().permissions.has(Permission::DefinitionsRead)) {
        m_page->setApis(tokenId, {}, 0, missing(Permission::DefinitionsRead));
        return;
    }
    ListRequest request;
    request.filter = "allowedTokens:" + tokenId.toStdString();
    request.orderBy = "route";
    request.pageSize = linksShown;
    start<ListDefinitionsJob>(context().session.connection(), request)
        .then(this, [this, tokenId](Result<ListPage<Definition>> page) {
            if (!page)
                return; // what was shown stays; a lost server says so itself
            QList<LinkRow> rows;
            for (const auto& definition : page->items)
                rows << LinkRow{QString::fromStdString(definition.id.text()),
                                QString::fromStdString(displaySafe(definition.route)),
                                DefinitionsModel::actionText(definition.action), definition.isDisabled};
            m_page->setApis(tokenId, rows, page->totalSize.value_or(rows.size()));
        });
}

ApisController::ApisController(CommandContext& context, FilterState& filter, QObject* parent)
    : ListController(context, context.definitions, filter, ObjectKind::Definition, parent),
      m_history(context.times),
      m_page(new ApisPage(context.definitions, filter, m_history, context.times))
{
    setView(m_page);
    connect(m_page, &ApisPage::tokensWanted, this, &ApisController::showTokens);
    connect(m_page, &ListPageView::currentChanged, this, [this](const QString& id) { m_history.setObject(id); });
    connect(&context.session, &Session::factsChanged, &m_history, &HistoryModel::refresh);
    connect(m_page, &ApisPage::tokenChosen, this,
            [this](const QString& id) { this->context().open(ObjectKind::Token, id); });
    connect(m_page, &ApisPage::allEventsChosen, this, [this](const QString& id) {
        if (maySeeEvents(this->context()))
            Q_EMIT eventsWanted(objectFilter(id));
    });
    connect(m_page, &ApisPage::allTokensChosen, this, [this](const QString& id) {
        const auto* definition = this->context().definitions.byId(id);
        if (!definition)
            return;
        const auto& all = definition->allowedTokens;
        const auto named = first(all, idsInFilter);
        Q_EMIT ApisController::tokensWanted(QString::fromStdString(anyOf("id", named)));
        if (named.size() < all.size())
            this->context().say(tr("These are %1 of the %2 tokens of this API.")
                                    .arg(QLocale().toString(named.size()), QLocale().toString(all.size())));
    });
}

void ApisController::ask()
{
    context().definitions.setSource(context().session.definitions());
    m_history.setSource(context().session.events());
}

void ApisController::forget()
{
    context().definitions.setSource(nullptr);
    m_history.setSource(nullptr);
}

void ApisController::count(std::function<void(std::optional<qint64>)> answer)
{
    countBy<ListDefinitionsJob>(context().session, this, std::move(answer));
}

bool ApisController::concerns(const LiveEvent& event) const
{
    return event.objectType == "definition";
}

void ApisController::onChanges(const std::vector<LiveEvent>& events)
{
    const auto id = m_page->table()->currentId();
    if (std::any_of(events.begin(), events.end(), [&](const auto& event) { return touches(event, id); }))
        m_history.refresh();
}

void ApisController::showTokens(const QString& definitionId)
{
    const auto* definition = context().definitions.byId(definitionId);
    if (!definition || !context().session.isAttached())
        return;
    const auto total = static_cast<qint64>(definition->allowedTokens.size());
    if (total == 0) {
        m_page->setTokens(definitionId, {}, 0);
        return;
    }
    if (!context().session.facts().permissions.has(Permission::TokensRead)) {
        m_page->setTokens(definitionId, {}, total, missing(Permission::TokensRead));
        return;
    }
    ListRequest request;
    request.filter = anyOf("id", first(definition->allowedTokens, linksShown));
    request.orderBy = "name";
    request.count = false;
    start<ListTokensJob>(context().session.connection(), request)
        .then(this, [this, definitionId, total](Result<ListPage<Token>> page) {
            if (!page)
                return;
            QList<LinkRow> rows;
            for (const auto& token : page->items) {
                const auto face = faceOf(token, this->context().times.now());
                rows << LinkRow{QString::fromStdString(token.id.text()),
                                QString::fromStdString(displaySafe(token.name)),
                                face == Face::Active ? QString() : faceText(face), !isUsable(face)};
            }
            m_page->setTokens(definitionId, rows, total);
        });
}

EventsController::EventsController(CommandContext& context, EventsModel& model, FilterState& filter, QObject* parent)
    : ListController(context, model, filter, ObjectKind::Event, parent),
      m_events(model),
      m_page(new EventsPage(model, filter, context.times))
{
    setView(m_page);
    connect(m_page, &EventsPage::objectChosen, this, [this](const QString& type, const QString& id) {
        const auto known = Uuid::parse(id.toStdString());
        if (known && type == QLatin1String("token"))
            openIfThere<GetTokenJob>(ObjectKind::Token, *known);
        else if (known && type == QLatin1String("definition"))
            openIfThere<GetDefinitionJob>(ObjectKind::Definition, *known);
    });
    connect(m_page, &EventsPage::userChosen, this, [this](const QString& user) {
        this->filter().setFilter(
            QStringLiteral("user = %1").arg(QString::fromStdString(quoteForFilter(user.toStdString()))));
    });
    connect(m_page, &EventsPage::tokenNamesWanted, this, &EventsController::nameTokens);
    connect(m_page, &EventsPage::copyJsonWanted, this, [this](const QString& sequence) {
        if (const auto* event = m_events.byId(sequence))
            QGuiApplication::clipboard()->setText(QString::fromStdString(canonicalJson(eventJson(*event))));
    });
}

/// An event outlives what it is about.
template <class Job>
void EventsController::openIfThere(ObjectKind kind, const Uuid& id)
{
    if (!context().session.isAttached())
        return;
    start<Job>(context().session.connection(), id).then(this, [this, kind, id](const auto& answer) {
        if (!answer && answer.error().fault == Fault::NotFound)
            context().say(tr("It was deleted. Its events are here still."));
        else
            context().open(kind, QString::fromStdString(id.text()));
    });
}

/// An event holds the ids of tokens; people know them by their names.
void EventsController::nameTokens(const std::vector<Uuid>& ids)
{
    if (!context().session.isAttached())
        return;
    ListRequest request;
    request.filter = anyOf("id", ids);
    request.pageSize = static_cast<int>(ids.size());
    request.count = false;
    start<ListTokensJob>(context().session.connection(), request).then(this, [this, ids](Result<ListPage<Token>> page) {
        if (!page)
            return;
        QHash<QString, QString> names;
        auto gone = ids;
        for (const auto& token : page->items) {
            names.insert(QString::fromStdString(token.id.text()), QString::fromStdString(displaySafe(token.name)));
            std::erase(gone, token.id);
        }
        m_page->setTokenNames(names);
        if (!gone.empty())
            nameDeleted(gone);
    });
}

void EventsController::nameDeleted(const std::vector<Uuid>& ids)
{
    ListRequest request;
    request.filter = "kind = token.deleted AND (" + anyOf("objectId", ids) + ')';
    request.pageSize = static_cast<int>(ids.size());
    request.count = false;
    start<ListEventsJob>(context().session.connection(), request).then(this, [this](Result<ListPage<Event>> page) {
        if (!page)
            return;
        QHash<QString, QString> names;
        for (const auto& event : page->items)
            names.insert(QString::fromStdString(event.objectId),
                         tr("%1 (deleted)").arg(QString::fromStdString(displaySafe(event.objectName))));
        m_page->setTokenNames(names);
    });
}

void EventsController::ask()
{
    m_events.setSource(context().session.events());
}

void EventsController::forget()
{
    m_events.setSource(nullptr);
}

void EventsController::count(std::function<void(std::optional<qint64>)> answer)
{
    countBy<ListEventsJob>(context().session, this, std::move(answer));
}

bool EventsController::concerns(const LiveEvent&) const
{
    return true;
}

} // namespace tokenhouse

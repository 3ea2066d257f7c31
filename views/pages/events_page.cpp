#include "views/pages/events_page.h"

#include <QVBoxLayout>

#include "models/event_text.h"
#include "models/text.h"
#include "views/widgets/button.h"
#include "views/widgets/difference_table.h"
#include "views/widgets/fact_grid.h"
#include "views/widgets/row_delegate.h"

namespace tokenhouse {

namespace {

const QString objectKey = QStringLiteral("object");

DetailFact fact(const QString& key, const QString& label, const QString& value,
                DetailFact::Kind kind = DetailFact::Kind::Text)
{
    DetailFact result;
    result.key = key;
    result.label = label;
    result.value = value;
    result.tip = value;
    result.exact = value;
    result.kind = kind;
    return result;
}

} // namespace

EventsPage::EventsPage(EventsModel& model, FilterState& filter, const TimeText& times, QWidget* parent)
    : ListPageView(tr("Events"), model, filter,
                   FilterWords{tr("Object, user, kind… or add a filter"),
                               {},
                               {},
                               QStringLiteral("user"),
                               tr("User"),
                               QStringLiteral("time"),
                               tr("Time")},
                   TableWords{tr("Events"),
                              tr("Nothing has happened yet"),
                              tr("Every change, sign-in and refusal is recorded here, for good."),
                              {},
                              tr("No event fits the filter"),
                              tr("Take a word or a condition away.")},
                   times, parent),
      m_events(model),
      m_times(times)
{
    table()->rowDelegate()->setLinkColumn(EventsModel::Object);
    table()->setColumnWidth(EventsModel::What, 190);
    QWidget* host = details()->body()->parentWidget();
    m_changedHead = new SectionHead(tr("What changed"), {}, host);
    m_differences = new DifferenceTable(host);
    m_proofHead = new SectionHead(tr("Proof"), {}, host);
    m_proof = new FactGrid(host);
    m_copyJson = new Button(tr("Copy as JSON"), Button::Kind::Normal, host);
    QVBoxLayout* body = details()->body();
    body->addWidget(m_changedHead);
    body->addWidget(m_differences);
    body->addSpacing(14);
    body->addWidget(m_proofHead);
    body->addWidget(m_proof);
    body->addSpacing(10);
    body->addWidget(m_copyJson);
    connect(m_proof, &FactGrid::copyWanted, this, &ListPageView::copyWanted);
    connect(details(), &DetailsPane::factLinkChosen, this, &EventsPage::followLink);
    connect(m_copyJson, &Button::chosen, this, [this] { Q_EMIT copyJsonWanted(m_id); });
    connect(&times, &TimeText::changed, this, [this] { fillDetails(table()->currentId()); });
    fillDetails({});
}

void EventsPage::fillDetails(const QString& id)
{
    const Event* event = id.isEmpty() ? nullptr : m_events.byId(id);
    if (!event) {
        if (!id.isEmpty() && id == m_id)
            return;
        m_id.clear();
        details()->showNothing(model().rowCount() > 0
                                   ? tr("Pick an event to see what was there before and after it, and its proof.")
                                   : QString());
        return;
    }
    if (m_id != id) {
        m_tokenNames.clear();
        m_id = id;
        if (const auto tokens = tokensNamedIn(*event); !tokens.empty())
            Q_EMIT tokenNamesWanted(tokens);
    }
    details()->setTitle(
        eventKindText(event->kind),
        tr("Event %1 · %2")
            .arg(QLocale().toString(static_cast<qlonglong>(event->sequence)), m_times.exactText(event->time)));
    details()->hideFace();
    std::vector<DetailFact> facts;
    if (!event->objectName.empty() || !event->objectId.empty()) {
        facts.push_back(
            fact(objectKey, tr("Object"), safeText(event->objectName.empty() ? event->objectId : event->objectName)));
        if (event->objectType == "token" || event->objectType == "definition")
            facts.back().link = tr("show");
    }
    facts.push_back(fact(QStringLiteral("user"), tr("User"), safeText(event->user)));
    facts.back().link = tr("all by this user");
    QStringList from;
    for (const std::string& part : {event->address, event->client}) {
        if (!part.empty())
            from.append(safeText(part));
    }
    if (!from.isEmpty())
        facts.push_back(
            fact(QStringLiteral("from"), tr("From"), from.join(QStringLiteral(" · ")), DetailFact::Kind::Multiline));
    if (!event->reason.empty())
        facts.push_back(
            fact(QStringLiteral("reason"), tr("Reason"), safeText(event->reason), DetailFact::Kind::Multiline));
    if (!event->operationId.empty())
        facts.push_back(
            fact(QStringLiteral("operation"), tr("Operation"), safeText(event->operationId), DetailFact::Kind::Id));
    if (!event->correlationId.empty())
        facts.push_back(fact(QStringLiteral("correlation"), tr("Correlation"), safeText(event->correlationId),
                             DetailFact::Kind::Id));
    details()->setFacts(facts);
    const auto differences = fieldDifferences(*event, m_times, m_tokenNames);
    m_changedHead->setVisible(!differences.empty());
    m_differences->setVisible(!differences.empty());
    m_differences->setDifferences(differences);

    m_proof->setFacts(
        {fact(QStringLiteral("hash"), tr("This event"), exactText(event->hash), DetailFact::Kind::Id),
         fact(QStringLiteral("previousHash"), tr("Before it"), exactText(event->previousHash), DetailFact::Kind::Id)});
}

void EventsPage::setTokenNames(const QHash<QString, QString>& names)
{
    m_tokenNames.insert(names);
    refreshDetails();
}

void EventsPage::followLink(const QString& key)
{
    const Event* event = m_events.byId(m_id);
    if (!event)
        return;
    if (key == objectKey)
        Q_EMIT objectChosen(exactText(event->objectType), exactText(event->objectId));
    else
        Q_EMIT userChosen(exactText(event->user));
}

} // namespace tokenhouse

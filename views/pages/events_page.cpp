#include "views/pages/events_page.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include "models/event_text.h"
#include "models/text.h"
#include "views/widgets/button.h"
#include "views/widgets/difference_table.h"
#include "views/widgets/label.h"
#include "views/widgets/row_delegate.h"

namespace tokenhouse {

namespace {

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
                   parent),
      m_events(model),
      m_times(times)
{
    table()->rowDelegate()->setLinkColumn(EventsModel::Object);
    table()->setColumnWidth(EventsModel::What, 190);
    QWidget* host = details()->body()->parentWidget();
    m_changedHead = new SectionHead(tr("What changed"), {}, host);
    m_differences = new DifferenceTable(host);
    m_proofHead = new SectionHead(tr("Proof"), {}, host);
    m_proof = new QWidget(host);
    auto* proof = new QGridLayout(m_proof);
    proof->setContentsMargins(0, 0, 0, 10);
    proof->setColumnMinimumWidth(0, 92);
    proof->setColumnStretch(1, 1);
    m_copyJson = new Button(tr("Copy as JSON"), Button::Kind::Normal, host);
    QVBoxLayout* body = details()->body();
    body->addWidget(m_changedHead);
    body->addWidget(m_differences);
    body->addSpacing(14);
    body->addWidget(m_proofHead);
    body->addWidget(m_proof);
    body->addWidget(m_copyJson);
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
        details()->showNothing(tr("Pick an event to see what was there before and after it, and its proof."));
        return;
    }
    m_id = id;
    details()->setTitle(
        eventKindText(event->kind),
        tr("Event %1 · %2")
            .arg(QLocale().toString(static_cast<qlonglong>(event->sequence)), m_times.exactText(event->time)));
    details()->hideFace();
    std::vector<DetailFact> facts;
    if (!event->objectName.empty() || !event->objectId.empty())
        facts.push_back(fact(QStringLiteral("object"), tr("Object"),
                             safeText(event->objectName.empty() ? event->objectId : event->objectName)));
    facts.push_back(fact(QStringLiteral("user"), tr("User"), safeText(event->user)));
    QStringList from;
    for (const std::string& part : {event->address, event->client}) {
        if (!part.empty())
            from.append(safeText(part));
    }
    if (!from.isEmpty())
        facts.push_back(fact(QStringLiteral("from"), tr("From"), from.join(QStringLiteral(" · "))));
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
    const QString user = exactText(event->user);
    const QString type = exactText(event->objectType);
    const QString object = exactText(event->objectId);
    if (type == QLatin1String("token") || type == QLatin1String("definition"))
        details()->addFactLink(QStringLiteral("object"), tr("show"),
                               [this, type, object] { Q_EMIT objectChosen(type, object); });
    details()->addFactLink(QStringLiteral("user"), tr("all by this user"), [this, user] { Q_EMIT userChosen(user); });

    const auto differences = fieldDifferences(*event, m_times);
    m_changedHead->setVisible(!differences.empty());
    m_differences->setVisible(!differences.empty());
    m_differences->setDifferences(differences);

    auto* grid = static_cast<QGridLayout*>(m_proof->layout());
    while (QLayoutItem* item = grid->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    int row = 0;
    for (const auto& [label, hash] : {std::pair{tr("This event"), exactText(event->hash)},
                                      std::pair{tr("Before it"), exactText(event->previousHash)}}) {
        QLabel* text = plainLabel(hash.left(4) + QChar(0x2026) + hash.right(4), Role::Text, Theme::mono(), m_proof);
        text->setToolTip(tipText(hash));
        auto* copy = new Button({}, Button::Kind::Quiet, m_proof);
        copy->setIconName(QStringLiteral("copy"));
        copy->setFixedSize(22, 20);
        copy->setSpokenName(tr("Copy the hash: %1").arg(label));
        connect(copy, &Button::chosen, this, [this, hash = hash] { Q_EMIT copyWanted(hash); });
        QLabel* title = plainLabel(label, Role::Muted, Theme::body(), m_proof);
        grid->addWidget(title, row, 0);
        grid->addWidget(text, row, 1);
        grid->addWidget(copy, row, 2);
        for (QWidget* part : {static_cast<QWidget*>(title), static_cast<QWidget*>(text), static_cast<QWidget*>(copy)})
            part->show();
        ++row;
    }
}

} // namespace tokenhouse

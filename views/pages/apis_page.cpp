#include "views/pages/apis_page.h"

#include <QVBoxLayout>

#include "models/object_details.h"
#include "views/widgets/row_delegate.h"
#include "views/widgets/timeline.h"

namespace tokenhouse {

ApisPage::ApisPage(DefinitionsModel& model, FilterState& filter, HistoryModel& history, const TimeText& times,
                   QWidget* parent)
    : ListPageView(tr("APIs"), model, filter,
                   FilterWords{tr("Route, name, user… or add a filter"),
                               {{QStringLiteral("false"), faceText(Face::Active)},
                                {QStringLiteral("true"), faceText(Face::Disabled)}},
                               QStringLiteral("isDisabled"),
                               QStringLiteral("createdBy"),
                               tr("Created by"),
                               QStringLiteral("lastModified"),
                               tr("Modified")},
                   TableWords{tr("APIs"), tr("No APIs yet"),
                              tr("An API is a route, what it does when it is called, and the tokens that may call it."),
                              tr("New API"), tr("No API fits the filter"), tr("Take a word or a condition away.")},
                   times, parent),
      m_definitions(model),
      m_times(times)
{
    table()->rowDelegate()->setRouteColumn(DefinitionsModel::RouteText);
    QWidget* host = details()->body()->parentWidget();
    m_tokensHead = new SectionHead(tr("Allowed tokens"), {}, host);
    m_tokens = new LinkList(host);
    m_historyHead = new SectionHead(tr("History"), tr("All events"), host);
    m_timeline = new Timeline(history, host);
    for (QWidget* part : {static_cast<QWidget*>(m_tokensHead), static_cast<QWidget*>(m_tokens),
                          static_cast<QWidget*>(m_historyHead), static_cast<QWidget*>(m_timeline)})
        details()->body()->addWidget(part);
    connect(m_tokens, &LinkList::linkChosen, this, &ApisPage::tokenChosen);
    connect(m_tokens, &LinkList::moreChosen, this, [this] { Q_EMIT allTokensChosen(m_id); });
    connect(m_tokensHead, &SectionHead::linkChosen, this, [this] { Q_EMIT allTokensChosen(m_id); });
    connect(m_historyHead, &SectionHead::linkChosen, this, [this] { Q_EMIT allEventsChosen(m_id); });
    connect(&times, &TimeText::changed, this, [this] { fillDetails(table()->currentId()); });
    fillDetails({});
}

void ApisPage::fillDetails(const QString& id)
{
    const Definition* definition = id.isEmpty() ? nullptr : m_definitions.byId(id);
    if (!definition) {
        if (!id.isEmpty() && id == m_id)
            return;
        m_id.clear();
        details()->showNothing(
            model().rowCount() > 0 ? tr("Pick an API to see who may call it and what happened to it.") : QString());
        return;
    }
    const bool isAnother = id != m_id;
    const ObjectDetails facts = detailsOf(*definition, m_times);
    details()->setTitle(facts.title);
    details()->setFace(facts.face, facts.faceText);
    details()->setFacts(facts.facts);
    const int count = static_cast<int>(definition->allowedTokens.size());
    if (isAnother) {
        m_tokensHead->setTitle(tr("%Ln allowed tokens", nullptr, count));
        m_tokensHead->setLink({});
        m_tokens->setRows({}, 0, count == 0 ? tr("No token may call it yet.") : tr("Loading…"));
    }
    const bool isStale = isAnother || definition->revision != m_revision;
    m_id = id;
    m_revision = definition->revision;
    if (isStale)
        Q_EMIT tokensWanted(id);
}

void ApisPage::setTokens(const QString& definitionId, const QList<LinkRow>& tokens, qint64 total,
                         const QString& forbidden)
{
    if (definitionId != m_id)
        return;
    m_tokensHead->setTitle(tr("%Ln allowed tokens", nullptr, static_cast<int>(total)));
    m_tokensHead->setLink(total > tokens.size() ? tr("Show all") : QString());
    m_tokens->setRows(tokens, tokens.size(), forbidden.isEmpty() ? tr("No token may call it yet.") : forbidden);
}

} // namespace tokenhouse

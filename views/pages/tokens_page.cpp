#include "views/pages/tokens_page.h"

#include <algorithm>

#include <QVBoxLayout>

#include "models/object_details.h"
#include "models/text.h"
#include "views/widgets/button.h"
#include "views/widgets/timeline.h"

namespace tokenhouse {

namespace {
const QString secretKey = QStringLiteral("secret");
const QString oldSecretKey = QStringLiteral("previousSecretUntil");
} // namespace

std::vector<std::pair<QString, QString>> tokenStateWords()
{
    return {{QStringLiteral("active"), faceText(Face::Active)},
            {QStringLiteral("unclaimed"), faceText(Face::Unclaimed)},
            {QStringLiteral("disabled"), faceText(Face::Disabled)},
            {QStringLiteral("expired"), faceText(Face::Expired)},
            {QStringLiteral("held"), faceText(Face::Held)}};
}

TokensPage::TokensPage(TokensModel& model, FilterState& filter, HistoryModel& history, const TimeText& times,
                       QWidget* parent)
    : ListPageView(tr("Tokens"), model, filter,
                   FilterWords{tr("Name, owner, user… or add a filter"), tokenStateWords(), QStringLiteral("state"),
                               QStringLiteral("createdBy"), tr("Created by"), QStringLiteral("lastModified"),
                               tr("Modified")},
                   TableWords{tr("Tokens"), tr("No tokens yet"),
                              tr("A token lets a program call the APIs that list it. Its secret is shown once."),
                              tr("New token"), tr("No token fits the filter"), tr("Take a word or a condition away.")},
                   times, parent),
      m_tokens(model),
      m_times(times)
{
    QWidget* host = details()->body()->parentWidget();
    m_apisHead = new SectionHead(tr("May call"), tr("Show all"), host);
    m_apis = new LinkList(host);
    m_historyHead = new SectionHead(tr("History"), tr("All events"), host);
    m_timeline = new Timeline(history, host);
    for (QWidget* part : {static_cast<QWidget*>(m_apisHead), static_cast<QWidget*>(m_apis),
                          static_cast<QWidget*>(m_historyHead), static_cast<QWidget*>(m_timeline)})
        details()->body()->addWidget(part);
    connect(m_apis, &LinkList::linkChosen, this, &TokensPage::apiChosen);
    connect(m_apis, &LinkList::moreChosen, this, [this] { Q_EMIT allApisChosen(m_id); });
    connect(m_apisHead, &SectionHead::linkChosen, this, [this] { Q_EMIT allApisChosen(m_id); });
    connect(m_historyHead, &SectionHead::linkChosen, this, [this] { Q_EMIT allEventsChosen(m_id); });
    connect(details(), &DetailsPane::factLinkChosen, this, [this](const QString& key) {
        if (key == secretKey)
            Q_EMIT rotateWanted(m_id);
        else
            Q_EMIT rotationWanted(m_id);
    });
    connect(&times, &TimeText::changed, this, [this] { fillDetails(table()->currentId()); });
    fillDetails({});
}

void TokensPage::fillDetails(const QString& id)
{
    const Token* token = id.isEmpty() ? nullptr : m_tokens.byId(id);
    if (!token) {
        if (!id.isEmpty() && id == m_id)
            return; // its page is on its way; what was known stays
        m_id.clear();
        details()->showNothing(
            model().rowCount() > 0 ? tr("Pick a token to see what it may call and what happened to it.") : QString());
        return;
    }
    const bool isAnother = id != m_id;
    ObjectDetails facts = detailsOf(*token, m_times);
    std::ranges::find(facts.facts, secretKey, &DetailFact::key)->link = tr("Rotate…");
    if (const auto old = std::ranges::find(facts.facts, oldSecretKey, &DetailFact::key); old != facts.facts.end())
        old->link = tr("Compare…");
    details()->setTitle(facts.title);
    details()->setFace(facts.face, facts.faceText);
    details()->setFacts(facts.facts);
    details()->factLink(secretKey)->setBlocked(m_rotateBlocked);
    if (isAnother) {
        m_apisHead->setTitle(tr("May call %Ln APIs", nullptr, static_cast<int>(token->usedBy)));
        m_apisHead->setLink({});
        m_apis->setRows({}, 0,
                        token->usedBy == 0 ? tr("It is on no API, so nothing can be called with it.") : tr("Loading…"));
    }
    const bool isStale = isAnother || token->revision != m_revision;
    m_id = id;
    m_revision = token->revision;
    if (isStale)
        Q_EMIT apisWanted(id);
}

void TokensPage::setApis(const QString& tokenId, const QList<LinkRow>& apis, qint64 total, const QString& forbidden)
{
    if (tokenId != m_id)
        return;
    m_apisHead->setTitle(tr("May call %Ln APIs", nullptr, static_cast<int>(total)));
    m_apisHead->setLink(total > apis.size() ? tr("Show all") : QString());
    m_apis->setRows(apis, apis.size(),
                    forbidden.isEmpty() ? tr("It is on no API, so nothing can be called with it.") : forbidden);
}

void TokensPage::setRotateBlocked(const QString& reason)
{
    m_rotateBlocked = reason;
    if (auto* rotate = details()->factLink(secretKey))
        rotate->setBlocked(reason);
}

} // namespace tokenhouse

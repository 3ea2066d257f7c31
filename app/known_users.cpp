#include "app/known_users.h"

#include <algorithm>

#include <QCollator>

#include "models/text.h"
#include "network/server_jobs.h"

namespace tokenhouse {

KnownUsers::KnownUsers(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(200);
    connect(&m_pause, &QTimer::timeout, this, &KnownUsers::ask);
    connect(&session, &Session::factsChanged, this, [this] { m_pause.start(); });
    connect(&session, &Session::left, this, [this] {
        m_seen.clear();
        m_server.clear();
        Q_EMIT changed();
    });
    connect(&session, &Session::changes, this, [this](const std::vector<LiveEvent>& events) {
        if (std::any_of(events.begin(), events.end(), [](const auto& event) { return event.objectType == "user"; }))
            m_pause.start();
    });
}

void KnownUsers::watch(PagedModel& model, const QStringList& columns)
{
    const auto seeRows = [this, &model, columns](int first, int last) { see(model, columns, first, last); };
    const auto seeAll = [seeRows, &model] { seeRows(0, std::min(model.rowCount(), PagedModel::pageRows) - 1); };
    connect(&model, &QAbstractItemModel::modelReset, this, seeAll);
    connect(&model, &PagedModel::refreshed, this, seeAll);
    connect(&model, &QAbstractItemModel::dataChanged, this,
            [seeRows](const QModelIndex& from, const QModelIndex& until, const QList<int>& roles) {
                if (roles.isEmpty()) // with roles only the words for times moved on
                    seeRows(from.row(), until.row());
            });
}

QStringList KnownUsers::names() const
{
    auto all = m_server.empty() ? m_seen : m_server;
    if (!m_session.userName().isEmpty())
        all.insert(m_session.userName());
    QStringList list(all.begin(), all.end());
    const QCollator order;
    std::sort(list.begin(), list.end(), order);
    return list;
}

void KnownUsers::ask()
{
    if (!m_session.isAttached())
        return;
    if (!m_session.facts().permissions.has(Permission::UsersManage)) {
        m_server.clear();
        Q_EMIT changed();
        return;
    }
    if (m_asking)
        m_asking->cancel();
    askPage({}, {});
}

void KnownUsers::askPage(const std::string& pageToken, std::set<QString> before)
{
    auto& job = start<ListUsersJob>(m_session.connection(), pageToken);
    m_asking = &job;
    job.then(this, [this, before = std::move(before)](const Result<UserPage>& page) {
        if (!page || !m_session.isAttached())
            return; // what was known stays
        auto names = before;
        for (const auto& user : page->users)
            names.insert(exactText(user.name));
        if (!page->nextPageToken.empty() && names.size() > before.size()) { // a page that brings nobody ends it
            askPage(page->nextPageToken, std::move(names));
            return;
        }
        m_server = std::move(names);
        Q_EMIT changed();
    });
}

void KnownUsers::see(const PagedModel& model, const QStringList& columns, int first, int last)
{
    const auto before = m_seen.size();
    for (int row = first; row <= last; ++row) {
        if (!model.isLoaded(row))
            continue;
        for (const auto& key : columns) {
            const auto name = model.index(row, model.columnOf(key)).data(ExactRole).toString();
            if (!name.isEmpty())
                m_seen.insert(name);
        }
    }
    if (m_seen.size() != before)
        Q_EMIT changed();
}

} // namespace tokenhouse

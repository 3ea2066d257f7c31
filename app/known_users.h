#pragma once

#include <set>
#include <string>

#include <QPointer>
#include <QStringList>
#include <QTimer>

#include "app/session.h"
#include "models/paged_model.h"

namespace tokenhouse {

/// The users that a filter can offer: those of the server where one may ask for them, otherwise those that were seen in
/// the rows of the tables; the one who is signed in always. GUI thread; session and models must outlive it.
class KnownUsers : public QObject {
    Q_OBJECT

public:
    KnownUsers(Session& session, QObject* parent = nullptr);

    /// Names in these columns of the model's rows count as seen.
    void watch(PagedModel& model, const QStringList& columns);
    QStringList names() const; ///< sorted as people sort

Q_SIGNALS:
    void changed();

private:
    void ask();
    void askPage(const std::string& pageToken, std::set<QString> before);
    void see(const PagedModel& model, const QStringList& columns, int first, int last);

    Session& m_session;
    QPointer<Job> m_asking;
    QTimer m_pause; ///< many changes make one question
    std::set<QString> m_seen;
    std::set<QString> m_server;
};

} // namespace tokenhouse

#pragma once

#include <memory>

#include <QObject>
#include <QTemporaryDir>

#include "app/session.h"
#include "network/local_server.h"

namespace tokenhouse {

/// The local workspace: a server of our own, its data directory, and the session attached to it for as long as this
/// lives. A server that ends without being asked is started again and the session goes on. GUI thread.
class Workspace : public QObject {
    Q_OBJECT

public:
    /// `dataDirectory` empty: the user's own below the data directory of the platform.
    Workspace(Session& session, QString dataDirectory, QObject* parent = nullptr);
    ~Workspace() override;

    /// A throw-away one with demo stock, removed with this object.
    static std::unique_ptr<Workspace> makeDemo(Session& session, QObject* parent = nullptr);

    void start();
    QString dataDirectory() const { return m_directory; }
    bool isDemo() const { return m_temporary != nullptr; }
    /// Where API calls go, "http://127.0.0.1:5002"; empty until ready.
    QUrl endpoint() const;

Q_SIGNALS:
    void ready();
    void failed(const tokenhouse::Failure& failure);

private:
    void launch();
    void fillWithDemo();

    Session& m_session;
    QString m_directory;
    std::unique_ptr<QTemporaryDir> m_temporary;
    std::unique_ptr<LocalServer> m_server;
};

} // namespace tokenhouse

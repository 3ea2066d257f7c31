#pragma once

#include <optional>

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

#include "network/certificate_facts.h"

namespace tokenhouse {

/// What the application remembers between runs: never a secret. GUI thread.
class Settings {
public:
    Settings();
    /// Of a folder of its own, for tests.
    explicit Settings(const QString& file);

    QByteArray windowGeometry() const { return m_store.value(QStringLiteral("window/geometry")).toByteArray(); }
    void setWindowGeometry(const QByteArray& geometry)
    {
        m_store.setValue(QStringLiteral("window/geometry"), geometry);
    }

    /// Empty = the local workspace.
    QString lastServer() const { return m_store.value(QStringLiteral("server/url")).toString(); }
    void setLastServer(const QString& url) { m_store.setValue(QStringLiteral("server/url"), url); }
    QString lastUser(const QString& server) const { return m_store.value(userKey(server)).toString(); }
    void setLastUser(const QString& server, const QString& user) { m_store.setValue(userKey(server), user); }
    /// How it is called here; empty when it was not given a name.
    QString serverName(const QString& server) const { return m_store.value(nameKey(server)).toString(); }
    void setServerName(const QString& server, const QString& name) { m_store.setValue(nameKey(server), name); }
    /// Whether the user asked for the password of this server to be kept in the system's keychain.
    bool keepsPassword(const QString& server) const { return m_store.value(keepKey(server)).toBool(); }
    void setKeepsPassword(const QString& server, bool keep) { m_store.setValue(keepKey(server), keep); }

    /// The certificate of this server that a person decided to trust, as it was shown then.
    std::optional<CertificateFacts> certificate(const QString& server) const;
    void setCertificate(const QString& server, const CertificateFacts& facts);

    bool utc() const { return m_store.value(QStringLiteral("view/utc")).toBool(); }
    void setUtc(bool utc) { m_store.setValue(QStringLiteral("view/utc"), utc); }

    bool showsDetails() const { return m_store.value(QStringLiteral("view/details"), true).toBool(); }
    void setShowsDetails(bool shown) { m_store.setValue(QStringLiteral("view/details"), shown); }

    bool compactRows() const { return m_store.value(QStringLiteral("view/compact")).toBool(); }
    void setCompactRows(bool compact) { m_store.setValue(QStringLiteral("view/compact"), compact); }

    QByteArray headerState(const QString& table) const
    {
        return m_store.value(QStringLiteral("tables/") + table).toByteArray();
    }
    void setHeaderState(const QString& table, const QByteArray& state)
    {
        m_store.setValue(QStringLiteral("tables/") + table, state);
    }

private:
    static QString keyOf(const QString& server);
    static QString userKey(const QString& server) { return QStringLiteral("servers/%1/user").arg(keyOf(server)); }
    static QString nameKey(const QString& server) { return QStringLiteral("servers/%1/name").arg(keyOf(server)); }
    static QString keepKey(const QString& server) { return QStringLiteral("servers/%1/keep").arg(keyOf(server)); }

    QSettings m_store;
};

} // namespace tokenhouse

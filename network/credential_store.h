#pragma once

#include <functional>

#include <QObject>
#include <QSet>
#include <QString>

#include "core/result.h"
#include "core/secret.h"

namespace tokenhouse {

/// Passwords in the system's keychain (QtKeychain), never anywhere else: with no keychain the calls fail and the app
/// asks each time. Keys are made of the profile's name and the user. GUI thread; callbacks come from the event loop,
/// not after `context` went.
class CredentialStore : public QObject {
    Q_OBJECT

public:
    explicit CredentialStore(QObject* parent = nullptr, QString service = QStringLiteral("tokenhouse"));

    using Read = std::function<void(Result<SecretBytes>)>; ///< NotFound when none is kept
    using Done = std::function<void(Result<void>)>;

    void read(const QString& profile, const QString& user, QObject* context, Read callback);
    /// Also takes back an earlier stopUsing().
    void write(const QString& profile, const QString& user, const SecretBytes& password, QObject* context,
               Done callback);
    /// The first kind of forgetting: read() answers NotFound for the rest of this run; the keychain keeps its entry.
    void stopUsing(const QString& profile, const QString& user);
    /// The second kind: the entry is removed from the keychain. One that was not there is no failure.
    void erase(const QString& profile, const QString& user, QObject* context, Done callback);

private:
    QString keyOf(const QString& profile, const QString& user) const;

    QString m_service;
    QSet<QString> m_unused;
};

} // namespace tokenhouse

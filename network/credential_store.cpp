#include "network/credential_store.h"

#include <QPointer>

#if __has_include(<qt6keychain/keychain.h>)
#include <qt6keychain/keychain.h>
#else
#include <keychain.h>
#endif

#include "network/transport.h"

namespace tokenhouse {
namespace {

Failure keychainFailure(const QKeychain::Job& job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound: return {Fault::NotFound, "No password is kept for this profile.", {}, {}};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return {Fault::Forbidden, "The system's keychain did not open. Nothing was kept or changed.", {}, {}};
    default:
        return {Fault::Unavailable,
                "This desktop has no keychain that works. The password will be asked for each time.",
                {},
                {}};
    }
}

/// A job has no parent but itself (auto-delete): the key ring's answer comes to it also when the store has gone.
void prepare(QKeychain::Job& job, const QString& key)
{
    job.setAutoDelete(true);
    job.setInsecureFallback(false);
    job.setKey(key);
}

} // namespace

CredentialStore::CredentialStore(QObject* parent, QString service) : QObject(parent), m_service(std::move(service)) {}

QString CredentialStore::keyOf(const QString& profile, const QString& user) const
{
    return profile + u'\n' + user;
}

void CredentialStore::read(const QString& profile, const QString& user, QObject* context, Read callback)
{
    const auto key = keyOf(profile, user);
    if (m_unused.contains(key)) {
        QMetaObject::invokeMethod(
            context, [callback] { callback(fail(Fault::NotFound, "No password is kept for this profile.")); },
            Qt::QueuedConnection);
        return;
    }
    auto* job = new QKeychain::ReadPasswordJob(m_service, nullptr); // deletes itself
    prepare(*job, key);
    connect(job, &QKeychain::Job::finished, context, [job, callback = std::move(callback)] {
        if (job->error() != QKeychain::NoError) {
            callback(tl::unexpected<Failure>(keychainFailure(*job)));
            return;
        }
        auto bytes = job->binaryData();
        SecretBytes password(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
        wipe(bytes);
        callback(std::move(password));
    });
    job->start();
}

void CredentialStore::write(const QString& profile, const QString& user, const SecretBytes& password, QObject* context,
                            Done callback)
{
    const auto key = keyOf(profile, user);
    m_unused.remove(key);
    auto* job = new QKeychain::WritePasswordJob(m_service, nullptr); // deletes itself
    prepare(*job, key);
    QByteArray bytes(password.view().data(), static_cast<qsizetype>(password.size()));
    job->setBinaryData(bytes);
    // `bytes` shares its memory with the job: wiped once the keychain has it, also when nobody waits any more.
    connect(job, &QKeychain::Job::finished, job, [bytes]() mutable { wipe(bytes); });
    connect(job, &QKeychain::Job::finished, context, [job, callback = std::move(callback)] {
        callback(job->error() == QKeychain::NoError ? Result<void>() : tl::unexpected<Failure>(keychainFailure(*job)));
    });
    job->start();
}

void CredentialStore::stopUsing(const QString& profile, const QString& user)
{
    m_unused.insert(keyOf(profile, user));
}

void CredentialStore::erase(const QString& profile, const QString& user, QObject* context, Done callback)
{
    const auto key = keyOf(profile, user);
    m_unused.insert(key);
    auto* job = new QKeychain::DeletePasswordJob(m_service, nullptr); // deletes itself
    prepare(*job, key);
    connect(job, &QKeychain::Job::finished, context, [job, callback = std::move(callback)] {
        const bool gone = job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound;
        callback(gone ? Result<void>() : tl::unexpected<Failure>(keychainFailure(*job)));
    });
    job->start();
}

} // namespace tokenhouse

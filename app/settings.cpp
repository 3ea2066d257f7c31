#include "app/settings.h"

#include <QUrl>

namespace tokenhouse {

Settings::Settings()
    : m_store(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("tokenhouse"), QStringLiteral("tokenhouse"))
{}

Settings::Settings(const QString& file) : m_store(file, QSettings::IniFormat) {}

std::optional<CertificateFacts> Settings::certificate(const QString& server) const
{
    const auto value = [&](const char* name) {
        return m_store.value(QStringLiteral("servers/%1/certificate/%2").arg(keyOf(server), QLatin1String(name)));
    };
    CertificateFacts facts;
    facts.fingerprint = fingerprintFromText(value("sha256").toByteArray());
    if (facts.fingerprint.isEmpty())
        return std::nullopt; // none, or damaged: the system's authorities decide again
    facts.subject = value("subject").toString();
    facts.issuer = value("issuer").toString();
    facts.notBefore = value("notBefore").toDateTime();
    facts.notAfter = value("notAfter").toDateTime();
    return facts;
}

void Settings::setCertificate(const QString& server, const CertificateFacts& facts)
{
    const auto set = [&](const char* name, const QVariant& value) {
        m_store.setValue(QStringLiteral("servers/%1/certificate/%2").arg(keyOf(server), QLatin1String(name)), value);
    };
    set("sha256", fingerprintText(facts.fingerprint));
    set("subject", facts.subject);
    set("issuer", facts.issuer);
    set("notBefore", facts.notBefore);
    set("notAfter", facts.notAfter);
    m_store.sync(); // a decision of trust is not lost with a crash
}

QString Settings::keyOf(const QString& server)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(server));
}

} // namespace tokenhouse

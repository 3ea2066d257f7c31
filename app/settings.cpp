#include "app/settings.h"

#include <QUrl>

namespace tokenhouse {

Settings::Settings()
    : m_store(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("tokenhouse"), QStringLiteral("tokenhouse"))
{}

Settings::Settings(const QString& file) : m_store(file, QSettings::IniFormat) {}

QString Settings::keyOf(const QString& server)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(server));
}

} // namespace tokenhouse

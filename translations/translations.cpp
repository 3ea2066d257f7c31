#include "translations/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// Outside any namespace, as Qt's macro asks.
static void initResource()
{
    Q_INIT_RESOURCE(translations);
}

namespace tokenhouse {

namespace {

bool install(QCoreApplication& application, const QLocale& locale, const QString& name, const QString& folder)
{
    auto* translator = new QTranslator(&application);
    return translator->load(locale, name, QStringLiteral("_"), folder)
           && QCoreApplication::installTranslator(translator);
}

} // namespace

void installTranslations(QCoreApplication& application)
{
    initResource();
    const QString ours = QStringLiteral(":/translations");
    const QString name = QStringLiteral("tokenhouse");
    const QLocale locale;
    if (install(application, locale, name, ours)) {
        install(application, locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
        return;
    }
    // Only what is translated as a whole: Dutch buttons under English texts help nobody.
    install(application, QLocale(QLocale::English), name, ours);
}

} // namespace tokenhouse

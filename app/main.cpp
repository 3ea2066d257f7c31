#include <cstdio>

#include <QApplication>

#include "app/application.h"
#include "app/quit_signals.h"
#include "translations/translations.h"

int main(int argc, char** argv)
{
    using namespace tokenhouse;
    // Usage questions need no display.
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    QCoreApplication::setApplicationName(QStringLiteral("tokenhouse"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TOKENHOUSE_VERSION));
    Options options;
    if (const auto outcome = options.read(arguments); outcome.exitCode) {
        std::fprintf(*outcome.exitCode == 0 ? stdout : stderr, "%s\n", qUtf8Printable(outcome.text));
        return *outcome.exitCode;
    }
    // The arguments are read; Qt would take --style and the like for itself otherwise.
    int one = 1;
    QApplication application(one, argv);
    QApplication::setApplicationDisplayName(QStringLiteral("Tokenhouse"));
    QApplication::setDesktopFileName(QStringLiteral("tokenhouse"));
    installTranslations(application);
    Application tokenhouse(application, std::move(options), std::make_unique<Settings>());
    const QuitSignals quitSignals;
    QObject::connect(&quitSignals, &QuitSignals::received, &application, &QCoreApplication::quit);
    tokenhouse.start();
    return QApplication::exec();
}

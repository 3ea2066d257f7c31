#include "app/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

#include "network/connection.h"

namespace tokenhouse {

Options::Outcome Options::read(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("Options", "Manages the API tokens of an organisation."));
    const auto add = [&](const QString& name, const QString& text, const QString& value) {
        const QCommandLineOption option(name, text, value);
        parser.addOption(option);
        return option;
    };
    const auto serverOption =
        add(QStringLiteral("server"), QCoreApplication::translate("Options", "Sign in to the server at URL."),
            QStringLiteral("URL"));
    const auto profileOption =
        add(QStringLiteral("profile"), QCoreApplication::translate("Options", "Open the profile NAME."),
            QStringLiteral("NAME"));
    const auto localOption =
        add(QStringLiteral("local"), QCoreApplication::translate("Options", "Open the local workspace in DIR."),
            QStringLiteral("DIR"));
    const auto demoOption =
        add(QStringLiteral("demo"),
            QCoreApplication::translate("Options", "Open a throw-away local workspace with demo stock."), {});
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                  QCoreApplication::translate("Options", "Show this help."));
    parser.addOption(help); // not Qt's own, which promises options of Qt that are not taken
    const auto version = parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("LINK"),
                                 QCoreApplication::translate("Options", "A tokenhouse:// link to open."),
                                 QStringLiteral("[LINK]"));
    const auto wrong = [](const QString& text) { return Outcome{2, text}; };
    if (!parser.parse(QStringList{QStringLiteral("tokenhouse")} + arguments))
        return wrong(parser.errorText());
    if (parser.isSet(help)) {
        static const QRegularExpression name(QStringLiteral("^(\\S+) \\S+"));
        return {0, parser.helpText().replace(name, QStringLiteral("\\1 tokenhouse"))}; // Qt knows no name yet
    }
    if (parser.isSet(version))
        return {0, QStringLiteral("tokenhouse %1").arg(QCoreApplication::applicationVersion())};
    server = parser.value(serverOption);
    // The option is the contract's; there are no profiles to open yet.
    if (parser.isSet(profileOption))
        return wrong(
            QCoreApplication::translate("Options", "There is no profile called %1.").arg(parser.value(profileOption)));
    localData = parser.value(localOption);
    demo = parser.isSet(demoOption);
    if (const auto rest = parser.positionalArguments(); rest.size() > 1)
        return wrong(QCoreApplication::translate("Options", "At most one link can be opened."));
    else if (rest.size() == 1)
        link = rest.first();
    if (!link.isEmpty() && QUrl(link).scheme() != QLatin1String("tokenhouse"))
        return wrong(QCoreApplication::translate("Options", "A link begins with tokenhouse://"));
    if (!server.isEmpty()) {
        const QUrl url(server, QUrl::StrictMode);
        if (!Connection::isAddressAcceptable(url))
            return wrong(QCoreApplication::translate("Options",
                                                     "The server's address is a URL such as "
                                                     "https://tokens.example:5003; without https only this computer "
                                                     "can be reached."));
    }
    if ((server.isEmpty() ? 0 : 1) + (localData.isEmpty() ? 0 : 1) + (demo ? 1 : 0) > 1)
        return wrong(QCoreApplication::translate("Options", "Choose one of --server, --local and --demo."));
    return {};
}

} // namespace tokenhouse

#include "models/text.h"

#include <QRegularExpression>

#include "core/text.h"

namespace tokenhouse {

QString exactText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString safeText(std::string_view utf8)
{
    return exactText(displaySafe(utf8));
}

std::string utf8(const QString& text)
{
    return text.toStdString();
}

QString tipText(const QString& plain)
{
    // A word without an end would make a tip wider than the screen.
    static const QRegularExpression endless(QStringLiteral("(\\S{60})(?=\\S)"));
    auto shown = plain;
    shown.replace(endless, QStringLiteral("\\1\u200B"));
    return QStringLiteral("<qt>%1</qt>").arg(shown.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
}

} // namespace tokenhouse

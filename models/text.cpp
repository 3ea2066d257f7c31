#include "models/text.h"

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
    return QStringLiteral("<qt>%1</qt>").arg(plain.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
}

} // namespace tokenhouse

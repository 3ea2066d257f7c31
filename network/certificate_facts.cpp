#include "network/certificate_facts.h"

namespace tokenhouse {

QString fingerprintText(const QByteArray& fingerprint)
{
    return QString::fromLatin1(fingerprint.toHex(':').toUpper());
}

QByteArray fingerprintFromText(const QByteArray& text)
{
    auto digits = text.trimmed().toLower();
    digits.replace(':', "");
    const auto bytes = QByteArray::fromHex(digits);
    return bytes.size() == 32 && bytes.toHex() == digits ? bytes : QByteArray();
}

} // namespace tokenhouse

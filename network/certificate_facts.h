#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

namespace tokenhouse {

/// A certificate that was not trusted, for the person who decides. Texts come from outside: show them through safeText.
struct CertificateFacts {
    QString host;
    QByteArray fingerprint; ///< SHA-256, 32 bytes; what Connection pins when a person decides to trust it
    QByteArray expected;    ///< what was pinned before; empty when nothing was
    QString subject;
    QString issuer;
    QDateTime notBefore;
    QDateTime notAfter;
    QStringList faults; ///< "The certificate has expired", as the TLS library says it
};

/// "8C:1F:…", upper case, for showing and comparing by eye.
QString fingerprintText(const QByteArray& fingerprint);
/// 64 hex digits with or without colons; empty when it is something else.
QByteArray fingerprintFromText(const QByteArray& text);

} // namespace tokenhouse

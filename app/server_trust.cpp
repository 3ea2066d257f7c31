#include "app/server_trust.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QWidget>

#include "models/text.h"
#include "views/dialogs/certificate_dialog.h"

namespace tokenhouse {

namespace {

QString shown(const QString& text)
{
    return safeText(utf8(text));
}

CertificateText textOf(const CertificateFacts& facts)
{
    const QLocale locale;
    const auto day = [&](const QDateTime& time) {
        return locale.toString(time.toLocalTime().date(), QLocale::ShortFormat);
    };
    const bool own = facts.subject == facts.issuer;
    return {shown(facts.subject), own ? ServerTrust::tr("itself (self-signed)") : shown(facts.issuer),
            QStringLiteral("%1 – %2").arg(day(facts.notBefore), day(facts.notAfter)),
            fingerprintText(facts.fingerprint)};
}

QString whatIsWrong(const CertificateFacts& facts)
{
    if (!facts.expected.isEmpty())
        return ServerTrust::tr("It is not the one that you trusted, so nothing was sent. Someone may be in between, or "
                               "the server was given a new certificate: ask who runs it.");
    QStringList faults;
    for (const auto& fault : facts.faults) {
        if (!fault.isEmpty() && !faults.contains(fault))
            faults << fault;
    }
    //: %1: what the TLS library says, "The certificate is self-signed, and untrusted"
    return ServerTrust::tr("Nothing was sent. What is wrong: %1. Compare the fingerprint with the one that whoever "
                           "runs the server gives you.")
        .arg(shown(faults.join(QStringLiteral("; "))));
}

} // namespace

ServerTrust::ServerTrust(Settings& settings, QWidget& window, QObject* parent)
    : QObject(parent), m_settings(settings), m_window(window)
{}

QByteArray ServerTrust::fingerprint(const QUrl& server) const
{
    const auto kept = m_settings.certificate(server.toString());
    return kept ? kept->fingerprint : QByteArray();
}

void ServerTrust::ask(const QUrl& server, const QString& name, const CertificateFacts& facts,
                      std::function<void()> trusted)
{
    if (m_dialog || facts.fingerprint.isEmpty() || facts.fingerprint == m_declined)
        return;
    std::optional<CertificateText> before;
    if (const auto kept = m_settings.certificate(server.toString()); kept && !facts.expected.isEmpty())
        before = textOf(*kept);
    m_dialog = new CertificateDialog(shown(name), whatIsWrong(facts), before, textOf(facts), &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &HouseDialog::copyWanted, this,
            [](const QString& text) { QGuiApplication::clipboard()->setText(text); });
    connect(m_dialog, &CertificateDialog::trustWanted, this, [this, server, facts, trusted = std::move(trusted)] {
        m_settings.setCertificate(server.toString(), facts);
        m_dialog->accept();
        trusted();
    });
    connect(m_dialog, &QDialog::rejected, this, [this, digest = facts.fingerprint] { m_declined = digest; });
    m_dialog->open();
}

} // namespace tokenhouse

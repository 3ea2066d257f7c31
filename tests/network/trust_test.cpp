#include <memory>

#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTest>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "network/server_jobs.h"

using namespace tokenhouse;

namespace {

struct Identity {
    QSslCertificate certificate;
    QSslKey key;
    QByteArray fingerprint() const { return certificate.digest(QCryptographicHash::Sha256); }
};

template <class Write>
QByteArray pem(Write write)
{
    BIO* bio = BIO_new(BIO_s_mem());
    write(bio);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    QByteArray text(data, static_cast<qsizetype>(size));
    BIO_free(bio);
    return text;
}

/// A self-signed certificate, as local mode makes one for each run. `days` under 0 = expired.
Identity makeIdentity(long days = 1)
{
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -86'400 * 10);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86'400 * days);
    X509_set_pubkey(certificate, key);
    auto* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("tokenhouse"), -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, key, EVP_sha256());
    Identity identity;
    identity.certificate = QSslCertificate(pem([&](BIO* bio) { PEM_write_bio_X509(bio, certificate); }));
    identity.key = QSslKey(
        pem([&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); }), QSsl::Ec);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return identity;
}

} // namespace

class TrustTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QSslServer> m_server;
    QByteArray m_received;

    QUrl serve(const Identity& identity, quint16 port = 0)
    {
        m_received.clear();
        m_server = std::make_unique<QSslServer>();
        QSslConfiguration ssl;
        ssl.setLocalCertificate(identity.certificate);
        ssl.setPrivateKey(identity.key);
        ssl.setProtocol(QSsl::TlsV1_2OrLater);
        m_server->setSslConfiguration(ssl);
        connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, [this] {
            auto* socket = m_server->nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                m_received += socket->readAll();
                if (m_received.endsWith("\r\n\r\n")) {
                    const QByteArray body = "{\"version\":\"1\",\"features\":[]}";
                    socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                  + QByteArray::number(body.size()) + "\r\n\r\n" + body);
                }
            });
        });
        m_server->listen(QHostAddress::LocalHost, port);
        return QUrl(QStringLiteral("https://127.0.0.1:%1").arg(m_server->serverPort()));
    }

    std::optional<Failure> ask(Connection& connection)
    {
        std::optional<Result<ServerStatus>> result;
        start<StatusJob>(connection).then(this, [&](Result<ServerStatus> answer) {
            result.emplace(std::move(answer));
        });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 10'000)) {
            return Failure{Fault::Internal, "never finished", {}, {}};
        }
        return *result ? std::nullopt : std::optional((*result).error());
    }

private Q_SLOTS:
    void cleanup() { m_server.reset(); }

    void aSelfSignedCertificateIsRefusedWithTheFacts()
    {
        const auto identity = makeIdentity();
        Connection connection(serve(identity));
        connection.setSession(SecretBytes("session-secret"));
        QSignalSpy refused(&connection, &Connection::certificateRefused);
        const auto failure = ask(connection);
        QVERIFY(failure);
        QCOMPARE(failure->fault, Fault::Unreachable);
        QVERIFY(failure->extra.contains("certificateRefused"));
        QTRY_COMPARE(refused.count(), 1);
        const auto facts = refused.first().first().value<CertificateFacts>();
        QCOMPARE(facts.fingerprint, identity.fingerprint());
        QCOMPARE(facts.subject, QStringLiteral("tokenhouse"));
        QVERIFY(!facts.faults.isEmpty());
        QVERIFY2(m_received.isEmpty(), "nothing may be sent to whom one does not trust");
    }

    void aPinnedOneIsTaken()
    {
        const auto identity = makeIdentity();
        Connection connection(serve(identity), identity.fingerprint());
        connection.setSession(SecretBytes("session-secret"));
        QVERIFY(!ask(connection));
        QVERIFY(m_received.contains("Bearer session-secret"));
    }

    void anExpiredOneIsTakenWhenAPersonPinnedIt()
    {
        const auto identity = makeIdentity(-1);
        const auto url = serve(identity);
        Connection careful(url);
        QVERIFY(ask(careful));
        Connection decided(url, identity.fingerprint());
        QVERIFY(!ask(decided));
    }

    void anotherThanThePinnedOneIsRefused()
    {
        const auto before = makeIdentity();
        const auto identity = makeIdentity();
        Connection connection(serve(identity), before.fingerprint());
        connection.setSession(SecretBytes("session-secret"));
        QSignalSpy refused(&connection, &Connection::certificateRefused);
        QVERIFY(ask(connection));
        QTRY_COMPARE(refused.count(), 1);
        const auto facts = refused.first().first().value<CertificateFacts>();
        QCOMPARE(facts.expected, before.fingerprint());
        QCOMPARE(facts.fingerprint, identity.fingerprint());
        QVERIFY(m_received.isEmpty());
    }

    void anotherIsRefusedEachTimeAlsoAfterThePinnedOneWasTaken()
    {
        const auto before = makeIdentity();
        const auto url = serve(before);
        Connection connection(url, before.fingerprint());
        connection.setSession(SecretBytes("session-secret"));
        QVERIFY(!ask(connection));
        m_server.reset();
        serve(makeIdentity(), static_cast<quint16>(url.port()));
        for (int attempt = 0; attempt < 4; ++attempt) {
            const auto failure = ask(connection);
            QVERIFY(failure);
            QVERIFY(failure->extra.contains("certificateRefused"));
        }
        QVERIFY2(m_received.isEmpty(), "the session went to a stranger");
    }
};

QTEST_GUILESS_MAIN(TrustTest)
#include "trust_test.moc"

#include <QtTest>

#include <csignal>

#include "server/http/self_signed.h"
#include "tests/api/api_fixture.h"
#include "tests/support/files.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// The certificates of a configuration, and what SIGHUP makes of changed ones.
class CertificatesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ApiFixture>();
        m_fixture->init();
    }
    void cleanup() { m_fixture.reset(); }
    void readsCertificatesAgain();
    void staysWithoutTlsUntilTheNextStart();

private:
    std::string certificate() const { return m_fixture->file("certificate.pem"); }
    std::string key() const { return m_fixture->file("certificate.key"); }
    std::string config() const { return m_fixture->file("tokenhouse.toml"); }
    void install(const http::SelfSigned& made) const
    {
        writeFile(certificate(), QByteArray::fromStdString(made.files.certificate));
        writeFile(key(), QByteArray::fromStdString(made.files.key));
    }
    QByteArray section(const char* listener) const
    {
        return QByteArray("[") + listener + "]\ncertificate = \"" + QByteArray::fromStdString(certificate())
               + "\"\nkey = \"" + QByteArray::fromStdString(key()) + "\"\n";
    }

    std::unique_ptr<ApiFixture> m_fixture;
};

void CertificatesTest::readsCertificatesAgain()
{
    const auto first = http::makeSelfSigned({"localhost", "127.0.0.1"});
    const auto second = http::makeSelfSigned({"localhost", "127.0.0.1"});
    install(first);
    writeFile(config(), section("api") + section("endpoint"));
    m_fixture->start({"--config", config()});
    const auto fingerprint = [](const std::string& base) {
        HttpClient http(base);
        http.connect();
        return text(http.fingerprint());
    };
    QCOMPARE(fingerprint(m_fixture->server->api()), text(first.fingerprint));
    QCOMPARE(fingerprint(m_fixture->server->endpoint()), text(first.fingerprint));
    writeFile(key(), "no key at all");
    m_fixture->server->signal(SIGHUP);
    auto anna = m_fixture->anna();
    QTRY_VERIFY(!anna.get("logs/manager?level=error").items().empty());
    QCOMPARE(fingerprint(m_fixture->server->api()), text(first.fingerprint)); // the old one goes on
    install(second);
    m_fixture->server->signal(SIGHUP);
    QTRY_COMPARE(fingerprint(m_fixture->server->api()), text(second.fingerprint));
    QTRY_COMPARE(fingerprint(m_fixture->server->endpoint()), text(second.fingerprint));
}

void CertificatesTest::staysWithoutTlsUntilTheNextStart()
{
    install(http::makeSelfSigned({"localhost", "127.0.0.1"}));
    writeFile(config(), "[log]\n");
    m_fixture->start({"--config", config()});
    writeFile(config(), section("api"));
    m_fixture->server->signal(SIGHUP);
    auto anna = m_fixture->anna();
    QTRY_VERIFY(text(anna.get("logs/manager").raw).contains(QStringLiteral("from the next start")));
    QCOMPARE(ApiUser(m_fixture->server->api()).get("status").status, 200);
}

QTEST_GUILESS_MAIN(CertificatesTest)
#include "certificates_test.moc"

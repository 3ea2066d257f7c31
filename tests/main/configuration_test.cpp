#include <QtTest>

#include <sys/stat.h>

#include <QTemporaryDir>

#include "server/main/configuration.h"

using namespace tokenhouse;
using namespace tokenhouse::server;

class ConfigurationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAll()
    {
        const auto read = parseConfiguration(
            "[api]\nlisten = \"[::1]:6003\"\nheader_timeout = 5\n[endpoint]\npublic_url = \"https://x:1/y/\"\n"
            "max_connections = 7\nmax_connections_per_address = 3\ntrusted_proxies = [\"10.0.0.0/8\"]\n[security]\nowner_required = true\n",
            "c.toml");
        QVERIFY2(read.has_value(), read ? "" : read.error().detail.c_str());
        QVERIFY(read->api.listen.host == "::1" && read->api.listen.port == 6003);
        QVERIFY(read->api.listen.isLoopback());
        QVERIFY(read->api.headerTimeout == std::chrono::seconds{5});
        QCOMPARE(read->endpoint.maxConnections, std::size_t{7});
        QCOMPARE(read->endpoint.maxConnectionsPerAddress, std::size_t{3});
        QVERIFY(read->endpointPublicUrl == "https://x:1/y");
        QVERIFY(read->ownerRequired);
        QCOMPARE(read->endpoint.listen.port, std::uint16_t{5002});
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* text, const char* says) {
            QTest::newRow(says) << QByteArray(text) << QByteArray(says);
        };
        row("[endpiont]\n", "Did you mean [endpoint]?");
        row("[api]\nlistn = \"x\"\n", "Did you mean \"listen\"?");
        row("[api]\n\nlisten = 5003\n", "c.toml, line 3: api.listen is HOST:PORT.");
        row("[log]\nlevel = \"loud\"\n", "one of debug info warning error");
        row("[api]\nheader_timeout = 0\n", "seconds from 1");
        row("[api\n", "line 1");
        row("[endpoint]\ntrusted_proxies = [\"x\"]\n", "an array of addresses");
        row("api = 1\n", "is a section");
        for (const auto* url : {"javascript:x", "https://", "https:///x", "http://:80", "https://u@x", "https://x?y",
                                "https://x#y", "ftp://x", "https://x y", "x"})
            QTest::newRow(url) << "[endpoint]\npublic_url = \"" + QByteArray(url) + "\"\n"
                               << QByteArray("an address such as https:");
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const auto read = parseConfiguration(text.toStdString(), "c.toml");
        QVERIFY(!read.has_value());
        QVERIFY2(read.error().detail.find(says.toStdString()) != std::string::npos, read.error().detail.c_str());
    }

    void plainHttpStaysOnLoopback()
    {
        Configuration configuration;
        QVERIFY(checkConfiguration(configuration).has_value());
        configuration.endpoint.listen.host = "0.0.0.0";
        QVERIFY(!checkConfiguration(configuration).has_value());
        configuration.endpoint.allowPlainHttp = true;
        QVERIFY(checkConfiguration(configuration).has_value());
        configuration.api.certificate = "c.pem";
        QVERIFY(!checkConfiguration(configuration).has_value());
    }

    void addresses()
    {
        QVERIFY(!ListenAddress::parse("127.0.0.1").has_value());
        QVERIFY(!ListenAddress::parse(":80").has_value());
        QVERIFY(!ListenAddress::parse("::1:80").has_value());
        QVERIFY(!ListenAddress::parse("a:65536").has_value());
        QVERIFY(!ListenAddress::parse("a:8x").has_value());
        QVERIFY(!ListenAddress::parse("0.0.0.0:1")->isLoopback());
        QVERIFY(ListenAddress::parse("127.9.9.9:1")->isLoopback());
    }
};

QTEST_GUILESS_MAIN(ConfigurationTest)
#include "configuration_test.moc"

#include <QtTest>

#include <QFile>
#include <QTemporaryDir>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

#include "server/auth/key_ring.h"

using namespace tokenhouse;
using namespace tokenhouse::server;

class KeyRingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_dir.reset(); }
    void makesAFileForItsOwnerOnly();
    void digestsAreRepeatableAndApart();
    void digestsAreTheSameInEveryThread();
    void twoRingsInOneThread();
    void refusesWrongFiles();

private:
    std::string path(const char* name = "key") const
    {
        return m_dir->filePath(QString::fromLatin1(name)).toStdString();
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void KeyRingTest::makesAFileForItsOwnerOnly()
{
    QVERIFY(KeyRing::create(path()));
    const auto permissions = QFile::permissions(QString::fromStdString(path()));
    QVERIFY(!(permissions & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
    QVERIFY(KeyRing::load(path()));
    const auto again = KeyRing::create(path());
    QVERIFY(!again);
    QVERIFY(again.error().detail.find(path()) != std::string::npos);

    QVERIFY(QFile::setPermissions(QString::fromStdString(path()), QFile::ReadOwner | QFile::ReadGroup));
    const auto open = KeyRing::load(path());
    QVERIFY(!open);
    QVERIFY(open.error().detail.find("chmod 600") != std::string::npos);
}

void KeyRingTest::digestsAreRepeatableAndApart()
{
    QVERIFY(KeyRing::create(path()));
    const auto ring = KeyRing::load(path()).value();
    const auto again = KeyRing::load(path()).value();
    std::set<Digest> seen;
    for (int i = 0; i < 100; ++i) {
        const auto secret = "secret number " + std::to_string(i);
        const auto digest = ring->digest(secret);
        QVERIFY(seen.insert(digest).second);
        QVERIFY(digest == again->digest(secret));
        QVERIFY(digest != ring->sign(secret)); // one purpose never serves another
    }
    QVERIFY(ring->digest("") == ring->digest(""));
    QVERIFY(ring->checkValue() == again->checkValue());

    QVERIFY(KeyRing::create(path("other")));
    const auto other = KeyRing::load(path("other")).value();
    QVERIFY(other->checkValue() != ring->checkValue());
    QVERIFY(other->digest("a") != ring->digest("a"));
}

void KeyRingTest::digestsAreTheSameInEveryThread()
{
    QVERIFY(KeyRing::create(path()));
    const auto ring = KeyRing::load(path()).value();
    const auto expected = ring->digest("the same");
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 500; ++round)
                good += ring->digest("the same") == expected ? 1 : 0;
        });
    }
    for (auto& one : threads)
        one.join();
    QCOMPARE(good.load(), 4000);
}

void KeyRingTest::twoRingsInOneThread()
{
    QVERIFY(KeyRing::create(path("a")));
    QVERIFY(KeyRing::create(path("b")));
    auto a = KeyRing::load(path("a")).value();
    const auto b = KeyRing::load(path("b")).value();
    const auto ofA = a->digest("x");
    const auto ofB = b->digest("x");
    QVERIFY(ofA != ofB);
    QVERIFY(a->digest("x") == ofA);
    a.reset();
    QVERIFY(b->digest("x") == ofB);
    a = KeyRing::load(path("a")).value();
    QVERIFY(a->digest("x") == ofA);
}

void KeyRingTest::refusesWrongFiles()
{
    QVERIFY(!KeyRing::load(path("none")));
    const auto write = [&](const QByteArray& bytes) {
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    };
    const QByteArray good = "tokenhouse-key 1\n1 " + QByteArray(64, 'a') + "\n";
    write(good);
    QVERIFY(KeyRing::load(path()));
    for (const auto& bad :
         {QByteArray(), QByteArray("x"), good.chopped(1), good + "\n", QByteArray(good).replace("a\n", "g\n"),
          QByteArray(good).replace("1\n1", "1\n0"), QByteArray(good).replace("key 1", "key 2"),
          QByteArray(good).replace("aaaa", "AAAA"), good + QByteArray(1000, 'a')}) {
        write(bad);
        const auto result = KeyRing::load(path());
        QVERIFY2(!result, bad.constData());
        QVERIFY(result.error().detail.find("aaaa") == std::string::npos);
    }
    const auto link = path("link");
    QCOMPARE(::symlink(path().c_str(), link.c_str()), 0);
    const auto linked = KeyRing::load(link);
    QVERIFY(!linked && linked.error().detail.find("is a symbolic link") != std::string::npos);
    QVERIFY(!KeyRing::load(m_dir->path().toStdString()));
}

QTEST_GUILESS_MAIN(KeyRingTest)
#include "key_ring_test.moc"

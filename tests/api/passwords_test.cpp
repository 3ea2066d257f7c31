#include <ctime>
#include <functional>

#include <QTest>

#include "server/auth/passwords.h"

using namespace tokenhouse::server;

namespace {

/// Milliseconds of this thread's own work, whatever else the machine does.
double workOf(const std::function<void()>& job)
{
    const auto now = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    const auto begun = now();
    job();
    return now() - begun;
}

} // namespace

class PasswordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsOnlyWhatFits()
    {
        Passwords passwords;
        const auto stored = passwords.hash("plum-tractor-7");
        QVERIFY(stored);
        QVERIFY(stored->starts_with("$argon2id$"));
        QVERIFY(passwords.verify(*stored, "plum-tractor-7").value());
        QVERIFY(!passwords.verify(*stored, "plum-tractor-8").value());
        QVERIFY(!passwords.verify({}, "plum-tractor-7").value());
        QVERIFY(!passwords.verify({}, "").value());
    }

    /// Who is not there must not be told from who is by how long it takes.
    void costsAsMuchForNobody()
    {
        Passwords passwords;
        const auto stored = passwords.hash("plum-tractor-7");
        QVERIFY(stored);
        const auto known = workOf([&] { QVERIFY(passwords.verify(*stored, "another").has_value()); });
        const auto nobody = workOf([&] { QVERIFY(passwords.verify({}, "another").has_value()); });
        QVERIFY2(nobody > known / 2 && nobody < known * 2, qPrintable(QStringLiteral("%1 %2").arg(known).arg(nobody)));
    }

    /// A hash computed then would make every start of the server as long as a sign-in.
    void startsAtOnce()
    {
        Passwords ready;
        const auto hash = workOf([&] { QVERIFY(ready.hash("plum-tractor-7").has_value()); });
        const auto start = workOf([] { const Passwords passwords; });
        QVERIFY2(start < hash / 4, qPrintable(QStringLiteral("%1 %2").arg(start).arg(hash)));
    }
};

QTEST_GUILESS_MAIN(PasswordsTest)
#include "passwords_test.moc"

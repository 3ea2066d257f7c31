#include <optional>

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "network/credential_store.h"

using namespace tokenhouse;

/// Against the real keychain: the program starts itself again inside a D-Bus session of its own with an unlocked
/// keyring in a temporary home.
class CredentialStoreTest : public QObject {
    Q_OBJECT

private:
    static bool hasKeyring() { return qEnvironmentVariable("TOKENHOUSE_TEST_KEYRING") == QStringLiteral("yes"); }

    template <class T, class Start>
    Result<T> wait(Start begin)
    {
        std::optional<Result<T>> result;
        begin([&](Result<T> answer) { result.emplace(std::move(answer)); });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 20'000)) {
            return fail(Fault::Internal, "the keychain never answered");
        }
        return std::move(*result);
    }
    Result<SecretBytes> read(CredentialStore& store, const QString& user)
    {
        return wait<SecretBytes>(
            [&](auto callback) { store.read(QStringLiteral("Production"), user, this, callback); });
    }
    Result<void> write(CredentialStore& store, const QString& user, std::string_view password)
    {
        const SecretBytes bytes(password);
        return wait<void>(
            [&](auto callback) { store.write(QStringLiteral("Production"), user, bytes, this, callback); });
    }

private Q_SLOTS:
    void keepsAndForgets()
    {
        if (!hasKeyring()) {
            return; // the other half of the run
        }
        CredentialStore store(nullptr, QStringLiteral("tokenhouse-test"));
        const auto user = QStringLiteral("maria.k");
        QCOMPARE(read(store, user).error().fault, Fault::NotFound);
        QVERIFY(write(store, user, "correct horse \xC3\xA9"));
        QVERIFY(read(store, user)->view() == "correct horse \xC3\xA9");
        QCOMPARE(read(store, QStringLiteral("another")).error().fault, Fault::NotFound);

        store.stopUsing(QStringLiteral("Production"), user);
        QCOMPARE(read(store, user).error().fault, Fault::NotFound);
        CredentialStore nextRun(nullptr, QStringLiteral("tokenhouse-test"));
        QVERIFY(read(nextRun, user)); // the entry is still there

        const auto erase = [&] {
            return wait<void>(
                [&](auto callback) { nextRun.erase(QStringLiteral("Production"), user, this, callback); });
        };
        QVERIFY(erase());
        QVERIFY(erase()); // what is not there is gone
        CredentialStore later(nullptr, QStringLiteral("tokenhouse-test"));
        QCOMPARE(read(later, user).error().fault, Fault::NotFound);
    }

    void withoutAKeychainNothingIsKept()
    {
        if (hasKeyring()) {
            return;
        }
        CredentialStore store(nullptr, QStringLiteral("tokenhouse-test"));
        const auto written = write(store, QStringLiteral("maria.k"), "correct horse");
        QVERIFY(!written);
        QVERIFY(!read(store, QStringLiteral("maria.k")));
    }

    void nobodyIsCalledWhoWent()
    {
        CredentialStore store(nullptr, QStringLiteral("tokenhouse-test"));
        bool called = false;
        {
            QObject context;
            store.read(QStringLiteral("Production"), QStringLiteral("x"), &context,
                       [&](const Result<SecretBytes>&) { called = true; });
        }
        QVERIFY(!read(store, QStringLiteral("y")));
        QVERIFY(!called);
    }
};

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    CredentialStoreTest test;
    if (qEnvironmentVariableIsSet("TOKENHOUSE_TEST_KEYRING")) {
        return QTest::qExec(&test, argc, argv);
    }
    const auto run = [&](const QString& keyring, const QString& script) {
        QTemporaryDir home;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TOKENHOUSE_TEST_KEYRING"), keyring);
        for (const auto* name : {"HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"}) {
            environment.insert(QString::fromLatin1(name), home.path());
        }
        for (const auto* name : {"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"}) {
            environment.remove(QString::fromLatin1(name));
        }
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        process.start(QStringLiteral("dbus-run-session"),
                      {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"), script,
                       QCoreApplication::applicationFilePath()});
        process.waitForFinished(120'000);
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 1;
    };
    const int with = run(
        QStringLiteral("yes"),
        QStringLiteral("printf pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$0\""));
    const int without = run(QStringLiteral("no"), QStringLiteral("exec \"$0\""));
    return with + without;
}

#include "credential_store_test.moc"

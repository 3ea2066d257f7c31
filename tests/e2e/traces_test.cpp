#include <QtTest>

#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include <QClipboard>
#include <QTemporaryDir>

#include "tests/e2e/masked_search.h"
#include "tests/e2e/remote_desktop.h"
#include "tests/support/http_client.h"
#include "views/dialogs/secret_choice.h"
#include "views/widgets/secret_edit.h"
#include "views/widgets/secret_field.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

/// In a process of its own, whose memory is nobody's after it; its exit code.
int apart(const std::function<int()>& work)
{
    const auto child = ::fork();
    if (child == 0) {
        int code = 99;
        try {
            code = work();
        } catch (const std::exception&) {}
        ::_exit(code);
    }
    int status = 0;
    return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

void typeMasked(QWidget* field, const MaskedText& text)
{
    field->setFocus();
    for (std::size_t i = 0; i < text.size(); ++i)
        QTest::keyClick(field, text.at(i));
}

} // namespace

/// quality.md S3: after a day's work no secret and no password is found in any file that was written.
class TracesTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Application> m_application;

    MainWindow* window() { return &m_application->window(); }
    QString data() const { return m_folder.filePath(QStringLiteral("data")); }
    /// All that the application and its server may write to.
    QStringList folders() const
    {
        return {m_folder.path(),
                QDir::tempPath(),
                QString::fromLocal8Bit(qgetenv("XDG_DATA_HOME")),
                QString::fromLocal8Bit(qgetenv("XDG_CONFIG_HOME")),
                QString::fromLocal8Bit(qgetenv("XDG_CACHE_HOME")),
                QString::fromLocal8Bit(qgetenv("XDG_RUNTIME_DIR"))};
    }
    int call(const MaskedText& secret)
    {
        const auto endpoint = m_application->workspace()->endpoint().toString().toStdString();
        return apart([&] {
            HttpClient client(endpoint);
            const auto reply =
                client.request("GET", "/api/custom/traces", {{"Authorization", "Bearer " + secret.plain()}});
            return reply.status == 200 ? 0 : 1;
        });
    }
    /// The reveal dialog's secret, shown, copied, cleared and confirmed.
    MaskedText takeSecret()
    {
        auto* reveal = driver::window(QStringLiteral("New secret"));
        auto* field = reveal ? reveal->findChild<SecretField*>() : nullptr;
        if (!field)
            return {};
        const MaskedText secret(field->secret().view());
        const bool done = driver::press(reveal, QStringLiteral("Show")) && field->isShown()
                          && driver::press(reveal, QStringLiteral("Copy"))
                          && driver::press(reveal, QStringLiteral("Clear now"))
                          && driver::waitFor([] { return QGuiApplication::clipboard()->text().isEmpty(); })
                          && driver::press(reveal, QStringLiteral("I have stored it"))
                          && driver::waitGone(QStringLiteral("New secret"));
        return done ? secret : MaskedText();
    }

private Q_SLOTS:
    void findsWhatIsThere()
    {
        // A search that finds nothing must be one that can find.
        const MaskedText text(Secret::generate()->view());
        QFile file(m_folder.filePath(QStringLiteral("needle")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("x" + QByteArray::fromStdString(text.plain()).toHex());
        file.close();
        QCOMPARE(filesWith(text, {m_folder.path()}), QStringList{file.fileName()});
        QVERIFY(file.remove());
    }

    void secretsLeaveNoTrace()
    {
        Options options;
        options.localData = data();
        m_application = std::make_unique<Application>(
            *qApp, options, std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.ini"))));
        m_application->start();
        QVERIFY(QTest::qWaitForWindowExposed(window()));
        QVERIFY(driver::waitFor([this] { return m_application->session().state().isConnected(); }));

        // One that the application makes, one that is typed, one by rotation.
        QVERIFY(driver::press(window(), QStringLiteral("New token")));
        auto* dialog = driver::window(QStringLiteral("New token"));
        QVERIFY(dialog);
        driver::type(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText),
                     QStringLiteral("traces"));
        QVERIFY(driver::press(dialog, QStringLiteral("Create")));
        const auto made = takeSecret();
        QCOMPARE(made.size(), std::size_t{32});

        auto* page = window()->findChild<TokensPage*>();
        QVERIFY(driver::press(page, QStringLiteral("New token")));
        dialog = driver::window(QStringLiteral("New token"));
        QVERIFY(dialog);
        driver::type(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText), QStringLiteral("own"));
        auto* choice = dialog->findChild<SecretChoice*>();
        QVERIFY(driver::press(choice, QStringLiteral("Use my own")));
        const MaskedText own(Secret::generate()->view());
        typeMasked(choice->edit()->field(), own);
        QVERIFY(driver::press(dialog, QStringLiteral("Create")));
        QCOMPARE(takeSecret().size(), own.size());

        QVERIFY(driver::waitFor([&] { return rowNamed(page, QStringLiteral("traces")) >= 0; }));
        page->table()->selectRow(rowNamed(page, QStringLiteral("traces")));
        QVERIFY(driver::press(page, QStringLiteral("Rotate secret")));
        dialog = driver::window(QStringLiteral("Rotate secret"));
        QVERIFY(dialog);
        QVERIFY(driver::press(dialog, QStringLiteral("Rotate")));
        const auto rotated = takeSecret();
        QCOMPARE(rotated.size(), std::size_t{32});
        QCOMPARE(call(rotated), 1); // on no API: refused, and a line in the log

        m_application.reset();
        for (const auto& secret : {made, own, rotated})
            QCOMPARE(filesWith(secret, folders()), QStringList());
    }

    void passwordsLeaveNoTrace()
    {
        RemoteDesktop desktop;
        desktop.serve();
        const MaskedText password(Secret::generate()->view());
        QCOMPARE(apart([&] {
                     return runServerCommand(
                                {"user", "add", "zoe", "--group", "Operators", "--data", desktop.server().directory()},
                                password.plain() + "\n")
                         .code;
                 }),
                 0);
        desktop.open();
        auto* dialog = driver::window(QStringLiteral("Sign in"));
        QVERIFY(dialog);
        driver::type(driver::control(dialog, QStringLiteral("User"), QAccessible::EditableText), QStringLiteral("zoe"));
        typeMasked(dialog->findChild<SecretEdit*>()->field(), password);
        auto* button = driver::control(dialog, QStringLiteral("Sign in"), QAccessible::PushButton);
        QVERIFY(driver::waitFor([button] { return !driver::isAccessiblyDisabled(button); }));
        QVERIFY(driver::click(button));
        QVERIFY(driver::waitGone(QStringLiteral("Sign in")));
        QVERIFY(driver::waitFor([&] { return desktop.isConnected(); }));
        desktop.close();
        desktop.stopServing();
        QCOMPARE(filesWith(password, QStringList{QString::fromStdString(desktop.server().directory())} + folders()),
                 QStringList());
    }
};

int main(int argc, char** argv)
{
    // Temporary files of whatever kind are looked through as well.
    static const QTemporaryDir temporary;
    qputenv("TMPDIR", temporary.path().toLocal8Bit());
    return runWindowTest<TracesTest>(argc, argv);
}
#include "traces_test.moc"

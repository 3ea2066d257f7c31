#include <QtTest>

#include <QFileDialog>

#include <sys/stat.h>

#include "app/commands/reveal_secret.h"
#include "tests/e2e/remote_desktop.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// The hand-over of a new secret while others, or time, do something to the token: the dialog always says what is so,
/// and can always be left.
class RevealTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;
    std::unique_ptr<ApiUser> m_other;

    struct Revealed {
        QWidget* dialog = nullptr;
        std::string path; ///< of the token's calls
        std::int64_t revision = 0;
    };
    /// A new token's secret on the screen.
    Revealed reveal(const char* name)
    {
        if (!driver::press(m_desk.window(), QStringLiteral("New token")))
            return {};
        auto* dialog = driver::window(QStringLiteral("New token"));
        driver::type(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText),
                     QString::fromLatin1(name));
        if (!driver::press(dialog, QStringLiteral("Create")))
            return {};
        Revealed result;
        result.dialog = driver::window(QStringLiteral("New secret"));
        const auto found = m_other->get("tokens?filter=name%3D%22" + std::string(name) + "%22");
        const auto& token = found.items().at(0);
        result.path = "tokens/" + std::string(token.at("id").as_string());
        result.revision = token.at("revision").as_int64();
        return result;
    }
    static bool says(QWidget* dialog, const char* words)
    {
        return driver::waitFor([&] { return driver::visibleText(dialog).contains(QLatin1String(words)); });
    }
    static bool closes(QWidget* dialog, const char* button)
    {
        return driver::press(dialog, QString::fromLatin1(button)) && driver::waitGone(QStringLiteral("New secret"));
    }
    std::string state(const Revealed& one) { return m_other->get(one.path).text("state"); }

private Q_SLOTS:
    void initTestCase()
    {
        m_desk.serve();
        m_desk.server().addUser("otto", "Operators");
        m_other = std::make_unique<ApiUser>(m_desk.server().anna());
        QVERIFY(m_desk.signIn(QStringLiteral("otto")));
    }

    void savesToAFileAndSaysWhetherItCould()
    {
        const auto one = reveal("filed");
        QVERIFY(one.dialog);
        QTemporaryDir folder;
        const auto save = [&](const QString& path) {
            if (!driver::press(one.dialog, QStringLiteral("Save to file")))
                return false;
            auto* files = one.dialog->findChild<QFileDialog*>();
            files->selectFile(path);
            return QMetaObject::invokeMethod(files, "accept", Qt::DirectConnection)
                   && driver::waitFor([&] { return one.dialog->findChild<QFileDialog*>() == nullptr; });
        };
        auto* stored = driver::control(one.dialog, QStringLiteral("I have stored it"));
        QVERIFY(save(folder.filePath(QString(252, u'k')))); // no name is left for the part beside it
        QVERIFY(says(one.dialog, "File name too long"));
        QVERIFY(driver::isAccessiblyDisabled(stored));
        const auto path = folder.filePath(QStringLiteral("kept.secret"));
        QVERIFY(save(path));
        QVERIFY(driver::waitFor([&] { return !driver::isAccessiblyDisabled(stored); }));
        QVERIFY2(driver::visibleText(one.dialog).contains(QStringLiteral("kept.secret")),
                 qPrintable(driver::visibleText(one.dialog)));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().size(), qsizetype(33));
        QVERIFY(closes(one.dialog, "I have stored it"));
        QCOMPARE(state(one), std::string("active"));
    }

    /// As the server does when the time has run out.
    void closesWhenItWasGivenUp()
    {
        const auto one = reveal("given-up");
        QVERIFY(one.dialog);
        QCOMPARE(m_other->change("POST", one.path + ":discard", one.revision, {}).status, 200);
        QVERIFY(says(one.dialog, "does not work any more"));
        QVERIFY(!driver::controlNow(one.dialog, QStringLiteral("Discard and revoke")));
        QVERIFY(closes(one.dialog, "Close"));
        QCOMPARE(state(one), std::string("disabled"));
    }

    /// The answer to "I have stored it" was lost: the token is what it was to be.
    void closesWhenItIsConfirmedAlready()
    {
        const auto one = reveal("confirmed");
        QVERIFY(driver::press(one.dialog, QStringLiteral("Show")));
        QCOMPARE(m_other->change("POST", one.path + ":claim", one.revision, {}).status, 200);
        QVERIFY(closes(one.dialog, "I have stored it"));
        QCOMPARE(state(one), std::string("active"));
    }

    /// Discarding means that what was copied does not work, also when somebody had confirmed it.
    void revokesWhatIsConfirmedAlready()
    {
        const auto one = reveal("confirmed-then-revoked");
        QCOMPARE(m_other->change("POST", one.path + ":claim", one.revision, {}).status, 200);
        QVERIFY(closes(one.dialog, "Discard and revoke"));
        QCOMPARE(state(one), std::string("disabled"));
    }

    void takesOthersChangesAlong()
    {
        const auto one = reveal("changed");
        QVERIFY(driver::press(one.dialog, QStringLiteral("Show")));
        QCOMPARE(m_other->change("PATCH", one.path, one.revision, json::object{{"owner", "team-x"}}).status, 200);
        QCOMPARE(m_other->change("PATCH", one.path, one.revision + 1, json::object{{"owner", "team-y"}}).status, 200);
        QVERIFY(closes(one.dialog, "I have stored it"));
        QCOMPARE(state(one), std::string("active"));
    }

    void closesWhenTheTokenIsGone()
    {
        const auto one = reveal("deleted");
        QCOMPARE(m_other->change("DELETE", one.path, one.revision).status, 204);
        QVERIFY(says(one.dialog, "The token was deleted."));
        QVERIFY(closes(one.dialog, "Close"));
    }

    void saysThatThereIsAnotherSecret()
    {
        const auto one = reveal("rotated");
        QCOMPARE(m_other->change("POST", one.path + ":rotate", one.revision, json::object{{"generate", json::object{}}})
                     .status,
                 200);
        QVERIFY(says(one.dialog, "given another secret"));
        QVERIFY(closes(one.dialog, "Close"));
        QCOMPARE(state(one), std::string("active"));
    }

    /// Ended at once is ended, and a new secret that nobody has does not stay valid for ever.
    void endsALeakedSecretAtOnce()
    {
        const auto made =
            m_other->post("tokens", json::object{{"name", "leaked"}, {"secret", std::string(31, 'q') + "7"}});
        QCOMPARE(made.status, 201);
        Revealed one;
        one.path = "tokens/" + made.text("id");
        auto* page = m_desk.window()->findChild<TokensPage*>();
        QVERIFY2(driver::waitFor([&] { return rowNamed(page, QStringLiteral("leaked")) >= 0; }),
                 qPrintable(driver::visibleText(page)));
        page->table()->selectRow(rowNamed(page, QStringLiteral("leaked")));
        QVERIFY(driver::press(page, QStringLiteral("Rotate secret")));
        auto* rotate = driver::window(QStringLiteral("Rotate secret"));
        QVERIFY(driver::press(rotate, QStringLiteral("End it now, it leaked")));
        QVERIFY(driver::press(rotate, QStringLiteral("Rotate")));
        one.dialog = driver::window(QStringLiteral("New secret"));
        QVERIFY(says(one.dialog, "ended with the rotation"));
        QCOMPARE(state(one), std::string("unclaimed"));
        QVERIFY(closes(one.dialog, "Discard and revoke"));
        QCOMPARE(state(one), std::string("disabled"));
    }

    /// Without the right to confirm it the dialog would keep the window for ever.
    void canBeLeftWhenTheServerRefuses()
    {
        const auto one = reveal("refused");
        QVERIFY(driver::press(one.dialog, QStringLiteral("Show")));
        QVERIFY(!driver::controlNow(one.dialog, QStringLiteral("Close without confirming")));
        const auto done =
            runServerCommand({"user", "groups", "otto", "Auditors", "--data", m_desk.server().directory()});
        QVERIFY2(done.code == 0, done.err.c_str());
        QVERIFY(driver::press(one.dialog, QStringLiteral("I have stored it")));
        QVERIFY(closes(one.dialog, "Close without confirming"));
        QCOMPARE(state(one), std::string("unclaimed"));
    }

    void writesTheFileWholeOrNotAtAll()
    {
        const SecretBytes secret(std::string(32, 'k'));
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("kept.secret"));
        const auto bytesOf = [](const QString& name) {
            QFile file(name);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QFile beside(path + QStringLiteral(".part"));
        QVERIFY(beside.open(QIODevice::WriteOnly) && beside.write("mine") == 4);
        beside.close();
        for (int i = 0; i < 2; ++i) { // anew, and over what is there
            const auto written = writeSecretFile(path, secret);
            QVERIFY2(written, written ? "" : written.error().detail.c_str());
            QCOMPARE(bytesOf(path), QByteArray(32, 'k') + '\n');
        }
        struct stat facts {};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &facts), 0);
        QCOMPARE(static_cast<unsigned>(facts.st_mode & 07777), 0600U);
        QCOMPARE(bytesOf(beside.fileName()), QByteArray("mine"));
        // A folder stands where the file is to go: nothing of the secret is left beside it.
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("folder/inside")));
        QVERIFY(!writeSecretFile(folder.filePath(QStringLiteral("folder")), secret));
        QVERIFY(!writeSecretFile(folder.filePath(QStringLiteral("nowhere/x")), secret));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 2);
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<RevealTest>(argc, argv);
}

#include "reveal_test.moc"

#include <QtTest>

#include <QFile>
#include <QListView>

#include "app/commands/export_list.h"
#include "tests/e2e/remote_desktop.h"
#include "views/widgets/secret_field.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// What an operator does when something leaked, and what an auditor takes away, at a real server.
class IncidentTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;
    std::unique_ptr<ApiUser> m_other;

    TokensPage* page() { return m_desk.window()->findChild<TokensPage*>(); }
    std::pair<std::string, std::string> make(const std::string& name)
    {
        const auto made = m_other->post("tokens", json::object{{"name", name}, {"generate", json::object{}}});
        return {made.text("id"), made.text("secret")};
    }
    json::value token(const std::string& id) { return m_other->get("tokens/" + id).body; }
    bool select(const QString& name)
    {
        if (!driver::waitFor([&] { return rowNamed(page(), name) >= 0; }))
            return false;
        page()->table()->selectRow(rowNamed(page(), name));
        return true;
    }
    /// By the command palette, as a person without a mouse would.
    bool command(const QString& words)
    {
        const auto actions = m_desk.window()->findChildren<QAction*>();
        const auto action = std::ranges::find(actions, words, &QAction::text);
        if (action == actions.end() || !driver::waitFor([&] { return (*action)->isEnabled(); }))
            return false;
        QApplication::setActiveWindow(m_desk.window());
        page()->table()->setFocus();
        QTest::keyClick(m_desk.window(), Qt::Key_K, Qt::ControlModifier);
        auto* line = driver::control(m_desk.window(), QStringLiteral("Command palette"), QAccessible::EditableText);
        if (!line)
            return false;
        driver::type(line, words);
        QTest::keyClick(line, Qt::Key_Return);
        return true;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_desk.serve();
        m_other = std::make_unique<ApiUser>(m_desk.server().anna());
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
    }

    void findsWhoseSecretLeakedAndStopsIt()
    {
        const auto [id, secret] = make("leaky");
        QVERIFY(command(QStringLiteral("Find a leaked secret")));
        auto* dialog = driver::window(QStringLiteral("Find a leaked secret"));
        QVERIFY(dialog);
        auto* stop = driver::control(dialog, QStringLiteral("Stop it now…"));
        QVERIFY(driver::isAccessiblyDisabled(stop));
        driver::type(dialog->findChild<SecretField*>(), QStringLiteral("token=%1").arg(QString::fromStdString(secret)));
        QVERIFY(driver::press(dialog, QStringLiteral("Find")));
        QVERIFY2(driver::waitFor([&] { return driver::visibleText(dialog).contains(QStringLiteral("It works.")); }),
                 qPrintable(driver::visibleText(dialog)));
        QVERIFY(driver::visibleText(dialog).contains(QStringLiteral("leaky")));
        QVERIFY(!driver::visibleText(dialog).contains(QString::fromStdString(secret)));
        QVERIFY(driver::press(dialog, QStringLiteral("Stop it now…")));
        QVERIFY(driver::press(dialog, QStringLiteral("Disable as leaked")));
        QVERIFY(driver::waitFor(
            [&] { return driver::visibleText(dialog).contains(QStringLiteral("is disabled as leaked")); }));
        QVERIFY(token(id).at("isDisabled").as_bool());
        QVERIFY(m_other->change("POST", "tokens/" + id + ":enable", token(id).at("revision").as_int64(), json::object{})
                    .status
                == 422);
        QVERIFY(driver::press(dialog, QStringLiteral("Close")));
        QVERIFY(driver::waitGone(QStringLiteral("Find a leaked secret")));
    }

    void holdsAndReleases()
    {
        const auto [id, secret] = make("suspect");
        QVERIFY(select(QStringLiteral("suspect")));
        QVERIFY(command(QStringLiteral("Security hold")));
        auto* dialog = driver::window(QStringLiteral("Hold token"));
        QVERIFY(dialog);
        QVERIFY(driver::isAccessiblyDisabled(driver::control(dialog, QStringLiteral("Hold"))));
        driver::type(driver::control(dialog, QStringLiteral("Reason"), QAccessible::EditableText),
                     QStringLiteral("odd calls at night"));
        QVERIFY(driver::press(dialog, QStringLiteral("Hold")));
        QVERIFY(driver::waitGone(QStringLiteral("Hold token")));
        QVERIFY(token(id).at("state").as_string() == "held");
        QVERIFY(driver::waitFor([&] {
            return cellText(page(), rowNamed(page(), QStringLiteral("suspect")), QStringLiteral("state"))
                   == QStringLiteral("Security hold");
        }));
        QVERIFY(select(QStringLiteral("suspect")));
        QVERIFY(command(QStringLiteral("Release")));
        dialog = driver::window(QStringLiteral("Release token"));
        QVERIFY(dialog);
        driver::type(driver::control(dialog, QStringLiteral("Reason"), QAccessible::EditableText),
                     QStringLiteral("a new job of theirs"));
        QVERIFY(driver::press(dialog, QStringLiteral("Release")));
        QVERIFY(driver::waitGone(QStringLiteral("Release token")));
        QVERIFY(token(id).at("state").as_string() == "active");
    }

    void twoSecretsWorkUntilTheOldOneIsEnded()
    {
        const auto [id, secret] = make("rotating");
        QVERIFY(select(QStringLiteral("rotating")));
        QVERIFY(driver::press(page(), QStringLiteral("Rotate secret")));
        auto* dialog = driver::window(QStringLiteral("Rotate secret"));
        QVERIFY(dialog);
        QVERIFY(driver::click(driver::control(dialog, QStringLiteral("Works for one hour more"))));
        QVERIFY(driver::press(dialog, QStringLiteral("Rotate")));
        auto* reveal = driver::window(QStringLiteral("New secret"));
        QVERIFY(reveal);
        QVERIFY(driver::press(reveal, QStringLiteral("Show")));
        QVERIFY(driver::press(reveal, QStringLiteral("I have stored it")));
        QVERIFY(driver::waitGone(QStringLiteral("New secret")));
        QVERIFY(!token(id).at("previousSecretUntil").is_null());

        QVERIFY(select(QStringLiteral("rotating")));
        QVERIFY(command(QStringLiteral("Old and new secret")));
        dialog = driver::window(QStringLiteral("Old and new secret"));
        QVERIFY(dialog);
        QVERIFY2(driver::waitFor(
                     [&] { return driver::visibleText(dialog).contains(QStringLiteral("Old secret: 0 calls")); }),
                 qPrintable(driver::visibleText(dialog)));
        QVERIFY(driver::press(dialog, QStringLiteral("End the old one now…")));
        QVERIFY(driver::press(dialog, QStringLiteral("End the old one")));
        QVERIFY(driver::waitGone(QStringLiteral("Old and new secret")));
        QVERIFY(token(id).at("previousSecretUntil").is_null());
    }

    void exportsWhatTheFilterShows()
    {
        make("=HYPERLINK(1)");
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("tokens.csv"));
        ExportList* exports = nullptr;
        for (auto* one : m_desk.window()->findChildren<ExportList*>()) {
            if (one->action()->text() == QStringLiteral("Export tokens"))
                exports = one;
        }
        QVERIFY(exports && exports->action()->isEnabled());
        exports->exportTo(file);
        const auto isTold = [&] {
            return driver::visibleText(m_desk.window()).contains(QStringLiteral("rows are in"));
        };
        QVERIFY2(driver::waitFor(isTold), qPrintable(driver::visibleText(m_desk.window())));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const auto lines = written.readAll().split('\n');
        const auto all = m_other->get("tokens?pageSize=1").body.at("totalSize").as_int64();
        QCOMPARE(lines.size(), all + 2); // the head, and nothing after the last end of line
        QVERIFY(lines.join('\n').contains("'=HYPERLINK(1)"));
        const auto events =
            m_other->get("events?pageSize=1&filter=kind%3Ddata.exported").body.at("totalSize").as_int64();
        QCOMPARE(events, 1);
    }

    void aRefusedExportLeavesTheOldFile()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("tokens.csv"));
        QFile before(file);
        QVERIFY(before.open(QIODevice::WriteOnly) && before.write("kept") == 4);
        before.close();
        m_desk.stopServing();
        for (auto* one : m_desk.window()->findChildren<ExportList*>()) {
            if (one->action()->text() == QStringLiteral("Export tokens"))
                one->exportTo(file);
        }
        auto* error = driver::window(QStringLiteral("Not done"));
        QVERIFY(error);
        QVERIFY(driver::visibleText(error).contains(QStringLiteral("Nothing was exported")));
        QVERIFY(driver::press(error, QStringLiteral("Close")));
        QVERIFY(before.open(QIODevice::ReadOnly));
        QCOMPARE(before.readAll(), QByteArray("kept"));
        m_desk.serve();
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<IncidentTest>(argc, argv);
}
#include "incident_test.moc"

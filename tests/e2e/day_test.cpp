#include <QtTest>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QProcess>
#include <QTemporaryDir>

#include <sqlite3.h>

#include "app/application.h"
#include "tests/e2e/window_driver.h"
#include "tests/support/http_client.h"
#include "translations/translations.h"
#include "views/widgets/secret_field.h"

using namespace tokenhouse;

/// An operator's and an auditor's day: the real window over the real server process, driven by accessible names.
class DayTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_data;
    QByteArray m_secret;
    std::unique_ptr<Application> m_application;

    MainWindow* window() { return &m_application->window(); }

    bool openPage(const QString& name) { return driver::press(window(), name); }

    /// The text of a table's cell, once it is there.
    static bool cellBecomes(QWidget* page, int row, const QString& column, const QString& text)
    {
        auto* table = page->findChild<HouseTable*>();
        auto* model = static_cast<PagedModel*>(table->model());
        return driver::waitFor([&] {
            const auto cell = model->index(row, model->columnOf(column)).data().toString();
            return cell == text;
        });
    }

    int callApi()
    {
        tests::HttpClient client(m_application->workspace()->endpoint().toString().toStdString());
        const auto reply = client.request(
            "POST", "/api/custom/greet/ada?x=1",
            {{"Authorization", "Bearer " + m_secret.toStdString()}, {"Content-Type", "text/plain"}}, "hello");
        m_lastBody = QByteArray::fromStdString(reply.body);
        return reply.status;
    }
    QByteArray m_lastBody;

    int audit(QByteArray* output)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(TOKENHOUSE_BIN "/tokenhoused"),
                      {QStringLiteral("audit"), QStringLiteral("verify"), QStringLiteral("--data"), m_data});
        if (!process.waitForFinished(60'000))
            return -1;
        *output = process.readAll();
        return process.exitCode();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_data = m_folder.filePath(QStringLiteral("data"));
        Options options;
        options.localData = m_data;
        m_application = std::make_unique<Application>(
            *qApp, options, std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.ini"))));
        m_application->start();
        QVERIFY(QTest::qWaitForWindowExposed(window()));
        QVERIFY(driver::waitFor([this] { return m_application->session().state().isConnected(); }));
    }

    void createsATokenWhoseSecretIsShownOnce()
    {
        QVERIFY(driver::press(window(), QStringLiteral("New token")));
        auto* dialog = driver::window(QStringLiteral("New token"));
        QVERIFY(dialog);
        driver::type(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText),
                     QStringLiteral("day-token"));
        QVERIFY(driver::press(dialog, QStringLiteral("Create")));

        auto* reveal = driver::window(QStringLiteral("New secret"));
        QVERIFY(reveal);
        auto* stored = driver::control(reveal, QStringLiteral("I have stored it"));
        QVERIFY(driver::isAccessiblyDisabled(stored));
        const auto* field = reveal->findChild<SecretField*>();
        QVERIFY(!field->isShown());
        QTest::keyClick(reveal, Qt::Key_Escape);
        reveal->close();
        QVERIFY(reveal->isVisible());

        QVERIFY(driver::press(reveal, QStringLiteral("Copy")));
        const auto* clip = QGuiApplication::clipboard()->mimeData();
        QVERIFY(driver::waitFor([&] { return !clip->data(QStringLiteral("text/plain")).isEmpty(); }));
        QCOMPARE(clip->data(QStringLiteral("x-kde-passwordManagerHint")), QByteArray("secret"));
        m_secret = QByteArray(clip->data(QStringLiteral("text/plain")).constData());
        QCOMPARE(m_secret.size(), 32);
        QVERIFY(driver::press(reveal, QStringLiteral("Clear now")));
        QVERIFY(driver::waitFor([] { return QGuiApplication::clipboard()->text().isEmpty(); }));
        QVERIFY(driver::press(reveal, QStringLiteral("I have stored it")));
        QVERIFY(driver::waitGone(QStringLiteral("New secret")));
        QVERIFY(cellBecomes(window()->findChild<TokensPage*>(), 0, QStringLiteral("state"), QStringLiteral("Active")));
    }

    void createsAnApiWithAScriptAndCallsIt()
    {
        QFile script(m_data + QStringLiteral("/scripts/greet.js"));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write(
            "function onApiTrigger(input) { return { responseCode: 200, responseBody: JSON.stringify("
            "{ hello: input.routeParameters.who, body: input.rawBody, x: input.queryParameters.x[0] }) }; }\n");
        script.close();

        QVERIFY(openPage(QStringLiteral("APIs")));
        QVERIFY(driver::press(window()->findChild<ApisPage*>(), QStringLiteral("New API")));
        auto* dialog = driver::window(QStringLiteral("New API"));
        QVERIFY(dialog);
        driver::type(driver::control(dialog, QStringLiteral("Route"), QAccessible::EditableText),
                     QStringLiteral("greet/{who}"));
        auto* scripts = dialog->findChild<QComboBox*>();
        QVERIFY(
            driver::waitFor([&] { return scripts->findText(QStringLiteral("greet.js"), Qt::MatchStartsWith) >= 0; }));
        scripts->setCurrentIndex(scripts->findText(QStringLiteral("greet.js"), Qt::MatchStartsWith));
        auto* search = qobject_cast<QLineEdit*>(
            driver::control(dialog, QStringLiteral("Allowed tokens"), QAccessible::EditableText));
        QVERIFY(search);
        driver::type(search, QStringLiteral("day"));
        QVERIFY(driver::waitFor([] {
            for (auto* widget : QApplication::allWidgets()) {
                const auto* finds = qobject_cast<QListView*>(widget);
                if (finds && finds->isVisible() && finds->accessibleName().startsWith(QLatin1String("Allowed tokens")))
                    return finds->model()->rowCount() == 1;
            }
            return false;
        }));
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Return);
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(driver::press(dialog, QStringLiteral("Create")));
        QVERIFY(driver::waitGone(QStringLiteral("New API")));
        QCOMPARE(callApi(), 200);
        QCOMPARE(m_lastBody, QByteArray(R"({"hello":"ada","body":"hello","x":"1"})"));
    }

    void knowsAnApisOwnRoute()
    {
        auto* page = window()->findChild<ApisPage*>();
        page->table()->selectRow(0);
        QVERIFY(driver::press(page, QStringLiteral("Edit")));
        auto* dialog = driver::window(QStringLiteral("Edit API"));
        QVERIFY(dialog);
        QVERIFY(driver::waitFor(
            [&] { return driver::visibleText(dialog).contains(QStringLiteral("This is its own route.")); }));
        QVERIFY(driver::press(dialog, QStringLiteral("Cancel")));
        QVERIFY(driver::waitGone(QStringLiteral("Edit API")));
    }

    void disablesAndEnables()
    {
        QVERIFY(openPage(QStringLiteral("Tokens")));
        auto* page = window()->findChild<TokensPage*>();
        page->table()->selectRow(0);
        QVERIFY(driver::press(page, QStringLiteral("Disable")));
        auto* dialog = driver::window(QStringLiteral("Disable tokens"));
        QVERIFY(dialog);
        QVERIFY(driver::press(dialog, QStringLiteral("Disable")));
        QVERIFY(cellBecomes(page, 0, QStringLiteral("state"), QStringLiteral("Disabled")));
        QCOMPARE(callApi(), 401);
        QVERIFY(driver::press(page, QStringLiteral("Enable")));
        QVERIFY(cellBecomes(page, 0, QStringLiteral("state"), QStringLiteral("Active")));
        QCOMPARE(callApi(), 200);
    }

    void refusesToDeleteWhatIsInUse()
    {
        auto* page = window()->findChild<TokensPage*>();
        page->table()->selectRow(0);
        QVERIFY(driver::press(page, QStringLiteral("Delete")));
        auto* inUse = driver::window(QStringLiteral("Token in use"));
        QVERIFY(inUse);
        QVERIFY(driver::control(inUse, QStringLiteral("greet/{who}")));
        // It says what it will do, and does it at the second press.
        QVERIFY(driver::press(inUse, QStringLiteral("Remove from this one and delete…")));
        QVERIFY(driver::press(inUse, QStringLiteral("Remove from 1 and delete")));
        QVERIFY(driver::waitGone(QStringLiteral("Token in use")));
        QVERIFY(driver::waitFor([page] { return page->table()->model()->rowCount() == 0; }));
        QCOMPARE(callApi(), 401);
    }

    void showsEachStepToTheAuditor()
    {
        QVERIFY(openPage(QStringLiteral("Events")));
        auto* table = window()->findChild<EventsPage*>()->table();
        auto* model = static_cast<PagedModel*>(table->model());
        QStringList kinds;
        QVERIFY(driver::waitFor([&] {
            kinds.clear();
            for (int row = 0; row < model->rowCount(); ++row)
                kinds.prepend(model->index(row, 0).data(EventKindRole).toString());
            return kinds.endsWith(QLatin1String("token.deleted"));
        }));
        QStringList changes;
        for (const auto& kind : kinds) {
            if (kind.startsWith(QLatin1String("token.")) || kind.startsWith(QLatin1String("definition.")))
                changes << kind;
        }
        const QStringList expected{QStringLiteral("token.created"),      QStringLiteral("token.claimed"),
                                   QStringLiteral("definition.created"), QStringLiteral("token.disabled"),
                                   QStringLiteral("token.enabled"),      QStringLiteral("definition.updated"),
                                   QStringLiteral("token.deleted")};
        QCOMPARE(changes, expected);
        for (int row = 0; row < model->rowCount(); ++row)
            QVERIFY(!model->index(row, model->columnOf(QStringLiteral("user"))).data().toString().isEmpty());
    }

    void provesTheChainAndFindsOneChangedByte()
    {
        QByteArray output;
        QCOMPARE(audit(&output), 0);
        m_application.reset();
        QCOMPARE(audit(&output), 0);

        sqlite3* store = nullptr;
        QCOMPARE(sqlite3_open((m_data + QStringLiteral("/tokenhouse.db")).toUtf8().constData(), &store), SQLITE_OK);
        char* fault = nullptr;
        QCOMPARE(
            sqlite3_exec(
                store,
                "DROP TRIGGER event_text_is_fixed; UPDATE event_text SET json = replace(json, 'day-token', 'day-tokem') WHERE sequence = "
                "(SELECT min(sequence) FROM event_text WHERE json LIKE '%day-token%')",
                nullptr, nullptr, &fault),
            SQLITE_OK);
        QCOMPARE(sqlite3_changes(store), 1);
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(store, "SELECT sequence FROM event_text WHERE json LIKE '%day-tokem%'", -1, &statement,
                           nullptr);
        QCOMPARE(sqlite3_step(statement), SQLITE_ROW);
        const auto sequence = QByteArray::number(static_cast<qlonglong>(sqlite3_column_int64(statement, 0)));
        sqlite3_finalize(statement);
        sqlite3_close(store);
        QCOMPARE(audit(&output), 1);
        QVERIFY2(output.contains(sequence), output.constData());
    }
};

int main(int argc, char** argv)
{
    qputenv("PATH", QByteArray(TOKENHOUSE_BIN ":") + qgetenv("PATH"));
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("tokenhouse"));
    installTranslations(application);
    DayTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "day_test.moc"

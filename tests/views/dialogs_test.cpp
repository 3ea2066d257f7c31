#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

#include "models/allowed_picker.h"
#include "models/text.h"
#include "tests/views/sample.h"
#include "tests/views/walk.h"
#include "views/dialogs/bulk_result_dialog.h"
#include "views/dialogs/connect_dialog.h"
#include "views/dialogs/definition_dialog.h"
#include "views/dialogs/delete_dialog.h"
#include "views/dialogs/disable_dialog.h"
#include "views/dialogs/sign_in_dialog.h"
#include "views/dialogs/token_in_use_dialog.h"
#include "views/widgets/secret_field.h"
#include "views/widgets/wrapped_text.h"

using namespace tokenhouse;

/// APIs, decisions and signing in.
class DialogsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void apiNeedsARouteThatIsFree()
    {
        AllowedPicker tokens;
        DefinitionDialog dialog(tokens);
        dialog.setScripts({{QStringLiteral("echo.js"), {}}}, QStringLiteral("/scripts"));
        dialog.open();
        QCOMPARE(dialog.accessibleName(), QStringLiteral("New API"));
        QVERIFY(dialog.mainButton()->isBlocked());
        auto* route = walk::named<QLineEdit>(dialog, QStringLiteral("Route"));
        route->setText(QStringLiteral("a//b"));
        QCOMPARE(dialog.mainReason(), QStringLiteral("the route is not good yet"));
        route->setText(QStringLiteral("tickets/{id}"));
        dialog.routeCheck().setConflict(
            QStringLiteral("tickets/{id}"),
            RouteCheckState::Conflict{sample::id(1), {}, QStringLiteral("Tickets/{number}")});
        QCOMPARE(dialog.mainReason(), QStringLiteral("the route is taken"));
        dialog.routeCheck().setConflict(QStringLiteral("tickets/{id}"), std::nullopt);
        QVERIFY(!dialog.mainButton()->isBlocked());
        QCOMPARE(dialog.draft().actionType, std::string("AutomationScript"));
        QVERIFY(dialog.draft().methods.empty());
    }

    void fixedResponseChecksItsHeaders()
    {
        AllowedPicker tokens;
        DefinitionDialog dialog(tokens);
        dialog.setDefinition(sample::definitions()[2]);
        dialog.open();
        const DefinitionDraft draft = dialog.draft();
        QCOMPARE(draft.actionType, std::string("FixedResponse"));
        const auto action = makeAction(draft.actionType, draft.actionMeta);
        QVERIFY(action.has_value());
        QVERIFY(*action == sample::definitions()[2].action);
        QVERIFY(draft.methods == sample::definitions()[2].methods);
        auto* headers = walk::named<QPlainTextEdit>(dialog, QStringLiteral("Headers"));
        headers->setPlainText(QStringLiteral("Set-Cookie: a=b"));
        QVERIFY(dialog.mainButton()->isBlocked());
        headers->setPlainText(QStringLiteral("no colon"));
        QVERIFY(dialog.mainButton()->isBlocked());
    }

    void deletionDefaultsToKeeping()
    {
        DeleteDialog dialog(DeleteDialog::What::Tokens, {QStringLiteral("ops-bot")}, 1);
        dialog.open();
        QCOMPARE(dialog.accessibleName(), QStringLiteral("Delete tokens"));
        QSignalSpy submitted(&dialog, &DeleteDialog::submitted);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(submitted.size(), 0);
        dialog.open();
        QTest::mouseClick(walk::named<Button>(dialog, QStringLiteral("Delete")), Qt::LeftButton);
        QCOMPARE(submitted.size(), 1);
    }

    void tokenInUseAsksTwiceBeforeRemoving()
    {
        TokenInUseDialog dialog(QStringLiteral("ops-bot"), 2);
        dialog.setApis({{QStringLiteral("id-1"), QStringLiteral("a/b"), QStringLiteral("script"), false},
                        {QStringLiteral("id-2"), QStringLiteral("c & d"), QStringLiteral("script"), false}});
        dialog.open();
        QCOMPARE(dialog.accessibleName(), QStringLiteral("Token in use"));
        QSignalSpy api(&dialog, &TokenInUseDialog::apiChosen);
        auto* link = walk::named<Button>(dialog, QStringLiteral("c & d"));
        QVERIFY(link);
        QTest::mouseClick(link, Qt::LeftButton);
        QCOMPARE(api.value(0).value(0).toString(), QStringLiteral("id-2"));
        QSignalSpy remove(&dialog, &TokenInUseDialog::removeAndDelete);
        auto* button = walk::named<Button>(dialog, QStringLiteral("Remove from these 2 and delete…"));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(remove.size(), 0);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(remove.size(), 1);
        QSignalSpy disable(&dialog, &TokenInUseDialog::disableInstead);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(disable.size(), 1);
    }

    void disablingTakesACode()
    {
        DisableDialog dialog(DisableDialog::What::Tokens, {QStringLiteral("ops-bot")}, 1);
        dialog.open();
        QVERIFY(dialog.code() == DisableCode::None);
        QTest::mouseClick(walk::named<QPushButton>(dialog, QStringLiteral("Leaked")), Qt::LeftButton);
        QVERIFY(dialog.code() == DisableCode::Leaked);
        QTest::keyClicks(walk::named<QLineEdit>(dialog, QStringLiteral("Reason")), QStringLiteral(" seen in a log "));
        QCOMPARE(dialog.reason(), QStringLiteral("seen in a log"));
    }

    void reasonsAreReadInFull()
    {
        BulkResultDialog dialog(QStringLiteral("Deleted 0 of 2"), {}, QStringLiteral("Token"));
        const auto reason = QStringLiteral("The token is in use by 2 APIs. Remove it there first, or disable it: ")
                            + QString(40, QLatin1Char('x'));
        dialog.setRefusals({{QStringLiteral("1"), safeText(sample::worstName()), reason},
                            {QStringLiteral("2"), QStringLiteral("ops-bot"), QStringLiteral("It is gone.")}});
        dialog.open();
        auto* table = dialog.findChild<QTableWidget*>();
        QCOMPARE(table->rowHeight(1), int(measure::row));
        // Room for every line of it, at the width that the column has got.
        const int room = table->columnWidth(1) - measure::cellStart - measure::cellEnd;
        const int needed = wrappedHeight(Theme::body(), reason, room);
        QVERIFY(needed > QFontMetrics(Theme::body()).height());
        QVERIFY(table->rowHeight(0) >= needed + 8);
        QCOMPARE(table->columnWidth(0) + table->columnWidth(1), table->viewport()->width());
        QVERIFY(!table->verticalScrollBar()->isVisible());
        QVERIFY(table->item(0, 0)->toolTip().contains(QStringLiteral("WWW")));
    }

    void nobodyTriesASignInAgain()
    {
        SignInDialog dialog(QStringLiteral("https://tokens.example.net"));
        dialog.open();
        const Failure gone{Fault::Unreachable, "Nothing answers at the server's address.", {}, {}};
        dialog.explain(gone);
        const auto before = dialog.notice()->text();
        QVERIFY2(before.contains(QStringLiteral("sign in again")), qPrintable(before));
        QVERIFY(!before.contains(QStringLiteral("sel"))); // by ourselves, by itself
        dialog.showFailure(gone);
        QCOMPARE(dialog.notice()->text(), before);
    }

    void signInKeepsNothingUnlessAsked()
    {
        SignInDialog dialog(QStringLiteral("https://tokens.example.net"));
        dialog.open();
        QVERIFY(!dialog.keepsPassword());
        QVERIFY(dialog.mainButton()->isBlocked());
        dialog.setUser(QStringLiteral("maria.k"));
        QVERIFY(dialog.mainButton()->isBlocked());
        auto* password = walk::named<SecretField>(dialog, QStringLiteral("Password"));
        QVERIFY(password);
        QSignalSpy submitted(&dialog, &SignInDialog::submitted);
        QTest::keyClicks(password, QStringLiteral("correct horse"));
        QTest::keyClick(password, Qt::Key_Return);
        QCOMPARE(submitted.size(), 1);
        QCOMPARE(dialog.password().view(), std::string_view("correct horse"));
        dialog.showFailure(Failure{Fault::NoSession, "User or password is wrong.", {}, {}});
        QVERIFY(dialog.password().empty());
        QVERIFY(dialog.notice()->isVisible());
    }

    void connectWantsAnAddress_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("url");
        QTest::newRow("bare") << "tokens.example.net:5003"
                              << "https://tokens.example.net:5003";
        QTest::newRow("path") << "https://tokens.example.net/x?y#z"
                              << "https://tokens.example.net";
        QTest::newRow("file") << "file:///etc/passwd"
                              << "";
        QTest::newRow("user") << "https://a:b@tokens.example.net"
                              << "";
        QTest::newRow("blank") << "   "
                               << "";
    }
    void connectWantsAnAddress()
    {
        QFETCH(QString, typed);
        QFETCH(QString, url);
        ConnectDialog dialog;
        dialog.open();
        walk::named<QLineEdit>(dialog, QStringLiteral("Address"))->setText(typed);
        QCOMPARE(dialog.url().toString(), url);
        QCOMPARE(dialog.mainButton()->isBlocked(), url.isEmpty());
    }

    void editingAnApiKeepsItsTokens()
    {
        AllowedPicker tokens;
        tokens.setTokens(std::make_shared<sample::VectorSource<Token>>(sample::tokens()));
        DefinitionDialog dialog(tokens);
        const Definition definition = sample::definitions().front();
        dialog.setDefinition(definition);
        QCOMPARE(dialog.draft().allowedTokens, definition.allowedTokens);
        tokens.addPicked({sample::id(12), QStringLiteral("partner"), {}, false});
        QCOMPARE(dialog.draft().allowedTokens.size(), definition.allowedTokens.size() + 1);
        dialog.open();
        const auto* main = dialog.mainButton();
        QVERIFY(!main->isBlocked());
        QCOMPARE(dialog.height() - main->mapTo(&dialog, QPoint(0, main->height())).y(), measure::dialogPadding);
        dialog.hide();
    }

private:
    Theme m_theme;
};

QTEST_MAIN(DialogsTest)
#include "dialogs_test.moc"

#include <QAccessible>
#include <QCheckBox>
#include <QCloseEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

#include "models/allowed_picker.h"
#include "models/secret_clipboard_state.h"
#include "models/text.h"
#include "tests/views/sample.h"
#include "tests/views/walk.h"
#include "views/dialogs/bulk_result_dialog.h"
#include "views/dialogs/connect_dialog.h"
#include "views/dialogs/definition_dialog.h"
#include "views/dialogs/delete_dialog.h"
#include "views/dialogs/disable_dialog.h"
#include "views/dialogs/error_dialog.h"
#include "views/dialogs/rotate_dialog.h"
#include "views/dialogs/secret_choice.h"
#include "views/dialogs/secret_dialog.h"
#include "views/dialogs/sign_in_dialog.h"
#include "views/dialogs/token_dialog.h"
#include "views/dialogs/token_in_use_dialog.h"
#include "views/widgets/multi_picker.h"
#include "views/widgets/scrim.h"
#include "views/widgets/secret_edit.h"
#include "views/widgets/secret_field.h"
#include "views/widgets/segmented_control.h"
#include "views/widgets/wrapped_text.h"

using namespace tokenhouse;

namespace {

class FakeClipboard : public ClipboardPort {
public:
    bool put(const SecretBytes& secret) override
    {
        m_held = secret.duplicate();
        return true;
    }
    Holding holds(const SecretBytes& secret) const override
    {
        return m_held.view() == secret.view() ? Holding::Ours : Holding::Foreign;
    }
    bool clear() override
    {
        m_held.clear();
        return true;
    }
    void onChanged(std::function<void()>) override {}
    SecretBytes m_held;
};

} // namespace

class DialogsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void newTokenSaysWhyNot()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        QCOMPARE(dialog.accessibleName(), QStringLiteral("New token"));
        auto* create = walk::named<Button>(dialog, QStringLiteral("Create"));
        QVERIFY(create && create->isBlocked());
        QCOMPARE(create->accessibleDescription(), QStringLiteral("the name is still missing"));
        QVERIFY(QAccessible::queryAccessibleInterface(create)->state().disabled);
        QVERIFY(create->isEnabled()); // so that the keyboard gets there
        QSignalSpy submitted(&dialog, &TokenDialog::submitted);
        create->click();
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(submitted.size(), 0);

        auto* name = walk::named<QLineEdit>(dialog, QStringLiteral("Name"));
        QVERIFY(name);
        QTest::keyClicks(name, QStringLiteral("  "));
        QVERIFY(create->isBlocked());
        QTest::keyClicks(name, QStringLiteral("ops-bot"));
        QVERIFY(!create->isBlocked());
        QVERIFY(!QAccessible::queryAccessibleInterface(create)->state().disabled);
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(submitted.size(), 1);
        QVERIFY(dialog.generatesSecret());
        QCOMPARE(dialog.draft().rateLimit->limit(), 60);
        QCOMPARE(dialog.draft().rateLimit->window().count(), 60);
        QVERIFY(!dialog.draft().expiresAt);
    }

    void editingBeginsAtTheName()
    {
        TokenDialog dialog(m_times, nullptr);
        Token token = sample::tokens().front();
        token.owner = "Encoding team";
        dialog.setToken(token);
        dialog.open();
        QCOMPARE(dialog.focusWidget(), walk::named<QLineEdit>(dialog, QStringLiteral("Name")));
    }

    void newTokenKeepsSecretsOutOfNames()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        walk::named<QLineEdit>(dialog, QStringLiteral("Name"))
            ->setText(QStringLiteral("vK7r0_pQ-ZO8m.Tf3xN1lIw+Yc5GdHb99"));
        QVERIFY(dialog.mainButton()->isBlocked());
    }

    void ownSecretIsJudgedWhileTyping()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        walk::named<QLineEdit>(dialog, QStringLiteral("Name"))->setText(QStringLiteral("ops-bot"));
        QTest::mouseClick(walk::named<QPushButton>(dialog, QStringLiteral("Use my own")), Qt::LeftButton);
        QVERIFY(dialog.mainButton()->isBlocked());
        SecretField* field = dialog.secretChoice()->edit()->field();
        QTest::keyClicks(field, QStringLiteral("Wall-Of-Encoders 2026!"));
        QCOMPARE(dialog.mainReason(), QStringLiteral("the secret is not good enough yet"));
        field->clear();
        QTest::keyClicks(field, QStringLiteral("abcdefghijklmnopqrstuvwxyz012345"));
        QVERIFY(!dialog.mainButton()->isBlocked());
        QCOMPARE(dialog.secret().size(), std::size_t(32));
    }

    void takenPermissionLosesNothingTyped()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        auto* name = walk::named<QLineEdit>(dialog, QStringLiteral("Name"));
        name->setText(QStringLiteral("ops-bot"));
        dialog.setForbidden(QStringLiteral("tokens.write was taken away"));
        QVERIFY(dialog.mainButton()->isBlocked());
        QVERIFY(dialog.notice()->isVisible());
        QCOMPARE(name->text(), QStringLiteral("ops-bot"));
        dialog.setForbidden({});
        QVERIFY(!dialog.mainButton()->isBlocked());
    }

    void editingHasNoSecret()
    {
        TokenDialog dialog(m_times, nullptr);
        Token token = sample::tokens()[2];
        token.isDisabled = true;
        dialog.setToken(token);
        dialog.open();
        QVERIFY(dialog.secretChoice()->isHidden() || !dialog.secretChoice()->isVisible());
        QCOMPARE(dialog.draft().name, token.name);
        QVERIFY(dialog.draft().expiresAt == token.expiresAt);
        QVERIFY(dialog.draft().isDisabled);
    }

    void secretDialogCannotBeLeftByAccident()
    {
        FakeClipboard port;
        SecretClipboardState clipboard(port);
        SecretDialog dialog(QStringLiteral("ops-bot"), SecretBytes("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"), clipboard);
        dialog.open();
        QCOMPARE(dialog.accessibleName(), QStringLiteral("New secret"));
        QVERIFY(!dialog.field()->isShown());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(dialog.isVisible());
        QCloseEvent close;
        QApplication::sendEvent(&dialog, &close);
        QVERIFY(!close.isAccepted());
        QVERIFY(dialog.isVisible());

        QSignalSpy stored(&dialog, &SecretDialog::storedConfirmed);
        auto* have = walk::named<Button>(dialog, QStringLiteral("I have stored it"));
        QVERIFY(have && have->isBlocked());
        QTest::keyClick(have, Qt::Key_Space);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(stored.size(), 0);

        QSignalSpy copy(&dialog, &SecretDialog::secretCopyWanted);
        QTest::mouseClick(walk::named<Button>(dialog, QStringLiteral("Copy")), Qt::LeftButton);
        QCOMPARE(copy.size(), 1);
        clipboard.copy(dialog.secret());
        QVERIFY(!dialog.field()->isShown());
        QVERIFY(!have->isBlocked());
        QVERIFY(walk::named<Button>(dialog, QStringLiteral("Clear now")));
        QTest::mouseClick(have, Qt::LeftButton);
        QCOMPARE(stored.size(), 1);
        QVERIFY(dialog.isVisible());
        dialog.finish();
        QVERIFY(!dialog.isVisible());
        QVERIFY(dialog.secret().empty());
    }

    void showingIsEnoughAndCanBeTakenBack()
    {
        FakeClipboard port;
        SecretClipboardState clipboard(port);
        SecretDialog dialog(QStringLiteral("ops-bot"), SecretBytes("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"), clipboard);
        dialog.open();
        QTest::mouseClick(walk::named<Button>(dialog, QStringLiteral("Show")), Qt::LeftButton);
        QVERIFY(dialog.field()->isShown());
        QVERIFY(!dialog.mainButton()->isBlocked());
        QTest::mouseClick(walk::named<Button>(dialog, QStringLiteral("Hide")), Qt::LeftButton);
        QVERIFY(!dialog.field()->isShown());
        QVERIFY(!dialog.mainButton()->isBlocked());
        QSignalSpy discard(&dialog, &SecretDialog::discardWanted);
        QTest::mouseClick(walk::named<Button>(dialog, QStringLiteral("Discard and revoke")), Qt::LeftButton);
        QCOMPARE(discard.size(), 1);
        QVERIFY(walk::named<Button>(dialog, QStringLiteral("Save to file")));
        dialog.finish();
    }

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

    void aFailureIsToldOnce()
    {
        Failure failure{Fault::Rule, "Refused.", {}, {}};
        failure.traces = {{Reason::InvalidName, {}, "The name is empty.", {}}};
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        dialog.HouseDialog::showFailure(failure);
        QCOMPARE(dialog.notice()->text().count(QStringLiteral("The name is empty.")), 1);
        ErrorDialog error(QStringLiteral("Not done"), failure);
        int told = 0;
        for (const auto* label : error.findChildren<QLabel*>())
            told += label->text().contains(QStringLiteral("The name is empty."));
        QCOMPARE(told, 1);
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

    void theWorstNamesStayInTheirDialog()
    {
        const auto name = safeText(sample::worstName());
        AllowedPicker picker;
        FakeClipboard port;
        SecretClipboardState clipboard(port);
        std::vector<std::unique_ptr<HouseDialog>> dialogs;
        const auto add = [&](HouseDialog* dialog) { dialogs.emplace_back(dialog); };
        Token token = sample::tokens()[2];
        token.name = sample::worstName();
        auto* edit = new TokenDialog(m_times, &picker);
        edit->setToken(token);
        add(edit);
        Definition definition = sample::definitions()[2];
        definition.route = std::string(249, 'w');
        auto* api = new DefinitionDialog(picker);
        api->setDefinition(definition);
        add(api);
        add(new DeleteDialog(DeleteDialog::What::Tokens, {name}, 1));
        add(new DeleteDialog(DeleteDialog::What::Tokens, {name, name, name}, 9));
        add(new DisableDialog(DisableDialog::What::Tokens, {name}, 1));
        add(new DisableDialog(DisableDialog::What::Apis, {name, name}, 2));
        add(new RotateDialog(name));
        auto* used = new TokenInUseDialog(name, 9);
        used->setApis({{QStringLiteral("1"), name, name, false}});
        add(used);
        auto* secret = new SecretDialog(name, SecretBytes("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"), clipboard);
        secret->setFacts(name, name, name);
        secret->setSaved(QStringLiteral("/home/maria/") + name);
        add(secret);
        add(new ErrorDialog(name, Failure{Fault::Internal, name.toStdString(), {}, {}}));
        add(new SignInDialog(QStringLiteral("https://") + QString(200, QLatin1Char('w'))));
        for (const auto& dialog : dialogs) {
            dialog->setNotice(Banner::Kind::Warning, name, name);
            dialog->open();
            QTRY_VERIFY2(walk::overflowing(*dialog).isEmpty(),
                         qPrintable(dialog->heading() + u'\n' + walk::overflowing(*dialog).join(u'\n')));
            if (dialog.get() == secret)
                secret->finish();
            else
                dialog->hide();
        }
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

    void everyControlHasAName()
    {
        AllowedPicker picker;
        FakeClipboard port;
        SecretClipboardState clipboard(port);
        std::vector<std::unique_ptr<HouseDialog>> dialogs;
        dialogs.push_back(std::make_unique<TokenDialog>(m_times, &picker));
        auto edit = std::make_unique<TokenDialog>(m_times, &picker);
        Token token = sample::tokens()[2];
        token.owner = "someone";
        edit->setToken(token);
        dialogs.push_back(std::move(edit));
        auto secret = std::make_unique<SecretDialog>(QStringLiteral("x"), SecretBytes("0123"), clipboard);
        auto* secretDialog = secret.get();
        dialogs.push_back(std::move(secret));
        dialogs.push_back(std::make_unique<DefinitionDialog>(picker));
        auto fixed = std::make_unique<DefinitionDialog>(picker);
        fixed->setDefinition(sample::definitions()[2]);
        dialogs.push_back(std::move(fixed));
        dialogs.push_back(
            std::make_unique<DeleteDialog>(DeleteDialog::What::Apis, QStringList{QStringLiteral("a")}, 1));
        dialogs.push_back(std::make_unique<TokenInUseDialog>(QStringLiteral("x"), 1));
        dialogs.push_back(
            std::make_unique<DisableDialog>(DisableDialog::What::Apis, QStringList{QStringLiteral("a")}, 4));
        dialogs.push_back(std::make_unique<RotateDialog>(QStringLiteral("x")));
        dialogs.push_back(std::make_unique<SignInDialog>(QStringLiteral("x")));
        dialogs.push_back(std::make_unique<ConnectDialog>());
        dialogs.push_back(
            std::make_unique<BulkResultDialog>(QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z")));
        dialogs.push_back(std::make_unique<ErrorDialog>(QStringLiteral("x"), Failure{Fault::Internal, "y", {}, {}}));
        for (const auto& dialog : dialogs) {
            dialog->open();
            const QStringList nameless = walk::nameless(*dialog);
            QVERIFY2(nameless.isEmpty(),
                     qPrintable(dialog->accessibleName() + QStringLiteral(": ") + nameless.join(QStringLiteral(", "))));
            QVERIFY(dialog->isWindow());
            QCOMPARE(dialog->windowModality(), Qt::WindowModal);
            if (dialog.get() == secretDialog)
                secretDialog->finish();
            else
                dialog->hide();
        }
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

    void noRoomIsKeptForAReasonThatNeverCame()
    {
        RotateDialog rotate(QStringLiteral("ops-bot"));
        rotate.open();
        const auto below = [](const HouseDialog& dialog) {
            const auto* main = dialog.mainButton();
            return dialog.height() - main->mapTo(&dialog, QPoint(0, main->height())).y();
        };
        QCOMPARE(below(rotate), measure::dialogPadding);
        rotate.setBusy(QStringLiteral("Rotating…"));
        QVERIFY(below(rotate) > measure::dialogPadding);
        const int height = rotate.height();
        rotate.setBusy({});
        QCOMPARE(rotate.height(), height);
        rotate.hide();
    }

    void theWindowBehindIsDimmedOnce()
    {
        QWidget window;
        window.resize(400, 300);
        window.show();
        {
            ConnectDialog dialog(&window);
            dialog.open();
            QCOMPARE(window.findChildren<Scrim*>().size(), 1);
            QCOMPARE(window.findChild<Scrim*>()->geometry(), window.rect());
            window.resize(500, 350);
            QTRY_COMPARE(window.findChild<Scrim*>()->geometry(), window.rect());
            const QRgb once = window.grab().toImage().pixel(5, 5);
            ConnectDialog second(&window);
            second.open();
            QCOMPARE(window.grab().toImage().pixel(5, 5), once);
            second.hide();
            QCOMPARE(window.grab().toImage().pixel(5, 5), once);
            dialog.hide();
            QVERIFY(window.findChildren<Scrim*>().isEmpty());
            dialog.open();
        }
        QVERIFY(window.findChildren<Scrim*>().isEmpty());
    }

private:
    Theme m_theme;
    TimeText m_times;
};

QTEST_MAIN(DialogsTest)
#include "dialogs_test.moc"

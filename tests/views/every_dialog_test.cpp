#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

#include "models/allowed_picker.h"
#include "models/secret_clipboard_state.h"
#include "models/text.h"
#include "tests/support/fake_clipboard.h"
#include "tests/views/sample.h"
#include "tests/views/walk.h"
#include "views/dialogs/allow_dialog.h"
#include "views/dialogs/bulk_result_dialog.h"
#include "views/dialogs/connect_dialog.h"
#include "views/dialogs/definition_dialog.h"
#include "views/dialogs/delete_dialog.h"
#include "views/dialogs/disable_dialog.h"
#include "views/dialogs/error_dialog.h"
#include "views/dialogs/rotate_dialog.h"
#include "views/dialogs/secret_dialog.h"
#include "views/dialogs/set_dialogs.h"
#include "views/dialogs/shortcuts_dialog.h"
#include "views/dialogs/sign_in_dialog.h"
#include "views/dialogs/token_dialog.h"
#include "views/dialogs/token_in_use_dialog.h"
#include "views/widgets/scrim.h"
#include "views/widgets/secret_field.h"
#include "views/widgets/segmented_control.h"

using namespace tokenhouse;

/// What holds for each dialog, whatever it is about.
class EveryDialogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

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
        auto* allow = new AllowDialog(AllowDialog::Direction::Add, picker, {name, name}, 12'345);
        allow->setPreview({2, 1, {{QStringLiteral("1"), name, name}, {QStringLiteral("2"), name, name}}});
        add(allow);
        add(new SetExpiryDialog(m_times, {name}, 2));
        add(new SetLimitDialog({name}, 2));
        auto* keys = new ShortcutsDialog;
        keys->addSection(name, {{name, {QStringLiteral("Ctrl+Shift+F12"), QStringLiteral("Return")}}});
        add(keys);
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

    void aLeakedSecretIsNotKept()
    {
        RotateDialog rotate(QStringLiteral("ops-bot"));
        QVERIFY(!rotate.endsNow());
        rotate.setLeaked();
        QVERIFY(rotate.endsNow());
        QVERIFY(!walk::named<SegmentedControl>(rotate, QStringLiteral("Present secret"))->isEnabled());
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

    void growsWithItsContent()
    {
        TokenDialog dialog(m_times, nullptr);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QTest::keyClicks(walk::named<QLineEdit>(dialog, QStringLiteral("Name")), QStringLiteral("ops-bot"));
        walk::settle();
        const int before = dialog.height();
        walk::named<Button>(dialog, QStringLiteral("Owner, description, labels, addresses…"))->click();
        QTRY_VERIFY(dialog.height() > before + 200);
        auto* owner = walk::named<QLineEdit>(dialog, QStringLiteral("Owner"));
        QCOMPARE(dialog.focusWidget(), owner);
        QCOMPARE(owner->visibleRegion().boundingRect(), owner->rect());
        QVERIFY(!dialog.findChild<QScrollArea*>()->verticalScrollBar()->isVisible());
        dialog.hide();
    }

    void growsAndShrinksWithAMessage()
    {
        AllowedPicker picker;
        DefinitionDialog dialog(picker);
        dialog.open();
        auto* route = walk::named<QLineEdit>(dialog, QStringLiteral("Route"));
        route->setText(QStringLiteral("a/{b}"));
        walk::settle();
        const int before = dialog.height();
        const int wide = route->width();
        route->setText(QString(110, QLatin1Char('a')) + QStringLiteral("/{b}/{c}/{d}"));
        QTRY_VERIFY(dialog.height() > before);
        QVERIFY(!dialog.findChild<QScrollArea*>()->verticalScrollBar()->isVisible());
        QCOMPARE(route->width(), wide); // nothing moves aside
        route->setText(QStringLiteral("a/{b}"));
        QTRY_COMPARE(dialog.height(), before);
        // The user's own size stays while nothing changes.
        dialog.resize(dialog.width() + 60, dialog.height() + 40);
        walk::settle();
        route->setText(QStringLiteral("a/{c}"));
        walk::settle();
        QCOMPARE(dialog.height(), before + 40);
        dialog.hide();
    }

    void aRefusedSignInLeavesNoBand()
    {
        SignInDialog dialog(QStringLiteral("https://tokens.example.net"));
        dialog.setUser(QStringLiteral("maria.k"));
        dialog.open();
        const auto band = [&dialog] {
            walk::settle();
            const auto* keep = dialog.findChild<QCheckBox*>();
            const auto* main = dialog.mainButton();
            return main->mapTo(&dialog, QPoint()).y() - keep->mapTo(&dialog, QPoint(0, keep->height())).y();
        };
        QTest::keyClicks(walk::named<SecretField>(dialog, QStringLiteral("Password")), QStringLiteral("wrong"));
        const int before = band();
        dialog.setBusy(QStringLiteral("Signing in…"));
        walk::settle();
        boost::json::object extra;
        extra["correlationId"] = "5e0c3a52-91c0-7b10-8d22-b07e11aa2233";
        dialog.showFailure(Failure{Fault::NoSession, "The user name or the password is wrong.", {}, extra});
        QCOMPARE(band(), before);
        dialog.hide();
    }

    /// On a screen that has no room for all of it.
    void whatHasTheFocusIsInSight()
    {
        AllowedPicker picker;
        DefinitionDialog dialog(picker);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        dialog.resize(dialog.width(), 320);
        for (const auto& name : {QStringLiteral("Allowed tokens"), QStringLiteral("Route"), QStringLiteral("Name")}) {
            auto* field = walk::named<QLineEdit>(dialog, name);
            field->setFocus();
            QTRY_COMPARE(field->visibleRegion().boundingRect(), field->rect());
        }
        dialog.hide();
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

QTEST_MAIN(EveryDialogTest)
#include "every_dialog_test.moc"

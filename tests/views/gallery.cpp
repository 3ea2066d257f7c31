// Shows every page, dialog and state with sample data and saves a picture of each: gallery DIRECTORY
// [light|dark|contrast]
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QTimer>
#include <QToolTip>
#include <QVBoxLayout>

#include "models/allowed_picker.h"
#include "models/secret_clipboard_state.h"
#include "models/text.h"
#include "tests/support/fake_clipboard.h"
#include "tests/views/sample.h"
#include "translations/translations.h"
#include "views/dialogs/allow_dialog.h"
#include "views/dialogs/bulk_result_dialog.h"
#include "views/dialogs/certificate_dialog.h"
#include "views/dialogs/connect_dialog.h"
#include "views/dialogs/definition_dialog.h"
#include "views/dialogs/delete_dialog.h"
#include "views/dialogs/disable_dialog.h"
#include "views/dialogs/error_dialog.h"
#include "views/dialogs/rotate_dialog.h"
#include "views/dialogs/secret_choice.h"
#include "views/dialogs/secret_dialog.h"
#include "views/dialogs/set_dialogs.h"
#include "views/dialogs/sign_in_dialog.h"
#include "views/dialogs/token_dialog.h"
#include "views/dialogs/token_in_use_dialog.h"
#include "views/pages/apis_page.h"
#include "views/pages/events_page.h"
#include "views/pages/first_minute_page.h"
#include "views/pages/tokens_page.h"
#include "views/widgets/action_button.h"
#include "views/widgets/house_status_bar.h"
#include "views/widgets/multi_picker.h"
#include "views/widgets/page_header.h"
#include "views/widgets/rail.h"
#include "views/widgets/secret_edit.h"
#include "views/widgets/segmented_control.h"

using namespace tokenhouse;

namespace {

class Gallery {
public:
    Gallery(QString directory, QString suffix)
        : m_directory(std::move(directory)),
          m_suffix(std::move(suffix)),
          m_times(
              nullptr, [] { return sample::moment(); }, QTimeZone::utc(),
              QLocale(QLocale::English, QLocale::UnitedKingdom))
    {}

    void run()
    {
        tokensPage();
        apisPage();
        eventsPage();
        firstMinute();
        dialogs();
    }

private:
    static void settle()
    {
        for (int i = 0; i < 8; ++i)
            QApplication::processEvents(QEventLoop::AllEvents, 20);
    }

    void save(QWidget& widget, const QString& name)
    {
        settle();
        widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(m_directory, name, m_suffix));
    }

    /// The window as the application puts it together, around one page.
    std::unique_ptr<QWidget> frame(QWidget* page, const QString& key, const QSize& size = {1400, 860})
    {
        auto window = std::make_unique<QWidget>();
        auto* outer = new QVBoxLayout(window.get());
        outer->setContentsMargins(0, 0, 0, 0);
        outer->setSpacing(0);
        auto* row = new QHBoxLayout;
        row->setSpacing(0);
        auto* rail = new Rail(window.get());
        rail->setEntries({{QStringLiteral("tokens"), QStringLiteral("Tokens"), QStringLiteral("token")},
                          {QStringLiteral("apis"), QStringLiteral("APIs"), QStringLiteral("api")},
                          {QStringLiteral("events"), QStringLiteral("Events"), QStringLiteral("events")}});
        rail->setCurrent(key);
        rail->setCount(QStringLiteral("tokens"), QLocale().toString(12904));
        rail->setCount(QStringLiteral("apis"), QStringLiteral("318"));
        rail->setLocked(QStringLiteral("events"),
                        key == QLatin1String("events") ? QString() : QStringLiteral("events.read is missing"));
        rail->setProfile(QStringLiteral("Production"), QColor(0xc2410c));
        rail->setNarrow(size.width() < measure::railBreak);
        row->addWidget(rail);
        row->addWidget(page, 1);
        outer->addLayout(row, 1);
        auto* bar = new HouseStatusBar(window.get());
        bar->setConnection(QStringLiteral("Production · live"), Role::Active);
        bar->setUser(QStringLiteral("maria.k · Operators"));
        bar->setWork(QStringLiteral("Exporting 12 904 tokens"), 43);
        bar->setClipboard(QStringLiteral("Secret on the clipboard, cleared in 12 s"), true);
        outer->addWidget(bar);
        window->resize(size);
        window->show();
        window->activateWindow();
        settle();
        return window;
    }

    QAction* action(const QString& text, const QString& shortText, const QString& icon, bool on = true,
                    const QString& reason = {})
    {
        auto* made = new QAction(text, &m_owner);
        made->setIconText(shortText);
        setActionIcon(made, icon);
        made->setEnabled(on);
        if (!reason.isEmpty())
            made->setToolTip(reason);
        return made;
    }

    void fillHeader(PageHeader* header, bool on)
    {
        const QString reason = on ? QString() : QStringLiteral("tokens.write is missing; administrators can grant it.");
        header->addAction(action(QStringLiteral("Edit"), QStringLiteral("Edit"), QStringLiteral("edit"), on, reason));
        header->addAction(
            action(QStringLiteral("Rotate secret"), QStringLiteral("Rotate"), QStringLiteral("rotate"), on, reason));
        header->addAction(
            action(QStringLiteral("Disable"), QStringLiteral("Disable"), QStringLiteral("disable"), on, reason));
        header->addAction(
            action(QStringLiteral("Delete"), QStringLiteral("Delete"), QStringLiteral("trash"), on, reason));
        header->setPrimary(
            action(QStringLiteral("New token"), QStringLiteral("New token"), QStringLiteral("plus"), on, reason));
    }

    static QList<LinkRow> apiRows()
    {
        return {
            {QStringLiteral("1"), QStringLiteral("encoders/{id}/status"), QStringLiteral("Script encoder_status.js"),
             false},
            {QStringLiteral("2"), QStringLiteral("encoders/list"), QStringLiteral("Script encoder_status.js"), false},
            {QStringLiteral("3"), QStringLiteral("wall/layout"), QStringLiteral("Fixed response 200"), false}};
    }

    FilterContext context() const { return {sample::moment(), "maria.k"}; }

    void tokensPage()
    {
        for (const QString& face :
             {QStringLiteral("tokens"), QStringLiteral("viewer"), QStringLiteral("gone"), QStringLiteral("error"),
              QStringLiteral("empty"), QStringLiteral("loading"), QStringLiteral("failed"), QStringLiteral("small"),
              QStringLiteral("arabic"), QStringLiteral("filtered")}) {
            TokensModel model(m_times);
            HistoryModel history(m_times);
            FilterState filter(tokenSchema(), [this] { return context(); });
            if (face == QLatin1String("arabic"))
                QApplication::setLayoutDirection(Qt::RightToLeft);
            auto* page = new TokensPage(model, filter, history, m_times);
            fillHeader(page->header(), face != QLatin1String("viewer") && face != QLatin1String("gone"));
            auto source = std::make_shared<sample::VectorSource<Token>>(
                face == QLatin1String("empty") || face == QLatin1String("filtered") ? std::vector<Token>()
                                                                                    : sample::tokens());
            if (face == QLatin1String("failed"))
                source->m_failure =
                    Failure{Fault::Unavailable, "The server is starting and cannot answer yet.", {}, {}};
            source->m_silent = face == QLatin1String("loading");
            history.setSource(std::make_shared<sample::VectorSource<Event>>(sample::events()));
            model.setSource(source);
            page->setGrandTotal(12904);
            const bool isSmall = face == QLatin1String("small");
            auto window = frame(page, QStringLiteral("tokens"), isSmall ? QSize(1024, 640) : QSize(1400, 860));
            page->table()->setFocus();
            page->select(exactText(sample::id(3).text()));
            history.setObject(exactText(sample::id(3).text()));
            page->setApis(exactText(sample::id(3).text()), apiRows(), 7);
            if (face == QLatin1String("tokens")) {
                FilterChip chip;
                chip.field = "state";
                chip.values = {"active", "unclaimed"};
                filter.setChip(chip);
                chip = {};
                chip.field = "lastModified";
                chip.kind = FilterChip::Kind::Within;
                chip.duration = "90d";
                filter.setChip(chip);
            }
            if (face == QLatin1String("filtered"))
                model.setFilter(QStringLiteral("state = \"held\""));
            if (face == QLatin1String("error")) {
                filter.setExpert(true);
                filter.setExpertText(
                    QStringLiteral("createdBy=me() AND lastModified > ago(\"90d\") AND isDisabld = false"));
                QElapsedTimer wait;
                wait.start();
                while (wait.elapsed() < 300)
                    settle();
            }
            if (face == QLatin1String("gone")) {
                m_times.setAbsolute(true);
                model.setAway(sample::moment());
                page->banner()->setText(
                    QStringLiteral("The server does not answer."),
                    QStringLiteral("You see what it said at 16:48:31. Changes are off; your unsaved text is kept."));
                page->banner()->setNote(QStringLiteral("Trying again in 7 s"));
                page->banner()->setLink(QStringLiteral("Try now"));
                page->banner()->show();
            }
            if (face == QLatin1String("viewer")) {
                for (auto* button : page->header()->findChildren<ActionButton*>()) {
                    if (button->accessibleName() == QLatin1String("Disable"))
                        button->setFocus(Qt::TabFocusReason);
                }
            }
            if (isSmall) {
                settle();
                page->table()->horizontalScrollBar()->setValue(180);
            }
            save(*window, face == QLatin1String("tokens") ? face : QStringLiteral("tokens-") + face);
            m_times.setAbsolute(false);
            QApplication::setLayoutDirection(Qt::LeftToRight);
        }
    }

    void apisPage()
    {
        DefinitionsModel model(m_times);
        HistoryModel history(m_times);
        FilterState filter(definitionSchema(), [this] { return context(); });
        auto* page = new ApisPage(model, filter, history, m_times);
        fillHeader(page->header(), true);
        history.setSource(std::make_shared<sample::VectorSource<Event>>(sample::events()));
        model.setSource(std::make_shared<sample::VectorSource<Definition>>(sample::definitions()));
        auto window = frame(page, QStringLiteral("apis"));
        page->select(exactText(sample::id(101).text()));
        history.setObject(exactText(sample::id(101).text()));
        page->setTokens(
            exactText(sample::id(101).text()),
            {{QStringLiteral("1"), QStringLiteral("billing-gateway"), QStringLiteral("Active"), false},
             {QStringLiteral("2"), QStringLiteral("encoder-status-wall"), QStringLiteral("Expires in 6 d"), false}},
            3);
        save(*window, QStringLiteral("apis"));
    }

    void eventsPage()
    {
        EventsModel model(m_times);
        FilterState filter(eventSchema(), [this] { return context(); });
        auto* page = new EventsPage(model, filter, m_times);
        model.setSource(std::make_shared<sample::VectorSource<Event>>(sample::events()));
        auto window = frame(page, QStringLiteral("events"));
        page->select(QStringLiteral("48211"));
        page->banner()->setKind(Banner::Kind::Proof);
        page->banner()->setText(QStringLiteral("Links checked by this computer up to event 48 211."),
                                QStringLiteral("The anchor of 12:00 matches the copy on vault-2."));
        page->banner()->show();
        save(*window, QStringLiteral("events"));
    }

    void firstMinute()
    {
        auto* page = new FirstMinutePage;
        auto window = frame(page, QStringLiteral("tokens"));
        page->setFocus();
        save(*window, QStringLiteral("first-minute"));
    }

    void show(HouseDialog& dialog, const QString& name)
    {
        dialog.setWindowModality(Qt::NonModal);
        dialog.show();
        dialog.activateWindow();
        save(dialog, name);
    }

    void dialogs();

    QString m_directory;
    QString m_suffix;
    TimeText m_times;
    QObject m_owner;
};

void Gallery::dialogs()
{
    AllowedPicker apis;
    apis.setDefinitions(std::make_shared<sample::VectorSource<Definition>>(sample::definitions()));
    AllowedPicker tokens;
    tokens.setTokens(std::make_shared<sample::VectorSource<Token>>(sample::tokens()));
    apis.setPicked({sample::id(101), sample::id(102)});
    tokens.setPicked({sample::id(3), sample::id(11)});
    settle();
    {
        TokenDialog dialog(m_times, &apis);
        show(dialog, QStringLiteral("new-token-fresh"));
        dialog.findChild<QLineEdit*>()->setText(QStringLiteral("encoder-status-wall"));
        dialog.setNameHint(
            QStringLiteral("There is another one of this name, made by p.okafor on 4 Mar 2025. That is allowed."));
        dialog.secretChoice()->choice()->setChecked(1);
        dialog.secretChoice()->edit()->field()->setSecret(SecretBytes("Wall-Of-Encoders 2026!"));
        dialog.secretChoice()->edit()->field()->setShown(true);
        show(dialog, QStringLiteral("new-token"));
        dialog.apiPicker()->searchField()->setFocus();
        QKeyEvent down(QEvent::KeyPress, Qt::Key_Down, Qt::NoModifier);
        QApplication::sendEvent(dialog.apiPicker()->searchField(), &down);
        show(dialog, QStringLiteral("new-token-picking"));
    }
    {
        TokenDialog dialog(m_times, &apis);
        Token token = sample::tokens()[2];
        token.owner = "Encoding team";
        token.labels = {"prod", "wall"};
        dialog.setToken(token);
        dialog.setForbidden(QStringLiteral("You may no longer change tokens: tokens.write was taken away."));
        show(dialog, QStringLiteral("edit-token-forbidden"));
    }
    {
        FakeClipboard port;
        SecretClipboardState clipboard(port);
        SecretDialog dialog(QStringLiteral("encoder-status-wall"), SecretBytes("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"),
                            clipboard);
        dialog.setFacts(QStringLiteral("encoders/{id}/status, encoders/list and 5 more"),
                        QStringLiteral("works until you confirm"),
                        QStringLiteral("not confirmed by today 14:02: this one lapses, the previous one stays"));
        show(dialog, QStringLiteral("secret-masked"));
        for (auto* button : dialog.findChildren<Button*>()) {
            if (button->text() == QLatin1String("Show"))
                button->click();
        }
        clipboard.copy(dialog.secret());
        show(dialog, QStringLiteral("secret-copied"));
        dialog.finish();
    }
    {
        DefinitionDialog dialog(tokens);
        dialog.setScripts({{QStringLiteral("encoder_status.js"), QStringLiteral("changed 3 Nov by p.okafor")}},
                          QStringLiteral("/var/lib/tokenhouse/scripts"));
        show(dialog, QStringLiteral("new-api-fresh"));
        for (auto* edit : dialog.findChildren<QLineEdit*>()) {
            if (edit->accessibleName() == QLatin1String("Route"))
                edit->setText(QStringLiteral("Encoders/{encoderId}/status"));
            if (edit->accessibleName() == QLatin1String("Name"))
                edit->setText(QStringLiteral("Encoder status"));
        }
        RouteCheckState::Conflict conflict{sample::id(101), QStringLiteral("Encoder status"),
                                           QStringLiteral("encoders/{id}/status")};
        dialog.routeCheck().setConflict(QStringLiteral("Encoders/{encoderId}/status"), conflict);
        show(dialog, QStringLiteral("new-api-conflict"));
        dialog.reject();
        show(dialog, QStringLiteral("new-api-leaving"));
    }
    {
        DefinitionDialog dialog(tokens);
        dialog.setDefinition(sample::definitions()[2]);
        show(dialog, QStringLiteral("edit-api-fixed"));
    }
    {
        TokenInUseDialog dialog(QStringLiteral("encoder-status-wall"), 7);
        dialog.setApis(apiRows());
        show(dialog, QStringLiteral("token-in-use"));
    }
    {
        DeleteDialog dialog(DeleteDialog::What::Tokens, {QStringLiteral("ops-bot"), QStringLiteral("ticketing")}, 2);
        show(dialog, QStringLiteral("delete-tokens"));
    }
    {
        DeleteDialog dialog(DeleteDialog::What::Tokens, {QStringLiteral("ops-bot"), QStringLiteral("ticketing")}, 2486);
        dialog.setChosenBy(QStringLiteral("owner = \"NOC\""), 0);
        dialog.setPreview({2483,
                           0,
                           {{QStringLiteral("1"), QStringLiteral("encoder-status-wall"),
                             QStringLiteral("The token is in use by 7 APIs.")},
                            {QStringLiteral("2"), QStringLiteral("billing-export"),
                             QStringLiteral("The token is in use by 1 API.")}}});
        show(dialog, QStringLiteral("delete-many"));
    }
    {
        AllowDialog dialog(AllowDialog::Direction::Add, tokens, {}, 12);
        show(dialog, QStringLiteral("add-to-apis"));
    }
    {
        SetLimitDialog dialog({}, 12);
        show(dialog, QStringLiteral("set-rate-limit"));
    }
    {
        DisableDialog dialog(DisableDialog::What::Tokens, {QStringLiteral("ops-bot")}, 1);
        show(dialog, QStringLiteral("disable-tokens"));
    }
    {
        RotateDialog dialog(QStringLiteral("encoder-status-wall"));
        show(dialog, QStringLiteral("rotate"));
    }
    {
        SignInDialog dialog(QStringLiteral("https://tokens.example.net:5003"));
        dialog.setUser(QStringLiteral("maria.k"));
        dialog.showFailure(Failure{Fault::NoSession, "User or password is wrong.", {}, {}});
        show(dialog, QStringLiteral("sign-in"));
    }
    {
        ConnectDialog dialog;
        show(dialog, QStringLiteral("connect"));
    }
    {
        BulkResultDialog dialog(
            QStringLiteral("Disabled 2 483 of 2 486 tokens"),
            QStringLiteral("They answer 401 from now on. 3 were left as they are and stay selected."),
            QStringLiteral("Token"));
        dialog.setRefusals(
            {{QStringLiteral("1"), QStringLiteral("jenkins-legacy"),
              QStringLiteral("under a security hold; only who may hold can change it")},
             {QStringLiteral("2"), QStringLiteral("ticketing"),
              QStringLiteral("changed by a.tanaka 4 s before; look at it first")},
             {QStringLiteral("3"), QStringLiteral("zabbix-bridge"), QStringLiteral("deleted meanwhile by j.devries")}});
        dialog.setOperation(QStringLiteral("7f3a9c10-0000-7000-8000-000000000000"));
        show(dialog, QStringLiteral("bulk-result"));
    }
    {
        boost::json::object extra;
        extra["correlationId"] = "5e0c3a52-91c0-7b10-8d22-b07e11aa2233";
        ErrorDialog dialog(QStringLiteral("“ops-bot” was not changed"),
                           Failure{Fault::Unavailable, "The store cannot be written: the disk is full.", {}, extra});
        show(dialog, QStringLiteral("error"));
    }
    {
        CertificateText trusted{
            QStringLiteral("tokens.example.net"), QStringLiteral("Example Internal CA 2"),
            QStringLiteral("1 Mar 2026 – 1 Mar 2027"),
            QStringLiteral(
                "5C:1E:90:7A:5C:1E:90:7A:5C:1E:90:7A:5C:1E:90:7A:5C:1E:90:7A:5C:1E:90:7A:5C:1E:90:7A:5C:1E:D2:44")};
        CertificateText shown{
            QStringLiteral("tokens.example.net"), QStringLiteral("itself (self-signed)"),
            QStringLiteral("20 Nov 2026 – 20 Nov 2036"),
            QStringLiteral(
                "A9:03:BB:61:5C:1E:90:7A:5C:1E:90:7A:5C:1E:90:7A:5C:1E:90:7A:5C:1E:90:7A:5C:1E:90:7A:5C:1E:07:1F")};
        CertificateDialog dialog(
            QStringLiteral("Production"),
            QStringLiteral("It is not the one that was trusted on 3 Mar 2026, so nothing was sent. Someone may be in "
                           "between, or the server was given a new certificate."),
            trusted, shown);
        show(dialog, QStringLiteral("certificate"));
    }
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const QString directory = arguments.value(1, QStringLiteral("."));
    const QString face = arguments.value(2, QStringLiteral("light"));
    QDir().mkpath(directory);
    installTranslations(application);
    Theme theme;
    theme.install(application);
    theme.setScheme(face == QLatin1String("dark")       ? Scheme::Dark
                    : face == QLatin1String("contrast") ? Scheme::HighContrast
                                                        : Scheme::Light);
    Gallery(directory, face).run();
    return 0;
}

// Drives the real window over a real server and saves what it shows: screenshots FOLDER light|dark|contrast DATA
// DATA is the local workspace: an empty folder shows the first minute, a demo stock everything else.
#include <QtTest>

#include <QAbstractItemView>
#include <QApplication>
#include <QCompleter>
#include <QCursor>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>

#include "app/application.h"
#include "tests/e2e/window_driver.h"
#include "translations/translations.h"
#include "views/dialogs/secret_choice.h"
#include "views/dialogs/token_dialog.h"
#include "views/pages/first_minute_page.h"
#include "views/widgets/expert_edit.h"
#include "views/widgets/house_status_bar.h"
#include "views/widgets/secret_edit.h"
#include "views/widgets/secret_field.h"
#include "views/widgets/segmented_control.h"

using namespace tokenhouse;

namespace {

/// A step that did not come to pass ends the program: a picture of the wrong thing is worse than none.
void must(bool done, const char* what)
{
    if (done)
        return;
    qCritical("screenshots: %s did not happen", what);
    std::exit(1);
}
#define MUST(step) must(static_cast<bool>(step), #step)

class Camera {
public:
    Camera(Application& application, QString folder, QString scheme)
        : m_application(application), m_folder(std::move(folder)), m_scheme(std::move(scheme))
    {}

    /// The window with its dialog before it, as soon as both have stood still for so many milliseconds.
    void save(const QString& name, int stillFor = 400) const
    {
        QImage before = picture();
        QElapsedTimer still;
        still.start();
        must(driver::waitFor([&] {
                 QImage now = picture();
                 if (now != before)
                     still.restart();
                 before = std::move(now);
                 return still.elapsed() >= stillFor;
             }),
             "standing still");
        must(before.save(QStringLiteral("%1/%2-%3.png").arg(m_folder, name, m_scheme)), "saving");
        std::printf("%s-%s\n", qUtf8Printable(name), qUtf8Printable(m_scheme));
        std::fflush(stdout);
    }

    /// As soon as it is laid out, for what counts down.
    void saveSoon(const QString& name) const { save(name, 80); }

private:
    /// Without the frames that a window manager would draw.
    QImage picture() const
    {
        auto& window = m_application.window();
        // Who runs this, and the port it was given, are of this moment.
        if (m_application.workspace()) {
            auto* bar = window.findChild<HouseStatusBar*>();
            bar->setConnection(QStringLiteral("This computer · API calls at 127.0.0.1:5002"), Role::Active);
            bar->setUser(QStringLiteral("maria.k · Administrators"));
        }
        QImage image = window.grab().toImage().convertToFormat(QImage::Format_RGB32);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        for (auto* dialog : window.findChildren<HouseDialog*>()) {
            if (!dialog->isVisible())
                continue;
            QRectF place(dialog->rect());
            place.moveCenter(QRectF(window.rect()).center());
            place.moveTo(place.topLeft().toPoint());
            QPainterPath outline;
            outline.addRoundedRect(place, measure::dialogRadius, measure::dialogRadius);
            painter.save();
            painter.setClipPath(outline);
            painter.drawPixmap(place.topLeft(), dialog->grab());
            painter.restore();
        }
        return image;
    }

    Application& m_application;
    QString m_folder;
    QString m_scheme;
};

class Tour {
public:
    Tour(Application& application, const Camera& camera) : m_application(application), m_camera(camera) {}

    void run()
    {
        MUST(driver::waitFor([this] { return m_application.session().state().isConnected(); }));
        auto* first = window().findChild<FirstMinutePage*>();
        if (!QTest::qWaitFor([this] { return isLoaded(tokens()); }, 3000) || first->isVisible()) {
            MUST(driver::waitFor([first] { return first->isVisible(); }));
            m_camera.save(QStringLiteral("first-minute"));
            return;
        }
        lists();
        tokenDialogs();
        secret();
        apis();
        small();
        servers();
    }

private:
    MainWindow& window() { return m_application.window(); }
    template <class Page>
    Page* page()
    {
        return window().findChild<Page*>();
    }
    HouseTable* tokens() { return page<TokensPage>()->table(); }

    static bool isLoaded(const HouseTable* table)
    {
        const auto* model = table->model();
        return model->rowCount() > 0 && model->index(0, 0).data(LoadedRole).toBool();
    }

    void filter(ListPageView* view, const QString& text)
    {
        auto* bar = view->filterBar();
        if (auto* expert = driver::controlNow(bar, QStringLiteral("Expert filter")))
            MUST(driver::click(expert));
        auto* edit = bar->findChild<ExpertEdit*>();
        MUST(edit);
        edit->setFocus();
        edit->selectAll();
        if (text.isEmpty())
            edit->del();
        else
            edit->insert(text);
        bar->findChild<QCompleter*>()->popup()->hide();
    }
    void unfilter(ListPageView* view)
    {
        filter(view, {});
        if (auto* simple = driver::controlNow(view->filterBar(), QStringLiteral("Simple filter")))
            MUST(driver::click(simple));
        view->table()->setFocus();
    }
    void pick(ListPageView* view, int row)
    {
        MUST(driver::waitFor([view] { return isLoaded(view->table()); }));
        view->table()->setFocus();
        view->table()->selectRow(row);
    }

    void lists()
    {
        auto* view = page<TokensPage>();
        pick(view, 4);
        m_camera.save(QStringLiteral("tokens"));
        view->table()->selectionModel()->select(
            QItemSelection(view->table()->model()->index(2, 0), view->table()->model()->index(14, 0)),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_camera.save(QStringLiteral("tokens-many"));
        filter(view, QStringLiteral("state = expired AND usedBy > 0 AND lastModified > ago(\"90d\")"));
        m_camera.save(QStringLiteral("filter-expert"));
        filter(view, QStringLiteral("createdBy = me() AND lastModified > ago(\"90d\") AND isDisabld = false"));
        m_camera.save(QStringLiteral("filter-error"));
        filter(view, QStringLiteral("name = \"nobody has this name\""));
        m_camera.save(QStringLiteral("filter-nothing"));
        unfilter(view);
        MUST(driver::press(&window(), QStringLiteral("APIs")));
        pick(page<ApisPage>(), 3);
        m_camera.save(QStringLiteral("apis"));
        MUST(driver::press(&window(), QStringLiteral("Events")));
        pick(page<EventsPage>(), 2);
        m_camera.save(QStringLiteral("events"));
        filter(page<EventsPage>(), QStringLiteral("kind = session.refused"));
        m_camera.save(QStringLiteral("events-refused"));
        unfilter(page<EventsPage>());
    }

    QWidget* ask(ListPageView* view, const QString& verb, const QString& title)
    {
        MUST(driver::press(view, verb));
        auto* dialog = driver::window(title);
        MUST(dialog);
        return dialog;
    }
    void leave(QWidget* dialog, const QString& button)
    {
        const auto name = dialog->accessibleName();
        MUST(driver::press(dialog, button));
        MUST(driver::waitGone(name));
    }

    void tokenDialogs()
    {
        MUST(driver::press(&window(), QStringLiteral("Tokens")));
        auto* view = page<TokensPage>();
        filter(view, QStringLiteral("state = active AND usedBy > 1"));
        MUST(driver::waitFor([view] { return view->table()->model()->rowCount() < 3000; }));
        pick(view, 0);
        m_camera.save(QStringLiteral("filter-expert-active"));
        auto* dialog = ask(view, QStringLiteral("Edit"), QStringLiteral("Edit"));
        m_camera.save(QStringLiteral("token-edit"));
        leave(dialog, QStringLiteral("Cancel"));
        dialog = ask(view, QStringLiteral("Rotate secret"), QStringLiteral("Rotate"));
        m_camera.save(QStringLiteral("rotate"));
        leave(dialog, QStringLiteral("Cancel"));
        dialog = ask(view, QStringLiteral("Disable"), QStringLiteral("Disable"));
        m_camera.save(QStringLiteral("disable"));
        leave(dialog, QStringLiteral("Cancel"));
        dialog = ask(view, QStringLiteral("Delete"), QStringLiteral("Delete"));
        m_camera.save(QStringLiteral("delete"));
        MUST(driver::press(dialog, QStringLiteral("Delete")));
        dialog = driver::window(QStringLiteral("Token in use"));
        MUST(dialog);
        m_camera.save(QStringLiteral("token-in-use"));
        leave(dialog, QStringLiteral("Cancel"));
        view->table()->selectionModel()->select(
            QItemSelection(view->table()->model()->index(0, 0), view->table()->model()->index(4, 0)),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        dialog = ask(view, QStringLiteral("Delete"), QStringLiteral("Delete"));
        MUST(driver::press(dialog, QStringLiteral("Delete")));
        dialog = driver::window(QStringLiteral("Result"));
        MUST(dialog);
        m_camera.save(QStringLiteral("bulk-result"));
        leave(dialog, QStringLiteral("Close"));
        unfilter(view);
    }

    void secret()
    {
        MUST(driver::press(page<TokensPage>(), QStringLiteral("New token")));
        auto* dialog = qobject_cast<TokenDialog*>(driver::window(QStringLiteral("New token")));
        MUST(dialog);
        m_camera.save(QStringLiteral("token-new"));
        driver::type(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText),
                     QStringLiteral("encoder-status-wall"));
        MUST(driver::press(dialog, QStringLiteral("Use my own")));
        auto* field = dialog->secretChoice()->edit()->field();
        field->setSecret(SecretBytes("Wall-Of-Encoders 2026!"));
        field->setShown(true);
        m_camera.save(QStringLiteral("token-new-requirements"));
        field->setSecret(SecretBytes("vK7r0_pQ-ZO8m.Tf3xN/1lIw+Yc5GdHb"));
        MUST(driver::press(dialog, QStringLiteral("Create")));
        auto* reveal = driver::window(QStringLiteral("New secret"));
        MUST(reveal);
        m_camera.save(QStringLiteral("secret-masked"));
        reveal->close();
        m_camera.save(QStringLiteral("secret-not-yet"));
        MUST(driver::press(reveal, QStringLiteral("Show")));
        m_camera.save(QStringLiteral("secret-shown"));
        MUST(driver::press(reveal, QStringLiteral("Copy")));
        MUST(driver::control(reveal, QStringLiteral("Clear now")));
        m_camera.saveSoon(QStringLiteral("secret-copied"));
        MUST(driver::press(reveal, QStringLiteral("I have stored it")));
        MUST(driver::waitGone(QStringLiteral("New secret")));
        MUST(driver::press(&window(), QStringLiteral("Clear now")));
    }

    void apis()
    {
        MUST(driver::press(&window(), QStringLiteral("APIs")));
        auto* view = page<ApisPage>();
        pick(view, 0);
        const auto taken = view->table()->model()->index(0, 0).data().toString();
        auto* dialog = ask(view, QStringLiteral("New API"), QStringLiteral("New API"));
        m_camera.save(QStringLiteral("api-new"));
        driver::type(driver::control(dialog, QStringLiteral("Route"), QAccessible::EditableText), taken);
        MUST(driver::waitFor([dialog] { return driver::tree(dialog).contains(QStringLiteral("Show ")); }));
        m_camera.save(QStringLiteral("api-route-taken"));
        MUST(driver::press(dialog, QStringLiteral("Cancel"))); // what was typed is asked for
        m_camera.save(QStringLiteral("api-leaving"));
        leave(dialog, QStringLiteral("Cancel"));
        dialog = ask(view, QStringLiteral("Edit"), QStringLiteral("Edit"));
        m_camera.save(QStringLiteral("api-edit"));
        leave(dialog, QStringLiteral("Cancel"));
        dialog = ask(view, QStringLiteral("Delete"), QStringLiteral("Delete"));
        m_camera.save(QStringLiteral("api-delete"));
        leave(dialog, QStringLiteral("Keep"));
    }

    void small()
    {
        MUST(driver::press(&window(), QStringLiteral("Tokens")));
        const QSize size = window().size();
        window().resize(1024, 640);
        pick(page<TokensPage>(), 4);
        m_camera.save(QStringLiteral("tokens-1024"), 3000);
        window().resize(size);
    }

    void servers()
    {
        Q_EMIT window().connectWanted();
        auto* dialog = driver::window(QStringLiteral("Connect"));
        MUST(dialog);
        m_camera.save(QStringLiteral("connect"));
        // Port 9 (discard): nothing answers there.
        driver::type(driver::control(dialog, QStringLiteral("Address"), QAccessible::EditableText),
                     QStringLiteral("http://127.0.0.1:9"));
        MUST(driver::press(dialog, QStringLiteral("Connect")));
        dialog = driver::window(QStringLiteral("Sign in"));
        MUST(dialog);
        m_camera.save(QStringLiteral("sign-in"));
        driver::type(driver::control(dialog, QStringLiteral("User"), QAccessible::EditableText),
                     QStringLiteral("maria.k"));
        dialog->findChild<SecretField*>()->setSecret(SecretBytes("long enough to try"));
        MUST(driver::press(dialog, QStringLiteral("Sign in")));
        auto* house = qobject_cast<HouseDialog*>(dialog);
        MUST(driver::waitFor([house] { return house->notice()->isVisible(); }));
        m_camera.saveSoon(QStringLiteral("sign-in-no-answer"));
        dialog->close();
    }

    Application& m_application;
    const Camera& m_camera;
};

} // namespace

int main(int argc, char** argv)
{
    qputenv("PATH", QByteArray(TOKENHOUSE_BIN ":") + qgetenv("PATH"));
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("tokenhouse"));
    QApplication::setCursorFlashTime(0);
    QCursor::setPos(1599, 999);
    installTranslations(application);
    const QStringList arguments = QApplication::arguments();
    MUST(arguments.size() == 4);
    const QString& folder = arguments[1];
    const QString& scheme = arguments[2];
    MUST(QDir().mkpath(folder));
    Options options;
    options.localData = arguments[3];
    // Settings of its own: nothing is remembered from elsewhere.
    Application tokenhouse(application, options, std::make_unique<Settings>(arguments[3] + QStringLiteral(".ini")));
    tokenhouse.theme().setScheme(scheme == QLatin1String("dark")       ? Scheme::Dark
                                 : scheme == QLatin1String("contrast") ? Scheme::HighContrast
                                                                       : Scheme::Light);
    tokenhouse.start();
    MUST(QTest::qWaitForWindowExposed(&tokenhouse.window()));
    const Camera camera(tokenhouse, folder, scheme);
    Tour(tokenhouse, camera).run();
    return 0;
}

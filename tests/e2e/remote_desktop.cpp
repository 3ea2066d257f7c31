#include "tests/e2e/remote_desktop.h"

#include <QFile>

#include "translations/translations.h"
#include "views/dialogs/sign_in_dialog.h"
#include "views/widgets/secret_edit.h"
#include "views/widgets/secret_field.h"

namespace tokenhouse::tests {

namespace {

PagedModel* modelOf(QWidget* page)
{
    auto* table = page->findChild<HouseTable*>();
    return table ? static_cast<PagedModel*>(table->model()) : nullptr;
}

} // namespace

RemoteDesktop::RemoteDesktop()
{
    m_server.init();
}

RemoteDesktop::~RemoteDesktop() = default;

QString RemoteDesktop::makeCertificate(const QString& name)
{
    const auto certificate = m_server.file("certificate.pem");
    const auto key = m_server.file("certificate.key");
    const auto made =
        runProgram("/usr/bin/openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                                        "-nodes", "-days", "30", "-subj", "/CN=tokens.example.net", "-addext",
                                        "subjectAltName=" + name.toStdString(), "-keyout", key, "-out", certificate});
    if (made.code != 0)
        throw std::runtime_error("openssl: " + made.err);
    const auto told = runProgram("/usr/bin/openssl", {"x509", "-in", certificate, "-noout", "-fingerprint", "-sha256"});
    const auto text = QString::fromStdString(told.out);
    return text.mid(text.indexOf(u'=') + 1).trimmed();
}

void RemoteDesktop::serve(bool secure)
{
    std::vector<std::string> more;
    if (!m_api.empty())
        more = {"--api", m_api};
    if (secure) {
        QFile config(QString::fromStdString(m_server.file("tokenhouse.toml")));
        if (!config.open(QIODevice::WriteOnly))
            throw std::runtime_error("no configuration file");
        config.write("[api]\ncertificate = \"" + QByteArray::fromStdString(m_server.file("certificate.pem"))
                     + "\"\nkey = \"" + QByteArray::fromStdString(m_server.file("certificate.key")) + "\"\n");
        config.close();
        more.insert(more.end(), {"--config", m_server.file("tokenhouse.toml")});
    }
    m_server.start(more);
    const auto api = m_server.server->api();
    m_api = api.substr(api.find("//") + 2);
}

void RemoteDesktop::stopServing()
{
    m_server.server->kill();
}

QString RemoteDesktop::address() const
{
    return QString::fromStdString(m_server.server->api());
}

Application& RemoteDesktop::open()
{
    m_application.reset();
    Options options;
    options.server = address();
    m_application = std::make_unique<Application>(
        *qApp, options, std::make_unique<Settings>(m_server.place.filePath(QStringLiteral("settings.ini"))));
    m_application->start();
    if (!QTest::qWaitForWindowExposed(window()))
        throw std::runtime_error("the window does not come up");
    return *m_application;
}

void RemoteDesktop::close()
{
    m_application.reset();
}

bool RemoteDesktop::enter(const QString& user, const QString& password)
{
    auto* dialog = driver::window(QStringLiteral("Sign in"));
    auto* name = driver::control(dialog, QStringLiteral("User"), QAccessible::EditableText);
    auto* edit = dialog ? dialog->findChild<SecretEdit*>() : nullptr;
    if (!name || !edit)
        return false;
    driver::type(name, {});
    QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(name, Qt::Key_Delete);
    QTest::keyClicks(name, user);
    edit->field()->clear();
    driver::type(edit->field(), password);
    // The dialog's heading has the same name.
    auto* button = driver::control(dialog, QStringLiteral("Sign in"), QAccessible::PushButton);
    return driver::waitFor([button] { return !driver::isAccessiblyDisabled(button); }) && driver::click(button);
}

bool RemoteDesktop::signIn(const QString& user)
{
    open();
    return enter(user, password()) && driver::waitGone(QStringLiteral("Sign in"))
           && driver::waitFor([this] { return isConnected(); });
}

void prepareForWindows(QApplication& application)
{
    qputenv("PATH", QByteArray(TOKENHOUSE_BIN ":") + qgetenv("PATH"));
    QCoreApplication::setApplicationName(QStringLiteral("tokenhouse"));
    installTranslations(application);
}

QString cellText(QWidget* page, int row, const QString& column)
{
    auto* model = modelOf(page);
    return model && row >= 0 && row < model->rowCount() ? model->index(row, model->columnOf(column)).data().toString()
                                                        : QString();
}

int rowNamed(QWidget* page, const QString& name)
{
    auto* model = modelOf(page);
    for (int row = 0; model && row < model->rowCount(); ++row) {
        if (model->index(row, model->columnOf(QStringLiteral("name"))).data().toString() == name)
            return row;
    }
    return -1;
}

} // namespace tokenhouse::tests

#pragma once

#include <memory>

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include "app/application.h"
#include "tests/api/api_fixture.h"
#include "tests/e2e/window_driver.h"

namespace tokenhouse::tests {

/// A server process of its own, with anna as its administrator, and the real window that signs in to it. The server can
/// be killed and come back at the same address; the window can be closed and opened again with the same settings.
class RemoteDesktop {
public:
    /// Throws when the server does not start.
    RemoteDesktop();
    ~RemoteDesktop();

    ApiFixture& server() { return m_server; }
    /// Starts the server: at first on a free port, later on the same. `secure` needs a certificate().
    void serve(bool secure = false);
    void stopServing();
    /// A new self-signed certificate for 127.0.0.1, or another name, in place of the last; its SHA-256 as the dialog
    /// shows it.
    QString makeCertificate(const QString& name = QStringLiteral("IP:127.0.0.1"));

    Application& open(); ///< the window, with the sign-in dialog
    void close();
    Application& application() { return *m_application; }
    MainWindow* window() { return &m_application->window(); }
    Settings settings() const { return Settings(m_server.place.filePath(QStringLiteral("settings.ini"))); }
    QString address() const;

    /// Fills in the sign-in dialog and presses its button.
    bool enter(const QString& user, const QString& password);
    /// Opens, signs in as `user`, and waits until the live stream is open.
    bool signIn(const QString& user);
    bool isConnected() const { return m_application->session().state().isConnected(); }

    static QString password() { return QString::fromStdString(adminPassword); }

private:
    ApiFixture m_server;
    std::string m_api;
    std::unique_ptr<Application> m_application;
};

void prepareForWindows(QApplication& application);

/// The main of a program with real windows: the server's programs are found, texts are those of the product.
template <class Test>
int runWindowTest(int argc, char** argv)
{
    QApplication application(argc, argv);
    prepareForWindows(application);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

/// The cell's text; empty when there is no such row.
QString cellText(QWidget* page, int row, const QString& column);
/// The row of the page's table whose name is `name`; -1 when there is none at hand.
int rowNamed(QWidget* page, const QString& name);

} // namespace tokenhouse::tests

#include <QtTest>

#include <QLineEdit>
#include <QListView>

#include "tests/e2e/remote_desktop.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// The command palette of the real window: what it does, what it finds at a real server, and what it keeps to itself.
class PaletteTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;

    QWidget* palette()
    {
        return driver::controlNow(m_desk.window(), QStringLiteral("Command palette"), QAccessible::EditableText);
    }
    QListView* entries() { return palette() ? palette()->parentWidget()->findChild<QListView*>() : nullptr; }
    /// The texts that a screen reader says of the entries.
    QStringList spoken()
    {
        QStringList result;
        const auto* model = entries()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            result << model->index(row, 0).data(Qt::AccessibleTextRole).toString();
        return result;
    }
    void open()
    {
        QApplication::setActiveWindow(m_desk.window());
        QTest::keyClick(m_desk.window(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(driver::waitFor([this] { return palette() && palette()->hasFocus(); }));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto made = runServerCommand(
            {"demo", "--data", m_desk.server().directory(), "--tokens", "300", "--definitions", "20", "--seed", "5"});
        QVERIFY2(made.code == 0, made.err.c_str());
        m_desk.serve();
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
        auto* model = m_desk.window()->findChild<TokensPage*>()->table()->model();
        QVERIFY(driver::waitFor([model] { return model->rowCount() == 300; }));
    }

    void doesWhatItSaysAndGivesTheKeyboardBack()
    {
        auto* table = m_desk.window()->findChild<TokensPage*>()->table();
        table->setFocus();
        open();
        driver::type(palette(), QStringLiteral("disable api"));
        QCOMPARE(spoken().first(), QStringLiteral("Disable, APIs, Select an API first."));
        QTest::keyClick(palette(), Qt::Key_Return); // what cannot be done is not done
        QVERIFY(palette());
        QTest::keyClick(palette(), Qt::Key_Escape);
        QVERIFY(!palette());
        QVERIFY(table->hasFocus());

        open();
        driver::type(palette(), QStringLiteral("new tok"));
        QCOMPARE(entries()->currentIndex().data().toString(), QStringLiteral("New token"));
        QTest::keyClick(palette(), Qt::Key_Return);
        auto* dialog = driver::window(QStringLiteral("New token"));
        QVERIFY(dialog);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(driver::waitGone(QStringLiteral("New token")));
    }

    void opensWhatTheServerFinds()
    {
        auto* page = m_desk.window()->findChild<ApisPage*>();
        const auto route = [&] { return page->table()->currentIndex().siblingAtColumn(0).data().toString(); };
        const auto all = ApiUser(m_desk.server().anna()).get("definitions?pageSize=1&orderBy=route%20desc").items();
        const auto wanted = QString::fromUtf8(std::string(all.at(0).at("route").as_string()));
        open();
        driver::type(palette(), wanted);
        QVERIFY(driver::waitFor([&] { return spoken().size() == 1 && spoken().first().startsWith(wanted); }));
        QTest::keyClick(palette(), Qt::Key_Return);
        QVERIFY(driver::waitFor([&] { return page->isVisible() && route() == wanted; }));
    }

    void listsItsKeys()
    {
        open();
        driver::type(palette(), QStringLiteral("keyboard"));
        QTest::keyClick(palette(), Qt::Key_Return);
        auto* dialog = driver::window(QStringLiteral("Keyboard shortcuts"));
        QVERIFY(dialog);
        const auto text = driver::visibleText(dialog);
        QVERIFY2(text.contains(QStringLiteral("Rotate secret: Ctrl+R")), qPrintable(text));
        QVERIFY(driver::press(dialog, QStringLiteral("Close")));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<PaletteTest>(argc, argv);
}
#include "palette_test.moc"

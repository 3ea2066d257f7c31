#include <QtTest>

#include <QLineEdit>
#include <QMenu>
#include <QTableWidget>

#include "tests/e2e/remote_desktop.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// Saved filters in the real window, kept by a real server: the product's, one's own, and those that all share.
class SavedFiltersTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;

    TokensPage* page() { return m_desk.window()->findChild<TokensPage*>(); }
    PagedModel* model() { return static_cast<PagedModel*>(page()->table()->model()); }
    QMenu* openMenu()
    {
        return driver::press(page(), QStringLiteral("Saved filters"))
                   ? qobject_cast<QMenu*>(QApplication::activePopupWidget())
                   : nullptr;
    }
    static QAction* item(QMenu* menu, const QString& text)
    {
        for (auto* action : menu->actions()) {
            if (action->text() == text)
                return action;
        }
        return nullptr;
    }
    bool choose(const QString& text)
    {
        auto* menu = openMenu();
        auto* action = menu ? item(menu, text) : nullptr;
        if (!action || !action->isEnabled())
            return false;
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        return true;
    }
    void save(const QString& name, bool share)
    {
        QVERIFY(choose(QStringLiteral("Save this filter…")));
        auto* dialog = driver::window(QStringLiteral("Save filter"));
        QVERIFY(dialog);
        driver::type(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText), name);
        if (share)
            QTest::keyClick(driver::control(dialog, QStringLiteral("Share it with everybody")), Qt::Key_Space);
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        QVERIFY(driver::waitGone(QStringLiteral("Save filter")));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto made = runServerCommand(
            {"demo", "--data", m_desk.server().directory(), "--tokens", "400", "--definitions", "20", "--seed", "5"});
        QVERIFY2(made.code == 0, made.err.c_str());
        m_desk.server().addUser("vera", "Viewers");
        m_desk.serve();
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
        QVERIFY(driver::waitFor([this] { return model()->state() == PagedModel::State::Ready; }));
    }

    void theProductsOwnFilterAndSort()
    {
        QVERIFY(choose(QStringLiteral("Disabled")));
        QVERIFY(driver::waitFor([this] { return model()->filter() == QStringLiteral("isDisabled = true"); }));
        QCOMPARE(model()->order(), QStringLiteral("lastModified desc"));
        QVERIFY(
            driver::waitFor([this] { return model()->state() == PagedModel::State::Ready && model()->total() > 0; }));
    }

    void savesOnesOwnAndWhatAllShare()
    {
        save(QStringLiteral("my disabled ones"), false);
        save(QStringLiteral("disabled, for all"), true);
        // Nothing is doubled by saving again under a name.
        save(QStringLiteral("MY DISABLED ones"), false);
        page()->filterBar()->setFocus();
        QVERIFY(choose(QStringLiteral("Unused")));
        QVERIFY(driver::waitFor([this] { return model()->filter() == QStringLiteral("NOT lastUsedAt:*"); }));
        QVERIFY(choose(QStringLiteral("MY DISABLED ones")));
        QVERIFY(driver::waitFor([this] { return model()->filter() == QStringLiteral("isDisabled = true"); }));
        auto* menu = openMenu();
        QVERIFY(menu && !item(menu, QStringLiteral("my disabled ones")));
        menu->close();
    }

    void anotherOneSeesTheSharedOnesAndMayNotChangeThem()
    {
        m_desk.close();
        QVERIFY(m_desk.signIn(QStringLiteral("vera")));
        QVERIFY(driver::waitFor([this] {
            auto* menu = openMenu();
            const bool isThere = menu && item(menu, QStringLiteral("disabled, for all"));
            if (menu)
                menu->close();
            return isThere;
        }));
        auto* menu = openMenu();
        QVERIFY(!item(menu, QStringLiteral("MY DISABLED ones")));
        menu->close();
        QVERIFY(choose(QStringLiteral("Manage saved filters…")));
        auto* dialog = driver::window(QStringLiteral("Saved filters"));
        QVERIFY(dialog);
        QVERIFY(driver::isAccessiblyDisabled(driver::control(dialog, QStringLiteral("Remove"))));
        QVERIFY(driver::press(dialog, QStringLiteral("Close")));
    }

    void removesThem()
    {
        m_desk.close();
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
        QVERIFY(driver::waitFor([this] { return model()->state() == PagedModel::State::Ready; }));
        QVERIFY(choose(QStringLiteral("Manage saved filters…")));
        auto* dialog = driver::window(QStringLiteral("Saved filters"));
        QVERIFY(dialog);
        auto* table = dialog->findChild<QTableWidget*>();
        QCOMPARE(table->rowCount(), 2);
        for (int left = 1; left >= 0; --left) {
            QVERIFY(driver::press(dialog, QStringLiteral("Remove")));
            QVERIFY(driver::waitFor([&] { return table->rowCount() == left; }));
        }
        QVERIFY(driver::press(dialog, QStringLiteral("Close")));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<SavedFiltersTest>(argc, argv);
}
#include "saved_filters_test.moc"

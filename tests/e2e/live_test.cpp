#include <QtTest>

#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>

#include "tests/e2e/remote_desktop.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// Others work at the same time: what they do is shown at once and disturbs nothing that one is at.
class LiveTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;
    std::unique_ptr<ApiUser> m_other;

    TokensPage* page() { return m_desk.window()->findChild<TokensPage*>(); }
    std::pair<std::string, std::int64_t> find(const std::string& name)
    {
        const auto reply = m_other->get("tokens?filter=name%3D%22" + name + "%22");
        const auto& token = reply.items().at(0);
        return {std::string(token.at("id").as_string()), token.at("revision").as_int64()};
    }
    void make(const std::string& name)
    {
        QCOMPARE(m_other->post("tokens", json::object{{"name", name}, {"generate", json::object{}}}).status, 201);
    }
    void setGroup(const char* group)
    {
        const auto done = runServerCommand({"user", "groups", "otto", group, "--data", m_desk.server().directory()});
        QVERIFY2(done.code == 0, done.err.c_str());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_desk.serve();
        m_desk.server().addUser("otto", "Operators");
        m_other = std::make_unique<ApiUser>(m_desk.server().anna());
        for (int i = 100; i < 190; ++i)
            make("load-" + std::to_string(i));
        QVERIFY(m_desk.signIn(QStringLiteral("otto")));
        QVERIFY(driver::waitFor([this] { return rowNamed(page(), QStringLiteral("load-120")) >= 0; }));
    }

    void detailsAreHiddenEverywhereAndForGood()
    {
        auto* events = m_desk.window()->findChild<EventsPage*>();
        QVERIFY(page()->details()->isVisible() && events->areDetailsShown());
        // Whoever signed in can go on by keyboard, on each page.
        QCOMPARE(m_desk.window()->focusWidget(), page()->table());
        QApplication::setActiveWindow(m_desk.window()); // no window manager does it here
        QTest::keyClick(m_desk.window(), Qt::Key_4, Qt::ControlModifier);
        QVERIFY(driver::waitFor([&] { return m_desk.window()->focusWidget() == events->table(); }));
        QTest::keyClick(m_desk.window(), Qt::Key_2, Qt::ControlModifier);
        QTest::keyClick(m_desk.window(), Qt::Key_F9);
        QVERIFY(driver::waitFor([this] { return !page()->details()->isVisible(); }));
        QVERIFY(!events->areDetailsShown());
        QVERIFY(!m_desk.settings().showsDetails());
        QVERIFY(driver::press(page(), QStringLiteral("Details")));
        QVERIFY(page()->details()->isVisible() && m_desk.settings().showsDetails());
    }

    void otherPeoplesChangesDisturbNothing()
    {
        auto* table = page()->table();
        const auto row = rowNamed(page(), QStringLiteral("load-130"));
        table->selectRow(row);
        table->verticalScrollBar()->setValue(row - 5);
        const auto top = table->model()->index(table->rowAt(0), 0).data().toString();
        auto* filter =
            qobject_cast<QLineEdit*>(driver::control(page(), QStringLiteral("Filter"), QAccessible::EditableText));
        QVERIFY(driver::press(page(), QStringLiteral("Edit")));
        auto* dialog = driver::window(QStringLiteral("Edit token"));
        QVERIFY(dialog);
        QVERIFY(driver::press(dialog, QStringLiteral("Owner, description, labels, addresses…")));
        driver::type(driver::control(dialog, QStringLiteral("Description"), QAccessible::EditableText),
                     QStringLiteral("half a sentence"));

        make("fresh");
        const auto [id, revision] = find("load-131");
        QCOMPARE(m_other->change("PATCH", "tokens/" + id, revision, json::object{{"owner", "team-x"}}).status, 200);
        const auto [gone, last] = find("load-129");
        QCOMPARE(m_other->change("DELETE", "tokens/" + gone, last).status, 204);

        QVERIFY(driver::waitFor([this] { return rowNamed(page(), QStringLiteral("load-129")) < 0; }));
        QVERIFY(driver::waitFor([this] { return rowNamed(page(), QStringLiteral("fresh")) == 1; }));
        QCOMPARE(rowNamed(page(), QStringLiteral("load-131")), 0); // the newest change is on top
        QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("load-130"));
        QCOMPARE(table->selectedIds().size(), 1);
        QCOMPARE(table->model()->index(table->rowAt(0), 0).data().toString(), top);
        QCOMPARE(filter->text(), QString());
        auto* description = driver::control(dialog, QStringLiteral("Description"), QAccessible::EditableText);
        auto* face = QAccessible::queryAccessibleInterface(description);
        QCOMPARE(face->text(QAccessible::Value), QStringLiteral("half a sentence"));
    }

    void saysThatAnotherChangedWhatOneEdits()
    {
        auto* dialog = driver::window(QStringLiteral("Edit token"), 0);
        const auto [id, revision] = find("load-130");
        QCOMPARE(m_other->change("PATCH", "tokens/" + id, revision, json::object{{"owner", "team-y"}}).status, 200);
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        auto* merge = driver::window(QStringLiteral("Changed meanwhile"));
        QVERIFY(merge);
        // Each changed another member: what is kept is chosen, and told.
        QVERIFY(driver::isChecked(driver::control(merge, QStringLiteral("Owner, theirs: team-y"))));
        QVERIFY(driver::isChecked(driver::control(merge, QStringLiteral("Description, yours: half a sentence"))));
        // Whoever goes back and saves is asked again.
        QVERIFY(driver::press(merge, QStringLiteral("Back to the editor")));
        QVERIFY(driver::waitGone(QStringLiteral("Changed meanwhile")));
        const auto third = m_other->get("tokens/" + id).body.at("revision").to_number<std::int64_t>();
        QCOMPARE(m_other->change("PATCH", "tokens/" + id, third, json::object{{"description", "theirs"}}).status, 200);
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        merge = driver::window(QStringLiteral("Changed meanwhile"));
        QVERIFY(merge);
        QVERIFY(driver::isAccessiblyDisabled(driver::control(merge, QStringLiteral("Save"))));
        auto* mine = driver::control(merge, QStringLiteral("Description, yours: half a sentence"));
        QTest::keyClick(mine, Qt::Key_Space);
        QVERIFY(driver::press(merge, QStringLiteral("Save")));
        QVERIFY(driver::waitGone(QStringLiteral("Edit token")));
        const auto token = m_other->get("tokens/" + id);
        QCOMPARE(token.text("owner"), std::string("team-y"));
        QCOMPARE(token.text("description"), std::string("half a sentence"));
    }

    void opensOneEditorHoweverOftenOneAsks()
    {
        page()->table()->selectRow(rowNamed(page(), QStringLiteral("load-130")));
        page()->table()->setFocus();
        auto* edit = driver::control(page(), QStringLiteral("Edit"));
        QVERIFY(driver::waitFor([&] { return !driver::isAccessiblyDisabled(edit); }));
        QVERIFY(driver::click(edit) && driver::click(edit)); // before the first answer is here
        auto* dialog = driver::window(QStringLiteral("Edit token"));
        QVERIFY(dialog);
        QCOMPARE(m_other->get("status").status, 200); // both answers are there by now
        QCoreApplication::processEvents();
        dialog->close();
        QVERIFY(driver::waitGone(QStringLiteral("Edit token")));
    }

    void f5AsksAgain()
    {
        auto* model = page()->table()->model();
        QSignalSpy refreshed(model, SIGNAL(refreshed()));
        QApplication::setActiveWindow(m_desk.window()); // no window manager does it here, once a dialog is gone
        QTest::keyClick(m_desk.window(), Qt::Key_F5);
        QVERIFY(driver::waitFor([&] { return refreshed.count() > 0; }));
    }

    void keepsWhatIsTypedInTheFilter()
    {
        auto* filter =
            qobject_cast<QLineEdit*>(driver::control(page(), QStringLiteral("Filter"), QAccessible::EditableText));
        driver::type(filter, QStringLiteral("load-13"));
        QVERIFY(driver::waitFor([this] { return page()->table()->model()->rowCount() == 10; }));
        make("load-13x");
        QVERIFY(driver::waitFor([this] { return page()->table()->model()->rowCount() == 11; }));
        QCOMPARE(filter->text(), QStringLiteral("load-13"));
        QCOMPARE(m_desk.window()->focusWidget(), filter); // whichever window the desktop has in front
    }

    void offersTheUsersThatWereSeen()
    {
        QVERIFY(driver::press(page(), QStringLiteral("Add a filter")));
        QStringList offered;
        QVERIFY(driver::waitFor([&] {
            for (auto* menu : page()->findChildren<QMenu*>()) {
                for (auto* action : menu->actions()) {
                    if (action->text() == QLatin1String("Created by") && action->menu()) {
                        for (auto* user : action->menu()->actions())
                            offered << user->text();
                    }
                }
            }
            return !offered.isEmpty();
        }));
        QVERIFY2(offered.contains(QStringLiteral("anna")), qPrintable(offered.join(u' ')));
        QVERIFY(offered.contains(QStringLiteral("otto")));
        for (auto* menu : page()->findChildren<QMenu*>())
            menu->close();
    }

    void aRightTakenAwayCountsAtOnce()
    {
        page()->table()->selectRow(0);
        QVERIFY(driver::press(page(), QStringLiteral("Edit")));
        auto* dialog = driver::window(QStringLiteral("Edit token"));
        QVERIFY(dialog);
        QVERIFY(driver::press(dialog, QStringLiteral("Owner, description, labels, addresses…")));
        driver::type(driver::control(dialog, QStringLiteral("Owner"), QAccessible::EditableText), QStringLiteral("me"));
        setGroup("Viewers");
        auto* rotate = driver::control(page(), QStringLiteral("Rotate secret"));
        QVERIFY(driver::waitFor([&] { return driver::isAccessiblyDisabled(rotate); }));
        for (const auto* name : {"Rotate secret", "New token", "Edit", "Disable", "Rotate…"}) {
            const auto why = driver::description(driver::control(page(), QString::fromUtf8(name)));
            QVERIFY2(why.contains(QStringLiteral("tokens.write")), qPrintable(why));
        }
        QVERIFY(driver::description(driver::control(page(), QStringLiteral("Delete")))
                    .contains(QStringLiteral("tokens.delete")));
        QVERIFY(driver::visibleText(dialog).contains(QStringLiteral("tokens.write")));
        QVERIFY(driver::isAccessiblyDisabled(driver::control(dialog, QStringLiteral("Save"))));
        setGroup("Operators");
        QVERIFY(driver::waitFor([&] { return !driver::isAccessiblyDisabled(rotate); }));
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        QVERIFY(driver::waitGone(QStringLiteral("Edit token")));
    }

    void whatOneMayNoLongerReadGoesAndComesBack()
    {
        auto* events = m_desk.window()->findChild<EventsPage*>();
        auto* rows = events->table()->model();
        QApplication::setActiveWindow(m_desk.window()); // no window manager does it here
        QTest::keyClick(m_desk.window(), Qt::Key_4, Qt::ControlModifier);
        QVERIFY(driver::waitFor([&] { return rows->rowCount() > 90 && events->isVisible(); }));
        setGroup("Viewers");
        QVERIFY(driver::waitFor([&] { return rows->rowCount() == 0; }));
        QVERIFY(driver::waitFor(
            [&] { return driver::visibleText(events).contains(QStringLiteral("The list could not be read")); }));
        setGroup("Operators");
        QVERIFY(driver::waitFor([&] { return rows->rowCount() > 90; }));
        QTest::keyClick(m_desk.window(), Qt::Key_2, Qt::ControlModifier);
        QVERIFY(driver::waitFor([&] { return page()->isVisible(); }));
    }

    void darkAndLightChangeWhileItRuns()
    {
        auto& theme = m_desk.application().theme();
        const auto ground = [this] {
            return m_desk.window()->grab().toImage().pixelColor(m_desk.window()->width() / 2, 12).lightness();
        };
        theme.setScheme(Scheme::Light);
        QVERIFY(driver::waitFor([&] { return ground() > 200; }));
        theme.setScheme(Scheme::Dark);
        QVERIFY(driver::waitFor([&] { return ground() < 60; }));
        theme.setScheme(Scheme::Light);
        QVERIFY(driver::waitFor([&] { return ground() > 200; }));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<LiveTest>(argc, argv);
}
#include "live_test.moc"

#include <QtTest>

#include <QLineEdit>

#include "tests/e2e/remote_desktop.h"
#include "views/widgets/difference_table.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// One token made and edited, with the APIs it may call, at a real server.
class EditTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;
    std::unique_ptr<ApiUser> m_other;
    std::string m_token;

    TokensPage* page() { return m_desk.window()->findChild<TokensPage*>(); }
    std::string makeApi(const std::string& route)
    {
        const auto made = m_other->post("definitions", json::object{{"name", route},
                                                                    {"route", route},
                                                                    {"allowedTokens", json::array()},
                                                                    {"actionType", "FixedResponse"},
                                                                    {"actionMeta", json::object{{"status", 200}}}});
        return made.status == 201 ? made.text("id") : std::string();
    }
    bool lists(const std::string& api)
    {
        const auto allowed = m_other->get("definitions/" + api).body.at("allowedTokens").as_array();
        return std::ranges::find(allowed, json::value(m_token)) != allowed.end();
    }
    QWidget* edit()
    {
        page()->table()->selectRow(rowNamed(page(), QStringLiteral("probe")));
        return driver::press(page(), QStringLiteral("Edit")) ? driver::window(QStringLiteral("Edit token")) : nullptr;
    }
    void pick(QWidget* dialog, const QString& route)
    {
        auto* search = driver::control(dialog, QStringLiteral("Allowed APIs"), QAccessible::EditableText);
        driver::type(search, route);
        auto* list = driver::control(dialog, QStringLiteral("Allowed APIs, finds"), QAccessible::List);
        auto* finds = qobject_cast<QAbstractItemView*>(list);
        QVERIFY(finds);
        QVERIFY(driver::waitFor(
            [&] { return finds->model()->rowCount() == 1 && finds->model()->index(0, 0).data() == route; }));
        QTest::keyClick(search, Qt::Key_Return);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_desk.serve();
        m_other = std::make_unique<ApiUser>(m_desk.server().anna());
        const auto made = m_other->post("tokens", json::object{{"name", "probe"}, {"generate", json::object{}}});
        QCOMPARE(made.status, 201);
        m_token = made.text("id");
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
        QVERIFY(driver::waitFor([this] { return rowNamed(page(), QStringLiteral("probe")) >= 0; }));
    }

    void putsATokenOntoApisAndTakesItOff()
    {
        const auto first = makeApi("weather/now");
        const auto second = makeApi("weather/later");
        const auto third = makeApi("weather/never");
        QVERIFY(!first.empty() && !second.empty() && !third.empty());

        auto* dialog = edit();
        QVERIFY(dialog);
        pick(dialog, QStringLiteral("weather/now"));
        pick(dialog, QStringLiteral("weather/later"));
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        QVERIFY(driver::waitGone(QStringLiteral("Edit token")));
        QVERIFY(lists(first) && lists(second) && !lists(third));

        dialog = edit();
        QVERIFY(dialog);
        const auto text = driver::tree(dialog);
        QVERIFY2(text.contains(QStringLiteral("weather/now")) && text.contains(QStringLiteral("weather/later")),
                 qPrintable(text));
        // What others do to the same APIs stays.
        const auto now = m_other->get("definitions/" + first);
        QCOMPARE(m_other
                     ->change("PATCH", "definitions/" + first, now.body.at("revision").as_int64(),
                              json::object{{"description", "for the roof"}})
                     .status,
                 200);
        pick(dialog, QStringLiteral("weather/now")); // off
        pick(dialog, QStringLiteral("weather/never"));
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        QVERIFY(driver::waitGone(QStringLiteral("Edit token")));
        QVERIFY(!lists(first) && lists(second) && lists(third));
        QCOMPARE(m_other->get("definitions/" + first).text("description"), std::string("for the roof"));
    }

    void anApiThatIsGoneKeepsTheDialogOpen()
    {
        const auto gone = makeApi("soon/gone");
        auto* dialog = edit();
        QVERIFY(dialog);
        pick(dialog, QStringLiteral("soon/gone"));
        QCOMPARE(m_other->change("DELETE", "definitions/" + gone, 1).status, 204);
        driver::type(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText),
                     QStringLiteral(" of the roof"));
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        QVERIFY(driver::waitFor([&] {
            return m_other->get("tokens/" + m_token).text("name") == "probe of the roof" && dialog->isVisible()
                   && !driver::isAccessiblyDisabled(driver::controlNow(dialog, QStringLiteral("Save")));
        }));
        // What is taken back counts from what was saved.
        auto* name = driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText);
        QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
        driver::type(name, QStringLiteral("probe"));
        auto* search = driver::control(dialog, QStringLiteral("Allowed APIs"), QAccessible::EditableText);
        QTest::keyClick(search, Qt::Key_Backspace); // the API that is gone: the newest is the last
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        QVERIFY(driver::waitGone(QStringLiteral("Edit token")));
        QCOMPARE(m_other->get("tokens/" + m_token).text("name"), std::string("probe"));
    }

    void eventsCallTokensByTheirNames()
    {
        const auto made = m_other->post("tokens", json::object{{"name", "passer-by"}, {"generate", json::object{}}});
        const auto gone = made.text("id");
        const auto api = makeApi("for/names");
        const auto both = json::object{{"tokenIds", json::array{gone, m_token}}};
        QCOMPARE(m_other->change("POST", "definitions/" + api + ":allow", 1, both).status, 200);
        QCOMPARE(m_other->change("POST", "definitions/" + api + ":disallow", 2, both).status, 200);
        QCOMPARE(m_other->change("DELETE", "tokens/" + gone, made.body.at("revision").as_int64()).status, 204);

        QApplication::setActiveWindow(m_desk.window()); // no window manager does it here
        QTest::keyClick(m_desk.window(), Qt::Key_4, Qt::ControlModifier);
        auto* events = m_desk.window()->findChild<EventsPage*>();
        QVERIFY(driver::waitFor([&] { return cellText(events, 1, QStringLiteral("kind")).contains(u"API changed"); }));
        events->table()->selectRow(1);
        auto* changed = events->findChild<DifferenceTable*>();
        QVERIFY2(driver::waitFor([&] {
                     const auto text = driver::description(changed);
                     return text.contains(QStringLiteral("passer-by (deleted)"))
                            && text.contains(QStringLiteral("probe"));
                 }),
                 qPrintable(driver::description(changed)));
        QTest::keyClick(m_desk.window(), Qt::Key_2, Qt::ControlModifier);
    }

    void aFilterThatHidesWhatWasMadeStays()
    {
        auto* filter =
            qobject_cast<QLineEdit*>(driver::control(page(), QStringLiteral("Filter"), QAccessible::EditableText));
        QVERIFY(filter);
        driver::type(filter, QStringLiteral("probe"));
        auto* model = static_cast<PagedModel*>(page()->table()->model());
        QVERIFY(driver::waitFor([&] { return !model->filter().isEmpty(); }));
        const auto applied = model->filter();
        QVERIFY(driver::press(page(), QStringLiteral("New token")));
        auto* dialog = driver::window(QStringLiteral("New token"));
        QVERIFY(dialog);
        driver::type(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText),
                     QStringLiteral("newcomer"));
        QVERIFY(driver::press(dialog, QStringLiteral("Create")));
        auto* secret = driver::window(QStringLiteral("New secret"));
        QVERIFY(secret);
        const auto said = QStringLiteral("“newcomer” was created. The filter does not show it.");
        QVERIFY2(driver::waitFor([&] { return driver::visibleText(m_desk.window()).contains(said); }),
                 qPrintable(driver::visibleText(m_desk.window())));
        QCOMPARE(model->filter(), applied);
        QCOMPARE(filter->text(), QStringLiteral("probe"));
        QVERIFY(driver::press(secret, QStringLiteral("Show")));
        QVERIFY(driver::press(secret, QStringLiteral("I have stored it")));
        QVERIFY(driver::waitGone(QStringLiteral("New secret")));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<EditTest>(argc, argv);
}
#include "edit_test.moc"

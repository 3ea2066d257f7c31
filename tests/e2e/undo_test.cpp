#include <QtTest>

#include <QLineEdit>
#include <QMenu>

#include "tests/e2e/remote_desktop.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// Mistakes of a moment, at a real server: what was done is taken back, and nothing else.
class UndoTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;
    std::unique_ptr<ApiUser> m_other;

    TokensPage* page() { return m_desk.window()->findChild<TokensPage*>(); }
    std::string make(const std::string& name)
    {
        return m_other->post("tokens", json::object{{"name", name}, {"generate", json::object{}}}).text("id");
    }
    bool isDisabled(const std::string& id) { return m_other->get("tokens/" + id).body.at("isDisabled").as_bool(); }
    bool select(const QStringList& names)
    {
        auto* table = page()->table();
        table->clearSelection();
        for (const auto& name : names) {
            if (!driver::waitFor([&] { return rowNamed(page(), name) >= 0; }))
                return false;
            table->selectionModel()->select(table->model()->index(rowNamed(page(), name), 0),
                                            QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        return true;
    }
    bool undo()
    {
        QApplication::setActiveWindow(m_desk.window());
        return driver::press(m_desk.window(), QStringLiteral("Undo"));
    }
    void rename(const QString& from, const QString& to)
    {
        QVERIFY(select({from}));
        QVERIFY(driver::press(page(), QStringLiteral("Edit")));
        auto* dialog = driver::window(QStringLiteral("Edit token"));
        QVERIFY(dialog);
        auto* name =
            qobject_cast<QLineEdit*>(driver::control(dialog, QStringLiteral("Name"), QAccessible::EditableText));
        QVERIFY(name);
        name->selectAll();
        driver::type(name, to);
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        QVERIFY(driver::waitGone(QStringLiteral("Edit token")));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_desk.serve();
        m_other = std::make_unique<ApiUser>(m_desk.server().anna());
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
    }

    void enablesWhatItDisabledAndNothingElse()
    {
        const auto on = make("was on");
        const auto off = make("was off");
        QCOMPARE(
            m_other->post("tokens:batch", json::object{{"action", "disable"}, {"ids", json::array{json::value(off)}}})
                .status,
            200);
        QVERIFY(driver::waitFor([this] {
            return cellText(page(), rowNamed(page(), QStringLiteral("was off")), QStringLiteral("state"))
                   == QStringLiteral("Disabled");
        }));
        QVERIFY(select({QStringLiteral("was on"), QStringLiteral("was off")}));
        QVERIFY(driver::press(page(), QStringLiteral("Disable")));
        auto* dialog = driver::window(QStringLiteral("Disable tokens"));
        QVERIFY(dialog);
        QVERIFY(driver::press(dialog, QStringLiteral("Disable")));
        QVERIFY(driver::waitGone(QStringLiteral("Disable tokens")));
        QVERIFY(isDisabled(on));
        QVERIFY(undo());
        QVERIFY(driver::waitFor([&] { return !isDisabled(on); }));
        QVERIFY(isDisabled(off));
    }

    void aLeakedOneIsNotOffered()
    {
        const auto id = make("leaky");
        QVERIFY(select({QStringLiteral("leaky")}));
        QVERIFY(driver::press(page(), QStringLiteral("Disable")));
        auto* dialog = driver::window(QStringLiteral("Disable token"));
        QVERIFY(dialog);
        QVERIFY(driver::press(dialog, QStringLiteral("Leaked")));
        QVERIFY(driver::press(dialog, QStringLiteral("Disable")));
        QVERIFY(driver::waitGone(QStringLiteral("Disable token")));
        QVERIFY(isDisabled(id));
        QVERIFY(driver::controlNow(m_desk.window(), QStringLiteral("Undo")) == nullptr);
    }

    void putsAnEditBackUnlessSomebodyElseWasThere()
    {
        const auto id = make("first name");
        rename(QStringLiteral("first name"), QStringLiteral("second name"));
        const auto name = [&] { return m_other->get("tokens/" + id).text("name"); };
        QCOMPARE(name(), std::string("second name"));
        QVERIFY(undo());
        QVERIFY(driver::waitFor([&] { return name() == "first name"; }));

        rename(QStringLiteral("first name"), QStringLiteral("third name"));
        QCOMPARE(m_other
                     ->change("PATCH", "tokens/" + id,
                              m_other->get("tokens/" + id).body.at("revision").to_number<std::int64_t>(),
                              json::object{{"description", "theirs"}})
                     .status,
                 200);
        QVERIFY(undo());
        auto* error = driver::window(QStringLiteral("Not done"));
        QVERIFY(error);
        QVERIFY(driver::visibleText(error).contains(QStringLiteral("The change was not taken back")));
        QVERIFY(driver::press(error, QStringLiteral("Close")));
        QCOMPARE(name(), std::string("third name"));
    }

    void aClickOnTheStateOffersAndDoesNothing()
    {
        const auto id = make("clicked");
        QVERIFY(select({QStringLiteral("clicked")}));
        auto* table = page()->table();
        const auto* model = static_cast<PagedModel*>(table->model());
        const auto cell =
            model->index(rowNamed(page(), QStringLiteral("clicked")), model->columnOf(QStringLiteral("state")));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(cell).center());
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QStringList words;
        for (const auto* action : menu->actions())
            words << action->text();
        QVERIFY2(words.contains(QStringLiteral("Disable: calls with it are refused at once")),
                 qPrintable(words.join(u'\n')));
        menu->close();
        QVERIFY(!isDisabled(id));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<UndoTest>(argc, argv);
}
#include "undo_test.moc"

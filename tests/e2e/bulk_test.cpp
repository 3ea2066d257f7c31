#include <QtTest>

#include <QListView>
#include <QMenu>
#include <QTableWidget>
#include <QUrl>

#include "tests/e2e/remote_desktop.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// Actions on more rows than were read, at a real server: what was confirmed is done, neither less nor more.
class BulkTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;
    std::unique_ptr<ApiUser> m_other;

    TokensPage* page() { return m_desk.window()->findChild<TokensPage*>(); }
    PagedModel* model() { return static_cast<PagedModel*>(page()->table()->model()); }
    qint64 count(const QString& filter)
    {
        const auto encoded = QUrl::toPercentEncoding(filter).toStdString();
        return m_other->get("tokens?pageSize=1&filter=" + encoded).body.at("totalSize").as_int64();
    }
    void filterBy(const QString& text)
    {
        auto* edit = driver::controlNow(page(), QStringLiteral("Filter as text"), QAccessible::EditableText);
        if (!edit) {
            QVERIFY(driver::press(page(), QStringLiteral("Expert filter")));
            edit = driver::control(page(), QStringLiteral("Filter as text"), QAccessible::EditableText);
        }
        QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
        driver::type(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
        const auto expected = count(text);
        QVERIFY(driver::waitFor([&] {
            return model()->filter() == text && model()->state() == PagedModel::State::Ready
                   && model()->total() == expected;
        }));
    }
    void selectAll()
    {
        page()->table()->setFocus();
        QTest::keyClick(page()->table(), Qt::Key_A, Qt::ControlModifier);
        QVERIFY(page()->table()->selectedCount() == model()->rowCount());
        QVERIFY(page()->table()->selectedIds().size() < model()->rowCount()); // or it would go by ids
    }
    static QString number(qint64 value) { return QLocale().toString(value); }

private Q_SLOTS:
    void initTestCase()
    {
        const auto made = runServerCommand(
            {"demo", "--data", m_desk.server().directory(), "--tokens", "700", "--definitions", "3", "--seed", "5"});
        QVERIFY2(made.code == 0, made.err.c_str());
        m_desk.serve();
        m_other = std::make_unique<ApiUser>(m_desk.server().anna());
        const auto freed =
            m_other->post("definitions:batch", json::object{{"action", "delete"}, {"filter", ""}}); // tokens can go
        QCOMPARE(freed.status, 200);
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
        QVERIFY(driver::waitFor([this] { return model()->state() == PagedModel::State::Ready; }));
    }

    void disablesWhatWasConfirmedAndNothingElse()
    {
        const auto filter = QStringLiteral("isDisabled = false");
        filterBy(filter);
        const auto before = count(filter);
        selectAll();
        QVERIFY(driver::press(page(), QStringLiteral("Disable")));
        auto* dialog = driver::window(QStringLiteral("Disable tokens"));
        QVERIFY(dialog);
        const auto text = driver::visibleText(dialog);
        QVERIFY2(text.contains(number(before)) && text.contains(filter), qPrintable(text));

        // Others go on working while one reads the question.
        QCOMPARE(m_other->post("tokens", json::object{{"name", "newcomer"}, {"generate", json::object{}}}).status, 201);
        QVERIFY(driver::press(dialog, QStringLiteral("Leaked")));
        QVERIFY(driver::press(dialog, QStringLiteral("Disable")));
        QVERIFY(driver::waitGone(QStringLiteral("Disable tokens")));
        const auto said = QStringLiteral("Disabled %1 of %1").arg(number(before));
        QVERIFY2(driver::waitFor([&] { return driver::visibleText(m_desk.window()).contains(said); }),
                 qPrintable(driver::visibleText(m_desk.window())));
        QCOMPARE(count(filter), 1);
        QCOMPARE(count(QStringLiteral("name = newcomer AND isDisabled = false")), 1);
    }

    void enablingMoreThanWasSeenIsAskedFor()
    {
        filterBy(QStringLiteral("isDisabled = true"));
        const auto before = count(QStringLiteral("isDisabled = true"));
        selectAll();
        QVERIFY(driver::press(page(), QStringLiteral("Enable")));
        auto* dialog = driver::window(QStringLiteral("Enable tokens"));
        QVERIFY(dialog);
        QVERIFY(driver::visibleText(dialog).contains(number(before)));
        QVERIFY(driver::press(dialog, QStringLiteral("Cancel")));
        QVERIFY(driver::waitGone(QStringLiteral("Enable tokens")));
        QCOMPARE(count(QStringLiteral("isDisabled = true")), before);

        QVERIFY(driver::press(page(), QStringLiteral("Enable")));
        dialog = driver::window(QStringLiteral("Enable tokens"));
        QVERIFY(dialog && driver::press(dialog, QStringLiteral("Enable")));
        auto* result = driver::window(QStringLiteral("Result")); // what leaked needs a new secret
        QVERIFY(result);
        auto* refused = result->findChild<QTableWidget*>();
        QCOMPARE(count(QStringLiteral("isDisabled = true")), refused->rowCount());
        QVERIFY(refused->rowCount() > PagedModel::pageRows * 4);
        // Also those that this window never read are called by their names.
        QVERIFY(driver::waitFor([&] {
            int ids = 0;
            for (int row = 0; row < refused->rowCount(); ++row)
                ids += QUuid::fromString(refused->item(row, 0)->text()).isNull() ? 0 : 1;
            return ids == 0;
        }));
        QVERIFY(driver::press(result, QStringLiteral("Close")));
        QVERIFY(driver::waitGone(QStringLiteral("Result")));
    }

    void tellsBeforeWhatWillHappenAndTakesItBack()
    {
        const auto api =
            std::string(m_other
                            ->post("definitions", json::object{{"name", "bulk"},
                                                               {"route", "bulk/api"},
                                                               {"allowedTokens", json::array()},
                                                               {"actionType", "FixedResponse"},
                                                               {"actionMeta", json::object{{"status", 200}}}})
                            .text("id"));
        const auto users = [&] {
            return m_other->get("definitions/" + api).body.at("allowedTokens").as_array().size();
        };
        const auto known = m_other->get("tokens?pageSize=1&orderBy=name").items().at(0).at("id");
        QCOMPARE(m_other
                     ->post("tokens:batch", json::object{{"action", "allow"},
                                                         {"ids", json::array{known}},
                                                         {"definitionIds", json::array{json::value(api)}}})
                     .status,
                 200);
        filterBy(QStringLiteral("name:\"\" OR name:*"));
        const auto all = count(QString());
        selectAll();
        QVERIFY(driver::press(page(), QStringLiteral("More actions")));
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QTest::keyClick(menu, Qt::Key_Down);
        QCOMPARE(menu->activeAction()->text(), QStringLiteral("Add to APIs"));
        QTest::keyClick(menu, Qt::Key_Return);
        auto* dialog = driver::window(QStringLiteral("Add to APIs"));
        QVERIFY(dialog);
        auto* button = driver::control(dialog, QStringLiteral("Add"));
        QVERIFY(driver::isAccessiblyDisabled(button));
        auto* search = driver::control(dialog, QStringLiteral("APIs"), QAccessible::EditableText);
        driver::type(search, QStringLiteral("bulk/api"));
        auto* finds =
            qobject_cast<QAbstractItemView*>(driver::control(dialog, QStringLiteral("APIs, finds"), QAccessible::List));
        QVERIFY(driver::waitFor([&] { return finds->model()->rowCount() == 1; }));
        QTest::keyClick(search, Qt::Key_Return);
        const auto words =
            QStringLiteral("%1 will be changed.\n1 is so already and stays as it is.").arg(number(all - 1));
        QVERIFY2(driver::waitFor([&] { return driver::visibleText(dialog).contains(words); }),
                 qPrintable(driver::visibleText(dialog)));
        QCOMPARE(users(), 1U);
        QVERIFY(driver::press(dialog, QStringLiteral("Add")));
        QVERIFY(driver::waitGone(QStringLiteral("Add to APIs")));
        QVERIFY(driver::waitFor([&] { return users() == static_cast<std::size_t>(all); }));
        QApplication::setActiveWindow(m_desk.window());
        QVERIFY(driver::press(m_desk.window(), QStringLiteral("Undo")));
        QVERIFY(driver::waitFor([&] { return users() == 1; }));
        QCOMPARE(m_other->post("definitions:batch", json::object{{"action", "delete"}, {"filter", ""}}).status, 200);
    }

    void refusesWhatNoFilterCanName()
    {
        auto* table = page()->table();
        const auto last = model()->index(model()->rowCount() - 10, model()->columnCount() - 1);
        table->selectionModel()->select(QItemSelection(model()->index(0, 0), last),
                                        QItemSelectionModel::ClearAndSelect);
        auto* button = driver::control(page(), QStringLiteral("Delete"));
        QVERIFY(driver::waitFor([&] { return driver::isAccessiblyDisabled(button); }));
        QVERIFY2(driver::description(button).contains(QStringLiteral("were read so far")),
                 qPrintable(driver::description(button)));
        table->selectAll();
        QVERIFY(driver::waitFor([&] { return !driver::isAccessiblyDisabled(button); }));
    }

    void deletesAllButWhatWasTakenOut()
    {
        const auto filter = QStringLiteral("NOT usedBy > 0");
        filterBy(filter);
        const auto before = count(filter);
        selectAll();
        auto* table = page()->table();
        QStringList kept;
        for (const int row : {0, 3}) {
            kept << model()->idAt(row);
            QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier,
                              table->visualRect(model()->index(row, 1)).center());
        }
        QCOMPARE(table->selectedCount(), before - 2);
        QVERIFY(driver::press(page(), QStringLiteral("Delete")));
        auto* dialog = driver::window(QStringLiteral("Delete tokens"));
        QVERIFY(dialog);
        const auto text = driver::visibleText(dialog);
        QVERIFY2(text.contains(number(before - 2)) && text.contains(filter), qPrintable(text));
        QVERIFY(driver::press(dialog, QStringLiteral("Delete")));
        QVERIFY(driver::waitFor([&] { return count(filter) == 2; }));
        for (const auto& id : kept)
            QCOMPARE(count(QStringLiteral("id = %1").arg(id)), 1);
        QVERIFY(driver::waitFor([&] { return model()->rowCount() == 2; }));
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<BulkTest>(argc, argv);
}
#include "bulk_test.moc"

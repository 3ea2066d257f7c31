#include <QtTest>

#include "tests/e2e/remote_desktop.h"
#include "views/pages/overview_page.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// The Overview page over a real server: each figure opens a list of as many, and what one may not see is told.
class OverviewTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;

    OverviewPage* page() { return m_desk.window()->findChild<OverviewPage*>(); }
    template <class ListPage>
    qint64 total()
    {
        auto* list = m_desk.window()->findChild<ListPage*>();
        auto* model = static_cast<PagedModel*>(list->table()->model());
        const bool isRead = driver::waitFor([&] {
            return list->isVisible()
                   && (model->state() == PagedModel::State::Ready
                       || model->state() == PagedModel::State::EmptyByFilter);
        });
        return isRead ? model->total() : -1;
    }
    bool show()
    {
        return driver::press(m_desk.window(), QStringLiteral("Overview"))
               && driver::waitFor([this] { return driver::controlNow(page(), QStringLiteral("Active tokens: Show")); });
    }
    /// The number that a card speaks.
    qint64 figure(const QString& title)
    {
        const auto lines = driver::visibleText(page()).split(u'\n');
        for (const auto& line : lines) {
            bool isNumber = false;
            const auto value = QLocale().toLongLong(line.section(QStringLiteral(": "), 1), &isNumber);
            if (isNumber && line.section(QStringLiteral(": "), 0, 0) == title)
                return value;
        }
        return -1;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto made = runServerCommand(
            {"demo", "--data", m_desk.server().directory(), "--tokens", "900", "--definitions", "300", "--seed", "5"});
        QVERIFY2(made.code == 0, made.err.c_str());
        m_desk.server().addUser("vera", "Viewers");
        m_desk.serve();
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
    }

    void eachFigureOpensAListOfAsMany_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<bool>("isOfTokens");
        for (const auto* title : {"Active tokens", "Expire within 30 days", "Never used", "Never expire", "On no API",
                                  "Not used for 90 days"})
            QTest::newRow(title) << QString::fromLatin1(title) << true;
        QTest::newRow("APIs") << QStringLiteral("APIs") << false;
        QTest::newRow("unreachable APIs") << QStringLiteral("APIs nobody may call") << false;
    }
    void eachFigureOpensAListOfAsMany()
    {
        QFETCH(const QString, title);
        QFETCH(const bool, isOfTokens);
        QVERIFY(show());
        QVERIFY2(driver::waitFor([&] { return figure(title) >= 0; }), qPrintable(driver::visibleText(page())));
        const auto expected = figure(title);
        QVERIFY(driver::press(page(), QStringLiteral("%1: Show").arg(title)));
        QCOMPARE(isOfTokens ? total<TokensPage>() : total<ApisPage>(), expected);
        QVERIFY(expected > 0);
    }

    void barsOpenTheirLists()
    {
        QVERIFY(show());
        const auto expected = figure(QStringLiteral("Disabled"));
        QVERIFY2(expected > 0, qPrintable(driver::visibleText(page())));
        QVERIFY(driver::press(page(), QStringLiteral("Disabled: %1").arg(QLocale().toString(expected))));
        QCOMPARE(total<TokensPage>(), expected);
    }

    void followsChanges()
    {
        QVERIFY(show());
        const auto before = figure(QStringLiteral("Disabled"));
        ApiUser other(m_desk.server().anna());
        const auto one = other.get("tokens?pageSize=1&filter=state%3Dactive").items().at(0).at("id");
        QCOMPARE(other.post("tokens:batch", json::object{{"action", "disable"}, {"ids", json::array{one}}}).status,
                 200);
        QVERIFY(driver::waitFor([&] { return figure(QStringLiteral("Disabled")) == before + 1; }));
    }

    void tellsWhatOneMayNotSee()
    {
        m_desk.close();
        QVERIFY(m_desk.signIn(QStringLiteral("vera")));
        QVERIFY(show());
        const auto text = [this] { return driver::visibleText(page()); };
        QVERIFY2(driver::waitFor([&] { return text().contains(QStringLiteral("Needs the permission events.read.")); }),
                 qPrintable(text()));
        QVERIFY(text().contains(QStringLiteral("Needs the permission logs.read.")));
        QVERIFY(figure(QStringLiteral("Active tokens")) > 0);
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<OverviewTest>(argc, argv);
}
#include "overview_test.moc"

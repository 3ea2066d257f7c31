#include <QtTest>

#include <QLineEdit>
#include <QRegularExpression>

#include "tests/e2e/remote_desktop.h"
#include "views/widgets/banner.h"
#include "views/widgets/chip.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// The server goes away under the open window, and comes back at the same address.
class GoneTest : public QObject {
    Q_OBJECT

private:
    RemoteDesktop m_desk;

    TokensPage* page() { return m_desk.window()->findChild<TokensPage*>(); }
    void make(const char* name)
    {
        auto anna = m_desk.server().anna();
        QCOMPARE(anna.post("tokens", json::object{{"name", name}, {"generate", json::object{}}}).status, 201);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_desk.serve();
        for (const auto* name : {"alpha", "beta", "gamma"})
            make(name);
        QVERIFY(m_desk.signIn(QStringLiteral("anna")));
        QVERIFY(driver::waitFor([this] { return rowNamed(page(), QStringLiteral("beta")) >= 0; }));
    }

    void staysReadableWithItsAgeAndChangesAreOff()
    {
        page()->table()->selectRow(rowNamed(page(), QStringLiteral("beta")));
        QVERIFY(driver::press(page(), QStringLiteral("Edit")));
        auto* dialog = driver::window(QStringLiteral("Edit token"));
        QVERIFY(dialog);
        QVERIFY(driver::press(dialog, QStringLiteral("Owner, description, labels, addresses…")));
        driver::type(driver::control(dialog, QStringLiteral("Description"), QAccessible::EditableText),
                     QStringLiteral("typed before it went"));
        auto* created = driver::control(page(), QStringLiteral("New token"));
        QVERIFY(!driver::isAccessiblyDisabled(created));

        m_desk.stopServing();
        QVERIFY(driver::waitFor([this] { return page()->banner()->isVisible(); }));
        const auto text = page()->banner()->text();
        QVERIFY2(text.contains(QRegularExpression(QStringLiteral("said at \\d\\d:\\d\\d:\\d\\d"))), qPrintable(text));
        QVERIFY(driver::isAccessiblyDisabled(created));
        for (const auto* name : {"New token", "Edit", "Rotate secret", "Delete", "Rotate…"}) {
            auto* button = driver::control(page(), QString::fromUtf8(name));
            QVERIFY(driver::isAccessiblyDisabled(button));
            QVERIFY2(driver::description(button).contains(QStringLiteral("cannot be reached")), name);
        }
        const auto filter = driver::control(page(), QStringLiteral("Filter"), QAccessible::EditableText);
        QVERIFY(qobject_cast<QLineEdit*>(filter)->isReadOnly());
        QVERIFY(driver::description(filter).contains(QStringLiteral("cannot be reached")));
        const auto row = rowNamed(page(), QStringLiteral("beta"));
        QVERIFY(row >= 0);
        const auto modified = cellText(page(), row, QStringLiteral("lastModified"));
        QVERIFY2(modified.contains(QRegularExpression(QStringLiteral("^\\d\\d:\\d\\d:\\d\\d$"))), qPrintable(modified));

        // A countdown that one sees moving.
        const auto note = [this] {
            static const QRegularExpression shown(QStringLiteral("Trying again in \\d+ s"));
            return shown.match(driver::visibleText(page())).captured();
        };
        QVERIFY(driver::waitFor([&] { return !note().isEmpty(); }));
        const auto first = note();
        QVERIFY(driver::waitFor([&] { return !note().isEmpty() && note() != first; }));
        auto* save = driver::control(dialog, QStringLiteral("Save"));
        QVERIFY(driver::isAccessiblyDisabled(save));
        QVERIFY(driver::visibleText(dialog).contains(QStringLiteral("What you typed is kept.")));
        // The banner's own link lies behind the dialog.
        auto& state = m_desk.application().session().state();
        QVERIFY(driver::waitFor([&] { return state.secondsLeft() > 2; }));
        QSignalSpy tries(&state, &ConnectionState::phaseChanged);
        QVERIFY(driver::press(dialog, QStringLiteral("Try now")));
        QVERIFY(!tries.isEmpty());
    }

    void comesBackByItselfWithWhatChangedMeanwhile()
    {
        m_desk.serve();
        make("delta");
        QVERIFY(driver::waitFor([this] { return m_desk.isConnected(); }, 40'000));
        QVERIFY(driver::waitFor([this] { return rowNamed(page(), QStringLiteral("delta")) >= 0; }));
        QVERIFY(!page()->banner()->isVisible());
        make("epsilon"); // the stream is alive again
        QVERIFY(driver::waitFor([this] { return rowNamed(page(), QStringLiteral("epsilon")) >= 0; }));
        QCOMPARE(page()->table()->selectedIds().size(), 1);
        QCOMPARE(page()->table()->currentIndex().row(), rowNamed(page(), QStringLiteral("beta")));
        auto* filter =
            qobject_cast<QLineEdit*>(driver::control(page(), QStringLiteral("Filter"), QAccessible::EditableText));
        QVERIFY(!filter->isReadOnly());
    }

    void savesWhatWasTypedBefore()
    {
        auto* dialog = driver::window(QStringLiteral("Edit token"), 0);
        QVERIFY(dialog);
        QVERIFY(driver::press(dialog, QStringLiteral("Save")));
        QVERIFY(driver::waitGone(QStringLiteral("Edit token")));
        auto anna = m_desk.server().anna();
        const auto found = anna.get("tokens?filter=name%3Dbeta");
        QCOMPARE(found.items().size(), std::size_t{1});
        QCOMPARE(found.items()[0].at("description").as_string(), "typed before it went");
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<GoneTest>(argc, argv);
}
#include "gone_test.moc"

#include <algorithm>

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include "models/text.h"
#include "tests/views/sample.h"
#include "tests/views/tokens_in_view.h"
#include "tests/views/walk.h"
#include "views/pages/apis_page.h"
#include "views/pages/events_page.h"
#include "views/pages/first_minute_page.h"
#include "views/pages/tokens_page.h"
#include "views/widgets/button.h"
#include "views/widgets/label.h"
#include "views/widgets/list_overlay.h"
#include "views/widgets/selectable_text.h"

using namespace tokenhouse;

class PagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void tokensFollowTheSelection()
    {
        TokensInView view(m_times, QSize(1200, 700));
        auto& model = view.model;
        auto& page = view.page;
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        QCOMPARE(page.table()->accessibleName(), QStringLiteral("Tokens"));
        QSignalSpy wanted(&page, &TokensPage::apisWanted);
        const QString id = exactText(sample::id(3).text());
        page.select(id);
        QCOMPARE(page.table()->currentId(), id);
        QCOMPARE(wanted.size(), 1);
        page.setApis(id, {{QStringLiteral("api-1"), QStringLiteral("encoders/list"), QStringLiteral("script"), false}},
                     7);
        QSignalSpy chosen(&page, &TokensPage::apiChosen);
        QTRY_VERIFY(walk::named<Button>(page, QStringLiteral("encoders/list")));
        QTest::mouseClick(walk::named<Button>(page, QStringLiteral("encoders/list")), Qt::LeftButton);
        QCOMPARE(chosen.value(0).value(0).toString(), QStringLiteral("api-1"));
        QVERIFY2(walk::nameless(page).isEmpty(), qPrintable(walk::nameless(page).join(QLatin1Char(' '))));

        QTest::keyClick(page.table(), Qt::Key_Down);
        QCOMPARE(page.table()->currentId(), exactText(sample::id(4).text()));
        // A late answer for another token is no answer for this one.
        page.setApis(id, {{QStringLiteral("late"), QStringLiteral("late/route"), {}, false}}, 1);
        QVERIFY(!walk::named<Button>(page, QStringLiteral("late/route")));
        QTest::keyClick(page.table(), Qt::Key_End);
        QCOMPARE(page.table()->currentIndex().row(), 19);
        QSignalSpy activated(&page, &ListPageView::activated);
        QTest::keyClick(page.table(), Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        page.table()->selectAll();
        QCOMPARE(page.table()->selectedCount(), 20);
        QCOMPARE(page.table()->selectedIds().size(), 20);

        model.refresh();
        QSignalSpy refreshed(&model, &PagedModel::refreshed);
        QVERIFY(refreshed.wait(2000));
        QCOMPARE(page.table()->selectedCount(), 20);
    }

    void factsKeepTheKeyboardWhileTimePasses()
    {
        Time now = sample::moment();
        TimeText times(
            nullptr, [&] { return now; }, QTimeZone::utc());
        TokensModel model(times);
        HistoryModel history(times);
        FilterState filter(tokenSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        TokensPage page(model, filter, history, times);
        page.resize(1200, 700);
        page.show();
        QApplication::setActiveWindow(&page);
        std::vector<Token> rows = sample::tokens();
        rows[2].description = "What it is for, in some words";
        auto source = std::make_shared<sample::VectorSource<Token>>(rows);
        model.setSource(source);
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        page.select(exactText(rows[2].id.text()));
        page.setApis(exactText(rows[2].id.text()), {{QStringLiteral("1"), QStringLiteral("a/b"), {}, false}}, 1);

        const auto texts = page.details()->findChildren<SelectableText*>();
        const auto description = std::ranges::find(texts, exactText(rows[2].description), &SelectableText::text);
        QVERIFY(description != texts.end());
        (*description)->selectAll();
        auto* rotate = walk::named<Button>(page, QStringLiteral("Rotate…"));
        QVERIFY(rotate);
        rotate->setFocus(Qt::TabFocusReason);
        QVERIFY(rotate->hasFocus());
        now += std::chrono::hours(24);
        Q_EMIT times.changed();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(QApplication::focusWidget(), rotate);
        QVERIFY(page.details()->findChildren<SelectableText*>().contains(*description));
        QCOMPARE((*description)->textCursor().selectedText(), exactText(rows[2].description));

        auto* api = walk::named<Button>(page, QStringLiteral("a/b"));
        api->setFocus(Qt::TabFocusReason);
        page.setApis(exactText(rows[2].id.text()),
                     {{QStringLiteral("2"), QStringLiteral("a/a"), {}, false},
                      {QStringLiteral("1"), QStringLiteral("a/b"), {}, false}},
                     2);
        QCOMPARE(QApplication::focusWidget(), walk::named<Button>(page, QStringLiteral("a/b")));
        // Another token has what it has, and its links are its own.
        page.select(exactText(rows[3].id.text()));
        QVERIFY(std::ranges::none_of(page.details()->findChildren<SelectableText*>(), [&](const auto* text) {
            return text->isVisible() && text->text() == exactText(rows[2].description);
        }));
        QSignalSpy wanted(&page, &TokensPage::rotateWanted);
        QTest::mouseClick(walk::named<Button>(page, QStringLiteral("Rotate…")), Qt::LeftButton);
        QCOMPARE(wanted.value(0).value(0).toString(), exactText(rows[3].id.text()));
    }

    void detailsCanBeHidden()
    {
        TokensInView view(m_times, QSize(1200, 700));
        auto& model = view.model;
        auto& page = view.page;
        QApplication::setActiveWindow(&page);
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        page.select(exactText(sample::id(3).text()));
        const int narrow = page.table()->width();
        auto* toggle = walk::named<Button>(page, QStringLiteral("Details"));
        QVERIFY(toggle && toggle->isChecked());
        QVERIFY(toggle->toolTip().contains(QStringLiteral("F9")));
        QSignalSpy toggled(&page, &ListPageView::detailsToggled);
        QTest::mouseClick(toggle, Qt::LeftButton);
        QCOMPARE(toggled.value(0).value(0).toBool(), false);
        walk::named<Button>(page, QStringLiteral("Rotate…"))->setFocus(Qt::TabFocusReason);
        page.setDetailsShown(false);
        QVERIFY(!page.details()->isVisible() && !toggle->isChecked());
        QVERIFY(page.table()->hasFocus());
        QTRY_COMPARE(page.table()->width(), narrow + measure::details + 1);
        page.setDetailsShown(true);
        QVERIFY(page.details()->isVisible() && toggle->isChecked());
    }

    void theWorstNamesStayInTheirPlace()
    {
        std::vector<Token> rows = sample::tokens();
        for (auto* text : {&rows[0].name, &rows[0].createdBy, &rows[0].lastModifiedBy, &rows[0].owner})
            *text = sample::worstName();
        rows[0].description = std::string(descriptionMaximum, 'W');
        rows[0].labels = {std::string(60, 'W')};
        TokensInView view(m_times, QSize(1024 - measure::railNarrow, 600), rows);
        auto& model = view.model;
        auto& page = view.page;
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        const auto id = exactText(rows[0].id.text());
        page.select(id);
        const auto name = safeText(sample::worstName());
        const auto told = QStringLiteral("Fixed response");
        page.setApis(id,
                     {{QStringLiteral("1"), name, QStringLiteral("Script ") + name, false},
                      {QStringLiteral("2"), name, told, false}},
                     2);
        QTRY_VERIFY(walk::named<Button>(page, name));
        const auto notes = page.details()->findChildren<ElidedLabel*>();
        const auto note = std::ranges::find(notes, told, &ElidedLabel::text);
        QVERIFY(note != notes.end());
        QTRY_VERIFY((*note)->width() >= (*note)->sizeHint().width()); // the link gives way first
        QVERIFY2(walk::overflowing(page).isEmpty(), qPrintable(walk::overflowing(page).join(u'\n')));
        for (const auto* text : page.details()->findChildren<SelectableText*>())
            QTRY_COMPARE(text->height(), text->heightForWidth(text->width())); // no more room than it fills

        EventsModel events(m_times);
        auto list = sample::events();
        list[0].objectName = list[0].user = list[0].reason = list[0].client = sample::worstName();
        list[0].changes = {{"name", json::value(sample::worstName()), json::value(sample::worstName())}};
        FilterState eventsFilter(eventSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        EventsPage eventsPage(events, eventsFilter, m_times);
        eventsPage.resize(1024 - measure::railNarrow, 600);
        eventsPage.show();
        events.setSource(std::make_shared<sample::VectorSource<Event>>(list));
        QTRY_COMPARE(events.state(), PagedModel::State::Ready);
        eventsPage.select(QString::number(list[0].sequence));
        QTRY_VERIFY(walk::named<Button>(eventsPage, QStringLiteral("show")));
        QVERIFY2(walk::overflowing(eventsPage).isEmpty(), qPrintable(walk::overflowing(eventsPage).join(u'\n')));
    }

    void everyStateIsASentence()
    {
        TokensModel model(m_times);
        HistoryModel history(m_times);
        FilterState filter(tokenSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        TokensPage page(model, filter, history, m_times);
        page.resize(1200, 700);
        page.show();
        auto source = std::make_shared<sample::VectorSource<Token>>(std::vector<Token>());
        source->m_failure = Failure{Fault::Unavailable, "The server is starting.", {}, {}};
        model.setSource(source);
        ListOverlay* overlay = page.table()->overlay();
        QTRY_COMPARE(model.state(), PagedModel::State::Failed);
        QVERIFY(overlay->isVisible());
        QVERIFY(overlay->sentence().contains(QStringLiteral("The server is starting.")));
        source->m_failure.reset();
        QTest::mouseClick(walk::named<Button>(*overlay, QStringLiteral("Try again")), Qt::LeftButton);
        QTRY_COMPARE(model.state(), PagedModel::State::Empty);
        QCOMPARE(overlay->title(), QStringLiteral("No tokens yet"));
        QSignalSpy create(&page, &ListPageView::createWanted);
        QTest::mouseClick(walk::named<Button>(*overlay, QStringLiteral("New token")), Qt::LeftButton);
        QCOMPARE(create.size(), 1);
        filter.setFilter(QStringLiteral("state = \"held\""));
        model.setFilter(QStringLiteral("state = \"held\""));
        QTRY_COMPARE(model.state(), PagedModel::State::EmptyByFilter);
        QTest::mouseClick(walk::named<Button>(*overlay, QStringLiteral("Clear the filter")), Qt::LeftButton);
        QVERIFY(filter.isEmpty());
    }

    void eventsShowBothSides()
    {
        EventsModel model(m_times);
        FilterState filter(eventSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        EventsPage page(model, filter, m_times);
        page.resize(1200, 700);
        page.show();
        model.setSource(std::make_shared<sample::VectorSource<Event>>(sample::events()));
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        QCOMPARE(page.table()->accessibleName(), QStringLiteral("Events"));
        page.select(QStringLiteral("48211"));
        QTRY_VERIFY(walk::named<Button>(page, QStringLiteral("show")));
        QVERIFY(walk::named<QWidget>(page, QStringLiteral("What changed")));
        QSignalSpy object(&page, &EventsPage::objectChosen);
        QTest::mouseClick(walk::named<Button>(page, QStringLiteral("show")), Qt::LeftButton);
        QCOMPARE(object.value(0).value(0).toString(), QStringLiteral("token"));
        QSignalSpy user(&page, &EventsPage::userChosen);
        QTest::mouseClick(walk::named<Button>(page, QStringLiteral("all by this user")), Qt::LeftButton);
        QCOMPARE(user.value(0).value(0).toString(), QStringLiteral("maria.k"));
        QSignalSpy copy(&page, &ListPageView::copyWanted);
        QTest::mouseClick(walk::named<Button>(page, QStringLiteral("Copy This event")), Qt::LeftButton);
        QCOMPARE(copy.value(0).value(0).toString(), exactText(sample::events().front().hash));
        QVERIFY(walk::nameless(page).isEmpty());
    }

    void apisAreCalledApis()
    {
        DefinitionsModel model(m_times);
        HistoryModel history(m_times);
        FilterState filter(definitionSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        ApisPage page(model, filter, history, m_times);
        page.resize(1200, 700);
        page.show();
        model.setSource(std::make_shared<sample::VectorSource<Definition>>(sample::definitions()));
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        QCOMPARE(page.table()->accessibleName(), QStringLiteral("APIs"));
        QSignalSpy wanted(&page, &ApisPage::tokensWanted);
        page.select(exactText(sample::id(101).text()));
        QCOMPARE(wanted.size(), 1);
        QVERIFY(walk::nameless(page).isEmpty());
    }

    void namesCannotWriteMarkup()
    {
        std::vector<Token> rows = sample::tokens();
        rows[0].name = "<b>bold</b> & \"quoted\"\xE2\x80\xAE";
        TokensModel model(m_times);
        HistoryModel history(m_times);
        FilterState filter(tokenSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        TokensPage page(model, filter, history, m_times);
        page.show();
        model.setSource(std::make_shared<sample::VectorSource<Token>>(rows));
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        page.select(exactText(rows[0].id.text()));
        for (const SelectableText* text : page.findChildren<SelectableText*>()) {
            QCOMPARE(text->toPlainText(), text->accessibleName()); // no markup was taken for such
            QVERIFY(!text->text().contains(QChar(0x202E)));
        }
        for (const QLabel* label : page.findChildren<QLabel*>()) {
            if (label->text().contains(QStringLiteral("bold")))
                QCOMPARE(label->textFormat(), Qt::PlainText);
            QVERIFY(!label->text().contains(QChar(0x202E)));
        }
    }

    void firstMinuteHasThreeWays()
    {
        FirstMinutePage page;
        page.resize(1000, 600);
        page.show();
        QSignalSpy create(&page, &FirstMinutePage::createWanted);
        QSignalSpy connectSpy(&page, &FirstMinutePage::connectWanted);
        QSignalSpy demo(&page, &FirstMinutePage::demoWanted);
        for (const char* name : {"New token", "Connect to a server", "Look around"})
            QTest::keyClick(walk::named<Button>(page, QString::fromLatin1(name)), Qt::Key_Return);
        QCOMPARE(create.size() + connectSpy.size() + demo.size(), 3);
    }

private:
    Theme m_theme;
    TimeText m_times{nullptr, [] { return sample::moment(); }, QTimeZone::utc()};
};

QTEST_MAIN(PagesTest)
#include "pages_test.moc"

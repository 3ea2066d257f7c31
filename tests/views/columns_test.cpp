#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QTest>

#include "models/text.h"
#include "tests/views/sample.h"
#include "tests/views/tokens_in_view.h"
#include "views/pages/apis_page.h"
#include "views/pages/events_page.h"
#include "views/widgets/button.h"
#include "views/widgets/tabular_text.h"

using namespace tokenhouse;

/// A page's table: its columns, their order and their room.
class ColumnsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void headerSortsOnTheServer()
    {
        TokensInView view(m_times, QSize(1300, 700));
        auto& model = view.model;
        auto& page = view.page;
        QHeaderView* header = page.table()->horizontalHeader();
        const int name = TokensModel::Name;
        const QPoint point(header->sectionViewportPosition(name) + 20, 10);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, Qt::NoModifier, point);
        QCOMPARE(model.sortColumn(), name);
        QCOMPARE(model.sortOrder(), Qt::AscendingOrder);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, Qt::NoModifier, point);
        QCOMPARE(model.sortOrder(), Qt::DescendingOrder);
        QCOMPARE(header->sortIndicatorSection(), name);
    }

    void asksForWhatIsSeenOnly()
    {
        std::vector<Event> many(20'000, sample::events().front());
        for (std::size_t i = 0; i < many.size(); ++i)
            many[i].sequence = static_cast<std::int64_t>(many.size() - i);
        const auto source = std::make_shared<sample::VectorSource<Event>>(std::move(many));
        EventsModel model(m_times);
        FilterState filter(eventSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        EventsPage page(model, filter, m_times); // as long as it is not shown, nothing is laid out
        model.setSource(source);
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        QCoreApplication::processEvents();
        QVERIFY2(source->m_questions <= 2, qPrintable(QString::number(source->m_questions)));
        page.resize(1200, 700);
        page.show();
        QCoreApplication::processEvents();
        page.table()->scrollToBottom();
        QTRY_VERIFY(model.isLoaded(19'999));
        QVERIFY2(source->m_questions <= 6, qPrintable(QString::number(source->m_questions)));
    }

    void nameStaysWhileTheRestScrolls()
    {
        TokensInView view(m_times, QSize(1000, 500));
        auto& model = view.model;
        auto& page = view.page;
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        auto* frozen = page.table()->findChild<QTableView*>();
        QVERIFY(frozen && !frozen->isVisible());
        page.table()->horizontalScrollBar()->setValue(100);
        QVERIFY(frozen->isVisible());
        page.table()->verticalScrollBar()->setValue(3);
        QCOMPARE(frozen->rowAt(0), page.table()->rowAt(0));
        const QPoint place = frozen->visualRect(model.index(5, TokensModel::Name)).center();
        QTest::mouseClick(frozen->viewport(), Qt::LeftButton, Qt::NoModifier, place);
        QCOMPARE(page.table()->currentId(), exactText(sample::id(6).text()));
        page.table()->horizontalScrollBar()->setValue(0);
        QVERIFY(!frozen->isVisible());
    }

    void timesAndStatesAreNotCutShort_data()
    {
        QTest::addColumn<QLocale>("locale");
        QTest::newRow("C") << QLocale::c();
        QTest::newRow("Sept") << QLocale(QLocale::English, QLocale::UnitedKingdom);
        QTest::newRow("février") << QLocale(QLocale::French);
    }
    void timesAndStatesAreNotCutShort()
    {
        QFETCH(QLocale, locale);
        TimeText times(nullptr, &sample::moment, QTimeZone::utc(), locale);
        TokensInView view(times, QSize(1400 - measure::rail, 700));
        auto& model = view.model;
        auto& page = view.page;
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        auto* table = page.table();
        QVERIFY(!table->horizontalScrollBar()->isVisible());
        const auto isWhole = [&](int column, const QString& text) {
            const int room = table->columnWidth(column) - measure::cellStart - measure::cellEnd;
            return TabularText(Theme::body()).width(text) <= room;
        };
        for (const bool isAway : {false, true}) {
            times.setAbsolute(isAway);
            for (int column = 0; column < model.columnCount(); ++column) {
                if (table->isColumnHidden(column))
                    continue;
                for (const auto& text : model.widestTexts(column))
                    QVERIFY2(isWhole(column, text), qPrintable(text));
                for (int row = 0; row < model.rowCount() && !model.widestTexts(column).isEmpty(); ++row)
                    QVERIFY2(isWhole(column, model.index(row, column).data().toString()),
                             qPrintable(model.index(row, column).data().toString()));
            }
        }
        // Names are told apart; what the details say too gives way, and comes back with the room.
        QVERIFY(table->columnWidth(TokensModel::Name) >= 200);
        QVERIFY(!table->isColumnHidden(TokensModel::Modified) && !table->isColumnHidden(TokensModel::Expires));
        page.resize(1800, 700);
        QTRY_VERIFY(!table->isColumnHidden(TokensModel::CreatedAt) && !table->isColumnHidden(TokensModel::CreatedBy));
        QVERIFY(!table->horizontalScrollBar()->isVisible());
        // Too narrow for all: they keep their widths and scroll.
        page.resize(900, 700);
        QTRY_VERIFY(table->horizontalScrollBar()->isVisible());
        QVERIFY(table->columnWidth(TokensModel::Name) >= 200);
        QVERIFY(!table->isColumnHidden(TokensModel::CreatedAt));
    }

    void columnsAreTheUsersOnceTheyAreMoved()
    {
        TokensInView view(m_times, QSize(1400 - measure::rail, 700));
        auto* table = view.page.table();
        QTRY_COMPARE(view.model.state(), PagedModel::State::Ready);
        view.page.resize(1800, 700);
        QCoreApplication::processEvents();       // the scroll bar takes its width at the next layout
        QVERIFY(table->columnState().isEmpty()); // nothing to remember yet
        const int name = table->columnWidth(TokensModel::Name);
        table->horizontalHeader()->moveSection(1, 3);
        QVERIFY(!table->columnState().isEmpty());
        view.page.resize(1300, 700);
        QCOMPARE(table->columnWidth(TokensModel::Name), name);

        TokensInView again(m_times, QSize(1800, 700));
        again.page.table()->restoreColumnState(table->columnState());
        QCOMPARE(again.page.table()->horizontalHeader()->visualIndex(TokensModel::State), 3);
        Q_EMIT again.page.table()->horizontalHeader()->customContextMenuRequested({});
        auto* menu = again.page.table()->findChild<QMenu*>();
        QVERIFY(menu);
        menu->actions().constLast()->trigger();
        QCOMPARE(again.page.table()->horizontalHeader()->visualIndex(TokensModel::State), 1);
        QVERIFY(again.page.table()->columnState().isEmpty());
    }

    void momentsOfOtherYearsAreNotCutShort()
    {
        EventsModel model(m_times);
        FilterState filter(eventSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        EventsPage page(model, filter, m_times);
        page.resize(1400 - measure::rail, 700);
        page.show();
        QVERIFY(!model.widestTexts(EventsModel::When).isEmpty());
        for (const auto& text : model.widestTexts(EventsModel::When))
            QVERIFY2(TabularText(Theme::body()).width(text)
                         <= page.table()->columnWidth(EventsModel::When) - measure::cellStart - measure::cellEnd,
                     qPrintable(text));
    }

    void anotherQuestionBeginsAtTheTop()
    {
        std::vector<Token> rows(90, sample::tokens().front());
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i].id = sample::id(static_cast<int>(i) + 1);
        TokensInView view(m_times, QSize(1000, 400), rows);
        auto* table = view.page.table();
        QTRY_COMPARE(view.model.state(), PagedModel::State::Ready);
        const auto toTheEnd = [bar = table->verticalScrollBar()] {
            bar->setValue(bar->maximum());
            return bar->value() > 0;
        };
        QTRY_VERIFY(toTheEnd());
        view.model.setFilter(QStringLiteral("isDisabled = false"));
        QTRY_COMPARE(table->verticalScrollBar()->value(), 0);
        table->selectRow(0);
        QTRY_VERIFY(toTheEnd());
        view.model.sort(TokensModel::Name, Qt::AscendingOrder);
        QTRY_COMPARE(table->verticalScrollBar()->value(), 0);
    }

    void theRingAndTheActionsSpeakOfOneRow()
    {
        auto rows = sample::tokens();
        rows.resize(3);
        TokensInView view(m_times, QSize(1000, 700), rows);
        auto* table = view.page.table();
        QTRY_COMPARE(view.model.state(), PagedModel::State::Ready);
        view.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view.page));
        table->clearFocus();
        table->setFocus(Qt::TabFocusReason);
        QTRY_VERIFY(table->hasFocus());
        QVERIFY(!table->currentId().isEmpty());
        QCOMPARE(table->selectedIds(), QStringList{table->currentId()});
        const QPoint below(40, table->viewport()->height() - 5);
        QVERIFY(!table->indexAt(below).isValid());
        QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::NoModifier, below);
        QVERIFY(table->currentId().isEmpty());
        QCOMPARE(table->selectedCount(), 0);
    }

    void routesKeepTheirEnds()
    {
        auto definitions = sample::definitions();
        definitions.resize(2);
        for (std::size_t i = 0; i < 2; ++i)
            definitions[i].route = std::string(120, 'w') + (i == 0 ? "/closed" : "/opened");
        DefinitionsModel model(m_times);
        HistoryModel history(m_times);
        FilterState filter(definitionSchema(), [] { return FilterContext{sample::moment(), "maria.k"}; });
        ApisPage page(model, filter, history, m_times);
        page.resize(1200, 700);
        page.show();
        model.setSource(std::make_shared<sample::VectorSource<Definition>>(definitions));
        QTRY_COMPARE(model.state(), PagedModel::State::Ready);
        const auto cell = [&](int row) {
            auto* table = page.table();
            return table->viewport()->grab(table->visualRect(model.index(row, DefinitionsModel::RouteText))).toImage();
        };
        const auto image = cell(0);
        QVERIFY(!image.isNull());
        QVERIFY(image != cell(1));
    }

private:
    Theme m_theme;
    TimeText m_times{nullptr, [] { return sample::moment(); }, QTimeZone::utc()};
};

QTEST_MAIN(ColumnsTest)
#include "columns_test.moc"

#include <memory>

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

#include "models/selection_facts.h"
#include "models/tokens_model.h"
#include "tests/models/fake_source.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;
using State = PagedModel::State;

class PagedModelTest : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeSource<Token>> m_source;
    std::unique_ptr<TimeText> m_times;
    std::unique_ptr<TokensModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    Time m_now = *parseTime("2026-11-22T12:00:00Z");

    QString name(int row) const { return m_model->index(row, TokensModel::Name).data().toString(); }
    bool loaded(int row) const { return m_model->index(row, 0).data(LoadedRole).toBool(); }
    void show(int first, int last)
    {
        m_model->setVisibleRows(first, last);
        for (int row = first; row <= last; ++row) {
            name(row);
        }
    }
    bool isAskedAgain(int asked) const
    {
        return QTest::qWaitFor([&] { return m_source->count > asked; },
                               static_cast<int>(PagedModel::refreshRetry.count()) + 200);
    }

private Q_SLOTS:
    void init()
    {
        m_source = std::make_shared<FakeSource<Token>>();
        m_source->rows = tokens(250);
        m_times = std::make_unique<TimeText>(
            nullptr, [this] { return m_now; }, QTimeZone::utc(), QLocale::c());
        m_model = std::make_unique<TokensModel>(*m_times);
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void asksForWhatIsShown()
    {
        QCOMPARE(m_model->state(), State::Idle);
        m_model->setSource(m_source);
        QCOMPARE(m_model->state(), State::Ready);
        QCOMPARE(m_model->rowCount(), 250);
        QCOMPARE(name(0), QStringLiteral("token 0"));
        QVERIFY(loaded(99));
        QVERIFY(!loaded(200));
        QCOMPARE(m_model->index(200, 0).data(IdRole).toString(), QString());
        QTRY_VERIFY(loaded(200));
        QCOMPARE(name(249), QStringLiteral("token 249"));
        QCOMPARE(m_source->last.offset, 200);
        QVERIFY(!m_source->last.count);
        QVERIFY(!loaded(150));
    }

    void costsAScreenfulOfAMillion()
    {
        const auto source = std::make_shared<EndlessSource>(1'000'000);
        m_tester.reset(); // it walks over all rows
        m_model->setSource(source);
        QCOMPARE(m_model->rowCount(), 1'000'000);
        for (int row = 0; row < 1'000'000; row += 50'000) {
            name(row);
        }
        QTRY_VERIFY(loaded(950'000));
        QVERIFY2(source->count <= 10, "pages that scrolled by are not asked for");
        show(500'000, 500'030);
        QTRY_COMPARE(name(500'020), QStringLiteral("token 500020"));
        QVERIFY(source->count <= 12);
    }

    void keepsABoundedNumberOfPages()
    {
        m_source->rows = tokens(100 * (PagedModel::pagesKept + 10));
        m_tester.reset();
        m_model->setSource(m_source);
        for (int page = 0; page < PagedModel::pagesKept + 10; ++page) {
            name(page * 100);
            QTRY_VERIFY(m_model->isLoaded(page * 100));
        }
        QVERIFY(!m_model->isLoaded(0));
        QVERIFY(m_model->isLoaded(100 * (PagedModel::pagesKept + 9)));
    }

    void dropsLateAnswers()
    {
        m_model->setSource(m_source);
        m_source->isHolding = true;
        m_model->setFilter(QStringLiteral("a"));
        m_model->setFilter(QStringLiteral("b"));
        QCOMPARE(m_source->held.size(), 2u);
        QCOMPARE(m_model->state(), State::Loading);
        QCOMPARE(m_model->rowCount(), 250); // the rows before stay
        m_source->rows = tokens(3, 500);
        m_source->release(1);
        QCOMPARE(m_model->rowCount(), 3);
        m_source->rows = tokens(9, 900);
        m_source->release(0);
        QCOMPARE(m_model->rowCount(), 3);
        QCOMPARE(name(0), QStringLiteral("token 500"));
    }

    void survivesAnAnswerAfterItsEnd()
    {
        m_source->isHolding = true;
        m_model->setSource(m_source);
        m_tester.reset();
        m_model.reset();
        m_source->releaseAll();
    }

    void sortsOnTheServer()
    {
        m_model->setSource(m_source);
        QCOMPARE(m_source->last.orderBy, std::string("lastModified desc"));
        QSignalSpy sorted(m_model.get(), &PagedModel::sortChanged);
        m_model->sort(TokensModel::Name, Qt::AscendingOrder);
        QCOMPARE(m_source->last.orderBy, std::string("name"));
        QCOMPARE(sorted.count(), 1);
        const int asked = m_source->count;
        m_model->sort(TokensModel::Name, Qt::AscendingOrder);
        QCOMPARE(m_source->count, asked);
    }

    void tellsEmptyFromEmptyByFilter()
    {
        m_source->rows.clear();
        m_model->setSource(m_source);
        QCOMPARE(m_model->state(), State::Empty);
        m_model->setFilter(QStringLiteral("nothing"));
        QCOMPARE(m_model->state(), State::EmptyByFilter);
    }

    void failsAndTriesAgain()
    {
        m_source->failure = Failure{Fault::Forbidden, "no", {}, {}};
        m_model->setSource(m_source);
        QCOMPARE(m_model->state(), State::Failed);
        QCOMPARE(m_model->failure()->fault, Fault::Forbidden);
        m_source->failure.reset();
        m_model->retry();
        QCOMPARE(m_model->state(), State::Ready);
        QVERIFY(!m_model->failure());
    }

    void aFailedPageIsNotAskedForeverButAgainOnRetry()
    {
        m_model->setSource(m_source);
        m_source->failure = Failure{Fault::Internal, "no", {}, {}};
        name(150);
        QTRY_VERIFY(m_model->failure());
        const int asked = m_source->count;
        name(150);
        QCoreApplication::processEvents();
        QCOMPARE(m_source->count, asked);
        QCOMPARE(m_model->rowCount(), 250);
        m_source->failure.reset();
        m_model->retry();
        QTRY_VERIFY(loaded(150));
    }

    void keepsRowsWhenTheServerCannotBeReached()
    {
        m_model->setSource(m_source);
        m_source->failure = Failure{Fault::Unreachable, "gone", {}, {}};
        m_model->reload();
        QCOMPARE(m_model->state(), State::Failed);
        QCOMPARE(m_model->rowCount(), 250);
        m_model->setAway(m_now);
        QCOMPARE(m_model->state(), State::Stale);
        QVERIFY(m_model->staleSince() == m_now);
        m_source->failure.reset();
        const int asked = m_source->count;
        name(170);
        QCoreApplication::processEvents();
        QCOMPARE(m_source->count, asked); // nothing is asked while it is away
        m_source->rows = tokens(4);
        m_model->setAway(std::nullopt);
        QTRY_COMPARE(m_model->rowCount(), 4);
        QCOMPARE(m_model->state(), State::Ready);
    }

    void aFilterSetWhileAwayIsAskedAfterwards()
    {
        m_model->setSource(m_source);
        m_model->setAway(m_now);
        m_model->setFilter(QStringLiteral("x"));
        QCOMPARE(m_model->state(), State::Stale);
        QCOMPARE(m_model->rowCount(), 250);
        m_model->setAway(std::nullopt);
        QTRY_COMPARE(m_source->last.filter, std::string("x"));
    }

    void updatesInPlaceAndMarksForAWhile()
    {
        m_model->setSource(m_source);
        QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
        QSignalSpy layouts(m_model.get(), &QAbstractItemModel::layoutChanged);
        m_source->rows[5].name = "renamed";
        m_source->rows[5].revision = 2;
        m_model->noteChanged({idText(5)});
        QTRY_COMPARE(name(5), QStringLiteral("renamed"));
        QCOMPARE(resets.count() + layouts.count(), 0);
        QVERIFY(m_model->index(5, 0).data(ChangedRole).toBool());
        QVERIFY(!m_model->index(6, 0).data(ChangedRole).toBool());
        QTRY_VERIFY(!m_model->index(5, 0).data(ChangedRole).toBool());
    }

    void whatWasNeverShownHasNotJustChanged()
    {
        m_model->noteChanged({idText(5)});
        m_model->setSource(m_source);
        QTRY_COMPARE(m_model->state(), PagedModel::State::Ready);
        QVERIFY(!m_model->index(5, 0).data(ChangedRole).toBool());
    }

    void selectionFollowsItsObjectsWhenRowsMove()
    {
        m_model->setSource(m_source);
        show(0, 20);
        QItemSelectionModel selection(m_model.get());
        selection.select(m_model->index(7, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        selection.setCurrentIndex(m_model->index(9, 0), QItemSelectionModel::NoUpdate);
        m_source->rows.insert(m_source->rows.begin(), token(1000));
        m_model->noteChanged({idText(1000)});
        QTRY_COMPARE(m_model->rowCount(), 251);
        QTRY_COMPARE(name(0), QStringLiteral("token 1000"));
        QCOMPARE(selection.selectedRows().size(), 1);
        QCOMPARE(selection.selectedRows().first().data().toString(), QStringLiteral("token 7"));
        QCOMPARE(selection.currentIndex().data().toString(), QStringLiteral("token 9"));
        QVERIFY(m_model->index(0, 0).data(ChangedRole).toBool());
    }

    void aLongSelectionIsFollowedWhole()
    {
        m_source->rows = tokens(1500);
        m_tester.reset();
        m_model->setSource(m_source);
        QItemSelectionModel selection(m_model.get());
        m_model->setHeld([&selection] { return rowsOf(selection.selection()); });
        for (int page = 0; page < 13; ++page) {
            show(page * 100, page * 100 + 20);
            QTRY_VERIFY(m_model->isLoaded(page * 100));
        }
        show(0, 20);
        const auto select = [&](int first, int last) {
            selection.select({m_model->index(first, 0), m_model->index(last, 0)},
                             QItemSelectionModel::Select | QItemSelectionModel::Rows);
        };
        select(5, 1104);
        m_source->rows.insert(m_source->rows.begin(), token(2000));
        m_model->noteChanged({idText(2000)});
        QTRY_COMPARE(m_model->rowCount(), 1501);
        QTRY_COMPARE(name(0), QStringLiteral("token 2000"));
        QCOMPARE(selection.selectedRows().size(), 1100);
        QSet<QString> names;
        for (const auto& row : selection.selectedRows())
            names.insert(row.data().toString());
        QVERIFY(names.contains(QStringLiteral("token 5")) && names.contains(QStringLiteral("token 600"))
                && names.contains(QStringLiteral("token 1104")));
        QCOMPARE(names.size(), 1100);

        // What was never read has no name to follow: another object may stand there by now.
        select(1398, 1402);
        QVERIFY(!m_model->isLoaded(1400));
        m_source->rows.erase(m_source->rows.begin());
        m_model->refresh();
        QTRY_COMPARE(m_model->rowCount(), 1500);
        QCOMPARE(selection.selectedRows().size(), 1100);
        m_model->setHeld({});
    }

    void aFailedRefreshIsTriedAgain()
    {
        m_model->setSource(m_source);
        show(0, 20);
        m_source->failure = Failure{Fault::Unavailable, "busy", {}, {}};
        m_source->rows.erase(m_source->rows.begin());
        m_model->noteChanged({idText(0)});
        QTRY_VERIFY(m_model->failure());
        QCOMPARE(m_model->rowCount(), 250);
        m_source->failure.reset();
        QTRY_COMPARE_WITH_TIMEOUT(m_model->rowCount(), 249, 20'000); // nobody asks
        QVERIFY(!m_model->failure());
    }

    void whatOneMayNoLongerReadGoesAtOnce_data()
    {
        QTest::addColumn<bool>("isQuiet");
        QTest::newRow("refresh") << true;
        QTest::newRow("page") << false;
    }
    void whatOneMayNoLongerReadGoesAtOnce()
    {
        QFETCH(bool, isQuiet);
        m_model->setSource(m_source);
        show(0, 20);
        QSignalSpy totals(m_model.get(), &PagedModel::totalChanged);
        m_source->failure = Failure{Fault::Forbidden, "no", {}, {}};
        if (isQuiet)
            m_model->noteChanged({idText(0)});
        else
            name(150);
        QTRY_COMPARE(m_model->state(), State::Failed);
        QCOMPARE(m_model->failure()->fault, Fault::Forbidden);
        QCOMPARE(m_model->rowCount(), 0);
        QCOMPARE(m_model->rowOf(idText(5)), -1);
        QCOMPARE(totals.last().first().toLongLong(), 0);

        // Nobody asks until something changes.
        const int asked = m_source->count;
        m_model->noteChanged({idText(0)});
        m_model->refresh();
        QVERIFY(!isAskedAgain(asked));
        m_source->failure.reset();
        m_model->reload();
        QCOMPARE(m_model->state(), State::Ready);
        QCOMPARE(m_model->rowCount(), 250);
        QVERIFY(!m_model->failure());
    }

    void anEndedSessionLeavesWhatWasRead()
    {
        m_model->setSource(m_source);
        show(0, 20);
        m_source->failure = Failure{Fault::NoSession, "sign in", {}, {}};
        m_model->noteChanged({idText(0)});
        QTRY_VERIFY(m_model->failure());
        QVERIFY(!isAskedAgain(m_source->count));
        QCOMPARE(m_model->state(), State::Ready);
        QCOMPARE(m_model->rowCount(), 250);
    }

    void aDeletedObjectLeavesTheSelection()
    {
        m_model->setSource(m_source);
        show(0, 20);
        QItemSelectionModel selection(m_model.get());
        selection.select(m_model->index(7, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        m_source->rows.erase(m_source->rows.begin() + 7);
        QSignalSpy totals(m_model.get(), &PagedModel::totalChanged);
        m_model->refresh();
        QTRY_COMPARE(m_model->rowCount(), 249);
        QVERIFY(selection.selectedRows().isEmpty());
        QCOMPARE(totals.last().first().toLongLong(), 249);
    }

    void everythingMayGo()
    {
        m_model->setSource(m_source);
        m_source->rows.clear();
        m_model->refresh();
        QTRY_COMPARE(m_model->state(), State::Empty);
        QCOMPARE(m_model->rowCount(), 0);
        m_source->rows = tokens(2);
        m_model->refresh();
        QTRY_COMPARE(m_model->rowCount(), 2);
        QCOMPARE(name(1), QStringLiteral("token 1"));
    }

    void joinsBurstsOfEvents()
    {
        m_model->setSource(m_source);
        const int before = m_source->count;
        for (int number = 0; number < 1000; ++number) {
            m_model->noteChanged({idText(number)});
        }
        QSignalSpy refreshed(m_model.get(), &PagedModel::refreshed);
        QTRY_VERIFY(refreshed.count() >= 1);
        QVERIFY(m_source->count - before <= 6);
    }

    void oneTriesAgainBetweenTheAnswersOfARefresh()
    {
        m_model->setSource(m_source);
        show(0, 150);
        QTRY_VERIFY(m_model->isLoaded(150));
        m_source->isHolding = true;
        m_model->refresh();
        QTRY_VERIFY(m_source->held.size() >= 2);
        m_source->failure = Failure{Fault::Unavailable, "busy", {}, {}};
        m_source->release(0);
        m_model->retry(); // forgets the failure
        m_source->failure.reset();
        m_source->isHolding = false;
        m_source->rows.pop_back();
        while (!m_source->held.empty())
            m_source->release(0);
        QTRY_COMPARE_WITH_TIMEOUT(m_model->rowCount(), 249, 20'000);
    }

    void aHangingRefreshHarmsNothing()
    {
        m_model->setSource(m_source);
        m_source->isHolding = true;
        m_model->refresh();
        QTRY_VERIFY(!m_source->held.empty());
        m_model->setFilter(QStringLiteral("other"));
        m_source->isHolding = false;
        const auto held = std::exchange(m_source->held, {});
        m_source->rows = tokens(5);
        m_source->give(held.back());
        QCOMPARE(m_model->rowCount(), 5);
        m_source->rows = tokens(9);
        m_source->give(held.front()); // of the list before
        QCOMPARE(m_model->rowCount(), 5);
    }

    void putsTheAnswerOfAChangeInPlace()
    {
        m_model->setSource(m_source);
        auto changed = token(3);
        changed.isDisabled = true;
        changed.revision = 2;
        QVERIFY(m_model->update(changed));
        QVERIFY(m_model->index(3, 0).data(OffRole).toBool());
        QVERIFY(!m_model->update(token(9999)));
        QCOMPARE(m_model->rowOf(idText(3)), 3);
        QCOMPARE(m_model->idAt(3), idText(3));
        QCOMPARE(m_model->byId(idText(3))->revision, 2);
    }

    void aServerThatSendsTooMuchIsCut()
    {
        m_source->filtered = [](const ListRequest& request, const std::vector<Token>& rows) {
            const_cast<ListRequest&>(request).pageSize = 5000;
            return rows;
        };
        m_source->rows = tokens(300);
        m_source->claimedTotal = 250;
        m_model->setSource(m_source);
        QCOMPARE(m_model->rowCount(), 250);
        QVERIFY(m_model->isLoaded(99));
        QVERIFY(!m_model->isLoaded(100));
    }
};

QTEST_GUILESS_MAIN(PagedModelTest)
#include "paged_model_test.moc"

#include <memory>

#include <QItemSelectionModel>
#include <QTest>

#include "core/filter.h"
#include "models/selection_facts.h"
#include "models/text.h"
#include "models/tokens_model.h"
#include "tests/models/fake_source.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// What is selected is what a command acts on: by ids where every row was read, else by a filter or not at all.
class SelectionFactsTest : public QObject {
    Q_OBJECT

private:
    static constexpr int total = 450;

    Time m_now = *parseTime("2026-11-22T12:00:00Z");
    TimeText m_times{nullptr, [this] { return m_now; }, QTimeZone::utc(), QLocale::c()};
    std::shared_ptr<FakeSource<Token>> m_source;
    std::unique_ptr<TokensModel> m_model;
    QItemSelection m_rows;

    void add(int first, int last)
    {
        m_rows.merge(QItemSelection(m_model->index(first, 0), m_model->index(last, m_model->columnCount() - 1)),
                     QItemSelectionModel::Select);
    }
    void remove(int row)
    {
        m_rows.merge(QItemSelection(m_model->index(row, 0), m_model->index(row, m_model->columnCount() - 1)),
                     QItemSelectionModel::Deselect);
    }
    Selection facts() const { return selectionFacts(*m_model, ObjectKind::Token, m_rows); }
    /// The rows that a filter picks of the source's.
    std::vector<int> picked(const std::string& text) const
    {
        const auto filter = parseFilter(text, tokenSchema(), {m_now, "anna"});
        std::vector<int> rows;
        for (int row = 0; filter && row < total; ++row) {
            if (matches(*filter, readerOf(m_source->rows[static_cast<std::size_t>(row)], m_now)))
                rows.push_back(row);
        }
        return rows;
    }

private Q_SLOTS:
    void init()
    {
        m_rows.clear();
        m_source = std::make_shared<FakeSource<Token>>();
        for (int i = 0; i < total; ++i) {
            m_source->rows.push_back(token(i));
            m_source->rows.back().isDisabled = i % 3 == 0;
        }
        m_model = std::make_unique<TokensModel>(m_times);
        m_model->setFilter(QStringLiteral("createdBy = maria.k OR createdBy = nobody"));
        m_model->setSource(m_source);
    }

    void rowsAtHandGoByIds()
    {
        add(2, 4);
        add(8, 8);
        const auto selection = facts();
        QCOMPARE(selection.ids,
                 (std::vector<std::string>{uuid(2).text(), uuid(3).text(), uuid(4).text(), uuid(8).text()}));
        QCOMPARE(selection.disabled, 1);
        QCOMPARE(selection.active, 3);
        QCOMPARE(selection.unread, 0);
        QVERIFY(!selection.byFilter);
    }

    void allOfTheListGoesByItsFilter()
    {
        add(0, total - 1);
        const auto selection = facts();
        QCOMPARE(selection.count() + selection.unread, total);
        QVERIFY(selection.unread > 0);
        QVERIFY(selection.byFilter);
        QCOMPARE(selection.byFilter->filter, utf8(m_model->filter()));
        QCOMPARE(selection.byFilter->without, 0);
    }

    void allButAFewNamesThem()
    {
        add(0, total - 1);
        remove(0);
        remove(7);
        remove(8);
        const auto selection = facts();
        QVERIFY(selection.byFilter);
        QCOMPARE(selection.byFilter->without, 3);
        QCOMPARE(selection.byFilter->list, utf8(m_model->filter()));
        std::vector<int> expected;
        for (int row = 0; row < total; ++row) {
            if (row != 0 && row != 7 && row != 8)
                expected.push_back(row);
        }
        QCOMPARE(picked(selection.byFilter->filter), expected);
        // Without a filter of the list's own, too.
        m_model->setFilter({});
        add(0, total - 1);
        remove(5);
        QCOMPARE(picked(facts().byFilter->filter).size(), std::size_t{total - 1});
    }

    void whatCannotBeNamedDoesNotGoByFilter()
    {
        add(0, 300); // a part, of which most was not read
        QVERIFY(facts().unread > 0);
        QVERIFY(!facts().byFilter);
        m_rows.clear();
        add(0, total - 1);
        remove(total - 1); // nobody has seen what that is
        QVERIFY(!facts().byFilter);
    }

    void rowsOfAnOlderFilterDoNotGoByTheNewOne()
    {
        add(0, total - 1);
        m_source->isHolding = true;
        m_model->setFilter(QStringLiteral("name = x"));
        QCOMPARE(m_model->rowCount(), total); // still shown
        QVERIFY(!facts().byFilter);
        m_source->isHolding = false;
        m_model->setAway(m_now);
        QVERIFY(!facts().byFilter);
    }
};

QTEST_GUILESS_MAIN(SelectionFactsTest)
#include "selection_facts_test.moc"

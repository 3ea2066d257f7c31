#pragma once

#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include <QPointer>

#include "models/page_source.h"
#include "models/paged_model.h"

namespace tokenhouse {

/// The typed half of PagedModel: the pages themselves.
template <class Row>
class PagedRows : public PagedModel {
public:
    using Source = PageSource<Row>;

    /// Null takes the source away. Drops what was shown and starts anew.
    void setSource(std::shared_ptr<Source> source)
    {
        m_source = std::move(source);
        sourceChanged();
    }

    /// The row's object; null while it is not at hand. Valid until control returns to the event loop.
    const Row* at(int row) const
    {
        const auto found = m_pages.find(row / pageRows);
        const auto position = static_cast<std::size_t>(row % pageRows);
        return row >= 0 && found != m_pages.end() && position < found->second.size() ? &found->second[position]
                                                                                     : nullptr;
    }
    const Row* byId(const QString& id) const { return at(rowOf(id)); }

    /// Puts a newer version of an object in place (the answer to a change made here) and marks it as changed.
    /// False when the object is not among the pages at hand.
    bool update(const Row& row)
    {
        const auto place = rowOf(idOf(row));
        if (place < 0) {
            return false;
        }
        auto& kept = m_pages[place / pageRows][static_cast<std::size_t>(place % pageRows)];
        const bool differs = !same(kept, row);
        kept = row;
        rowReplaced(place, differs);
        return true;
    }

protected:
    using PagedModel::PagedModel;

    virtual QString idOf(const Row& row) const = 0;
    /// Would both look the same in the table, and be the same revision?
    virtual bool same(const Row& a, const Row& b) const = 0;

    bool hasSource() const override { return m_source != nullptr; }
    bool hasPage(int page) const override { return m_pages.contains(page); }
    void clearPages() override { m_pages.clear(); }
    void dropPage(int page) override { m_pages.erase(page); }
    int pageSize(int page) const override
    {
        const auto found = m_pages.find(page);
        return found == m_pages.end() ? 0 : static_cast<int>(found->second.size());
    }
    QString rowId(int row) const override
    {
        const auto* found = at(row);
        return found == nullptr ? QString() : idOf(*found);
    }

    int freshSize(int page) const override
    {
        const auto found = m_fresh.find(page);
        return found == m_fresh.end() ? -1 : static_cast<int>(found->second.size());
    }
    QString freshId(int page, int position) const override
    {
        return idOf(m_fresh.at(page)[static_cast<std::size_t>(position)]);
    }
    bool sameRow(int row, int page, int position) const override
    {
        const auto* kept = at(row);
        return kept != nullptr && same(*kept, m_fresh.at(page)[static_cast<std::size_t>(position)]);
    }
    void keepFresh(int page) override
    {
        auto taken = m_fresh.extract(page);
        m_pages[page] = std::move(taken.mapped());
    }
    void dropFresh(int page) override { m_fresh.erase(page); }
    void clearFresh() override { m_fresh.clear(); }

    void ask(const ListRequest& request, int page, std::uint64_t generation, bool quiet) override
    {
        m_source->request(request,
                          [self = QPointer<PagedRows>(this), page, generation, quiet](Result<ListPage<Row>> answer) {
                              if (self != nullptr && self->isCurrent(generation)) {
                                  self->take(page, generation, quiet, std::move(answer));
                              }
                          });
    }

private:
    void take(int page, std::uint64_t generation, bool quiet, Result<ListPage<Row>> answer)
    {
        if (!answer) {
            answered(page, generation, quiet, std::nullopt, std::move(answer.error()));
            return;
        }
        if (answer->items.size() > static_cast<std::size_t>(pageRows)) {
            answer->items.resize(static_cast<std::size_t>(pageRows)); // more than was asked for
        }
        // The answer waits beside the shown pages; the base takes it in with the signals that views need.
        m_fresh[page] = std::move(answer->items);
        answered(page, generation, quiet, answer->totalSize, std::nullopt);
    }

    std::shared_ptr<Source> m_source;
    std::unordered_map<int, std::vector<Row>> m_pages;
    std::unordered_map<int, std::vector<Row>> m_fresh;
};

} // namespace tokenhouse

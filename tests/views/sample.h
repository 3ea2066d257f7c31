#pragma once

#include <memory>
#include <vector>

#include "core/definition.h"
#include "core/event.h"
#include "core/token.h"
#include "models/page_source.h"

namespace tokenhouse::sample {

/// 22 November 2026, 16:48: the moment of the drawings.
Time moment();
std::vector<Token> tokens();
std::vector<Definition> definitions();
std::vector<Event> events();
Uuid id(int number);
/// What a name may be at its worst: 200 letters without a blank, marks that turn the direction, a new line, markup.
std::string worstName();

/// Answers from a vector, at once; filters are taken for granted.
template <class Row>
class VectorSource : public PageSource<Row> {
public:
    explicit VectorSource(std::vector<Row> rows) : m_rows(std::move(rows)) {}
    void request(const ListRequest& request, typename PageSource<Row>::Answer answer) override
    {
        ++m_questions;
        if (m_failure) {
            answer(tl::unexpected<Failure>(*m_failure));
            return;
        }
        if (m_silent)
            return;
        ListPage<Row> page;
        const auto from = std::min(static_cast<std::size_t>(request.offset), m_rows.size());
        const auto until = std::min(from + static_cast<std::size_t>(request.pageSize), m_rows.size());
        page.items.assign(m_rows.begin() + static_cast<std::ptrdiff_t>(from),
                          m_rows.begin() + static_cast<std::ptrdiff_t>(until));
        page.totalSize = static_cast<std::int64_t>(m_rows.size());
        answer(page);
    }
    std::optional<Failure> m_failure;
    bool m_silent = false;
    int m_questions = 0;

private:
    std::vector<Row> m_rows;
};

} // namespace tokenhouse::sample

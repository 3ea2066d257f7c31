#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "core/definition.h"
#include "core/event.h"
#include "core/token.h"
#include "models/page_source.h"

namespace tokenhouse::tests {

Token token(int number);

/// As many tokens as one likes, made when they are asked for.
class EndlessSource : public PageSource<Token> {
public:
    explicit EndlessSource(std::int64_t total) : m_total(total) {}
    void request(const ListRequest& request, Answer answer) override
    {
        ++count;
        ListPage<Token> page;
        for (auto row = request.offset; row < std::min(m_total, request.offset + request.pageSize); ++row) {
            page.items.push_back(token(static_cast<int>(row)));
        }
        page.totalSize = m_total;
        answer(std::move(page));
    }
    int count = 0;

private:
    std::int64_t m_total;
};

/// A list in memory that answers when the test says so: at once, late, out of order, with a failure, or never.
template <class Row>
class FakeSource : public PageSource<Row> {
public:
    using Answer = typename PageSource<Row>::Answer;
    struct Asked {
        ListRequest request;
        Answer answer;
    };

    void request(const ListRequest& request, Answer answer) override
    {
        ++count;
        last = request;
        if (isHolding) {
            held.push_back({request, std::move(answer)});
        } else {
            give({request, std::move(answer)});
        }
    }

    void give(const Asked& asked)
    {
        if (failure) {
            asked.answer(tl::unexpected<Failure>(*failure));
            return;
        }
        ListPage<Row> page;
        const auto all = filtered ? filtered(asked.request, rows) : rows;
        const auto size = static_cast<std::int64_t>(all.size());
        const auto first = std::min(asked.request.offset, size);
        const auto last_ = std::min(first + asked.request.pageSize, size);
        page.items.assign(all.begin() + first, all.begin() + last_);
        if (asked.request.count) {
            page.totalSize = claimedTotal.value_or(size);
        }
        asked.answer(std::move(page));
    }
    /// Answers the n-th held request from what the rows are now.
    void release(std::size_t index)
    {
        auto asked = std::move(held[index]);
        held.erase(held.begin() + static_cast<std::ptrdiff_t>(index));
        give(asked);
    }
    void releaseAll()
    {
        for (auto& asked : std::exchange(held, {})) {
            give(asked);
        }
    }

    std::vector<Row> rows;
    std::function<std::vector<Row>(const ListRequest&, const std::vector<Row>&)> filtered;
    std::optional<std::int64_t> claimedTotal;
    std::optional<Failure> failure;
    bool isHolding = false;
    std::vector<Asked> held;
    ListRequest last;
    int count = 0;
};

inline Uuid uuid(int number)
{
    std::array<std::uint8_t, 16> bytes{1};
    bytes[12] = static_cast<std::uint8_t>(number >> 24);
    bytes[13] = static_cast<std::uint8_t>(number >> 16);
    bytes[14] = static_cast<std::uint8_t>(number >> 8);
    bytes[15] = static_cast<std::uint8_t>(number);
    return Uuid::fromBytes(bytes.data());
}

inline Token token(int number)
{
    Token token;
    token.id = uuid(number);
    token.name = "token " + std::to_string(number);
    token.createdBy = "maria.k";
    token.lastModifiedBy = "p.okafor";
    token.createdAt = token.lastModified = *parseTime("2026-03-04T10:00:00Z");
    return token;
}

inline std::vector<Token> tokens(int count, int first = 0)
{
    std::vector<Token> rows;
    for (int number = first; number < first + count; ++number) {
        rows.push_back(token(number));
    }
    return rows;
}

inline QString idText(int number)
{
    return QString::fromStdString(uuid(number).text());
}

inline Definition definition(int number)
{
    Definition definition;
    definition.id = uuid(number);
    definition.route = "ticket/" + std::to_string(number);
    definition.action = FixedResponse{};
    definition.createdAt = definition.lastModified = *parseTime("2026-03-04T10:00:00Z");
    return definition;
}

inline Event event(std::int64_t sequence, std::string kind = "token.updated")
{
    Event event;
    event.sequence = sequence;
    event.kind = std::move(kind);
    event.user = "maria.k";
    event.objectType = "token";
    event.objectId = uuid(7).text();
    event.objectName = "ops-bot";
    event.time = *parseTime("2026-11-22T10:00:00Z");
    event.hash = std::to_string(sequence);
    return event;
}

} // namespace tokenhouse::tests

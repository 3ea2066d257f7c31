#pragma once

#include <functional>

#include "core/list_page.h"
#include "core/result.h"

namespace tokenhouse {

/// Where a paged model gets its rows; the window puts it over the list calls of the network, tests over a vector.
///
/// GUI thread only. `answer` is called exactly once for each request, later than request() returns or within it, in
/// any order among requests; never after the source was destroyed. A failure is an answer. The model guards itself
/// against answers that come after it went or asked for something else, so that a source need not cancel anything.
template <class Row>
class PageSource {
public:
    using Answer = std::function<void(Result<ListPage<Row>>)>;

    virtual ~PageSource() = default;
    virtual void request(const ListRequest& request, Answer answer) = 0;
};

} // namespace tokenhouse

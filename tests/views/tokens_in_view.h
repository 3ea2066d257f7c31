#pragma once

#include "models/filter_state.h"
#include "models/history_model.h"
#include "models/tokens_model.h"
#include "tests/views/sample.h"
#include "views/pages/tokens_page.h"

namespace tokenhouse {

/// The page of tokens with what it stands on, shown. The rows are there at once.
struct TokensInView {
    TokensInView(TimeText& times, QSize size, const std::vector<Token>& rows = sample::tokens())
        : model(times),
          history(times),
          filter(tokenSchema(),
                 [] {
                     return FilterContext{sample::moment(), "maria.k"};
                 }),
          page(model, filter, history, times)
    {
        page.resize(size);
        page.show();
        model.setSource(std::make_shared<sample::VectorSource<Token>>(rows));
    }

    TokensModel model;
    HistoryModel history;
    FilterState filter;
    TokensPage page;
};

} // namespace tokenhouse

#include "network/list_call.h"

namespace tokenhouse {

Call listCall(QByteArray path, const ListRequest& request)
{
    return Call::get(std::move(path),
                     queryText({
                         {"filter", request.filter},
                         {"orderBy", request.orderBy},
                         {"pageSize", std::to_string(request.pageSize)},
                         {"offset", request.offset > 0 ? std::to_string(request.offset) : std::string()},
                         {"count", request.count ? std::string() : std::string("none")},
                     }));
}

} // namespace tokenhouse

#pragma once

#include "core/list_page.h"
#include "network/call.h"

namespace tokenhouse {

Call listCall(QByteArray path, const ListRequest& request);

} // namespace tokenhouse

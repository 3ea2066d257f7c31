#pragma once

#include <cstddef>
#include <string>

#include "server/http/exchange.h"

namespace tokenhouse::http {

/// How the body after a head is bounded.
enum class BodyForm {
    Sized,   ///< by Content-Length, where the status has a body at all
    Chunked, ///< by its chunks
    ToTheEnd ///< by the end of the connection
};

/// The head of an answer as it goes over the wire. Fields that are the server's own, or that could break the head, are
/// left out.
void writeHead(std::string& out, const Response& response, BodyForm form, bool keepAlive, bool http11);
/// One chunk of a body.
void writeChunk(std::string& out, std::string_view bytes);

} // namespace tokenhouse::http

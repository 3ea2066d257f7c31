#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/action.h"

namespace tokenhouse::tests {

struct HttpReply {
    int status = 0; ///< 0 = the connection ended before an answer
    HeaderList fields;
    std::string body;
    std::string field(std::string_view name) const; ///< the first of this name in any case; empty when absent
    bool has(std::string_view name) const;
};

/// A small blocking HTTP/1.1 client over plain sockets or OpenSSL, for tests. Keeps its connection alive, and takes any
/// certificate but tells its fingerprint. Throws std::runtime_error when the other end cannot be reached, or is silent
/// for longer than `patience`.
class HttpClient {
public:
    /// `base`: "http://127.0.0.1:5003" or "https://…", as the ready line says.
    explicit HttpClient(std::string_view base);
    HttpClient(std::string host, std::uint16_t port, bool tls = false);
    ~HttpClient();
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;

    /// Adds Host (unless given), and Content-Length when there is a body or the method usually has one.
    HttpReply request(std::string_view method, std::string_view target, const HeaderList& fields = {},
                      std::string_view body = {});

    /// Sends the bytes as they are, on a new connection unless `keep`.
    void sendRaw(std::string_view bytes, bool keep = false);
    HttpReply readReply(bool headRequest = false); ///< the next answer on the connection
    bool endedByServer();                          ///< waits for the end; false when there are bytes instead
    void close();
    void connect();
    void setSourceAddress(std::string address); ///< for the next connection, e.g. 127.0.0.7

    /// Sends the request and reads the head only; the body then comes by readStream(). A status other than 200 comes
    /// with its body.
    HttpReply openStream(std::string_view target, const HeaderList& fields = {}, std::string_view method = "GET",
                         std::string_view body = {});
    bool hadLastChunk() const; ///< the chunked body read last came to its end
    /// The next piece of a chunked body; nothing at its end, or when `patience` passed.
    std::optional<std::string> readStream();
    /// The next event of server-sent events: its fields in order ("" = a comment); nothing at the end.
    std::optional<HeaderList> readEvent();

    void setTlsRange(std::string_view oldest,
                     std::string_view newest); ///< "TLSv1" … "TLSv1.3", for the next connection
    void setPatience(std::chrono::milliseconds patience);
    std::string fingerprint() const; ///< SHA-256 of the server's certificate, lower-case hex; TLS only
    std::string authority() const;
    std::uint16_t port() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tokenhouse::tests

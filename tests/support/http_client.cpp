#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace tokenhouse::tests {

namespace {

bool sameName(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if ((a[i] | 32) != (b[i] | 32))
            return false;
    }
    return true;
}

struct Address {
    std::string host;
    std::uint16_t port = 0;
    bool tls = false;
};

Address parseBase(std::string_view base)
{
    Address result;
    result.tls = base.starts_with("https://");
    base.remove_prefix(base.find("//") + 2);
    while (base.ends_with('/'))
        base.remove_suffix(1);
    const auto colon = base.rfind(':');
    result.host = std::string(base.substr(0, colon));
    result.port = static_cast<std::uint16_t>(std::stoi(std::string(base.substr(colon + 1))));
    return result;
}

struct ContextDeleter {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct SslDeleter {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};

} // namespace

std::string HttpReply::field(std::string_view name) const
{
    for (const auto& [key, value] : fields) {
        if (sameName(key, name))
            return value;
    }
    return {};
}

bool HttpReply::has(std::string_view name) const
{
    for (const auto& one : fields) {
        if (sameName(one.first, name))
            return true;
    }
    return false;
}

struct HttpClient::Impl {
    std::string host;
    std::uint16_t port = 0;
    bool tls = false;
    std::string source;
    int oldestTls = 0;
    int newestTls = 0;
    int fd = -1;
    std::unique_ptr<SSL_CTX, ContextDeleter> context;
    std::unique_ptr<SSL, SslDeleter> ssl;
    std::string in;
    std::string eventText;
    std::chrono::milliseconds patience{20'000};
    bool streamChunked = false;
    bool streamEnded = false;
    bool hadLastChunk = false;

    ~Impl() { close(); }

    void close()
    {
        ssl.reset();
        if (fd >= 0)
            ::close(fd);
        fd = -1;
        in.clear();
        eventText.clear();
    }

    void connect()
    {
        close();
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        addrinfo* found = nullptr;
        auto name = host;
        if (name.starts_with('['))
            name = name.substr(1, name.size() - 2);
        if (::getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
            throw std::runtime_error("unknown host " + host);
        fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (!source.empty()) {
            sockaddr_in from{};
            from.sin_family = AF_INET;
            ::inet_pton(AF_INET, source.c_str(), &from.sin_addr);
            if (::bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0)
                throw std::runtime_error("cannot call from " + source);
        }
        const auto connected = ::connect(fd, found->ai_addr, found->ai_addrlen);
        ::freeaddrinfo(found);
        if (connected != 0) {
            close();
            throw std::runtime_error("cannot connect to " + host + ":" + std::to_string(port));
        }
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (!tls)
            return;
        ::signal(SIGPIPE, SIG_IGN);
        context.reset(SSL_CTX_new(TLS_client_method()));
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
        SSL_CTX_set_min_proto_version(context.get(), oldestTls);
        SSL_CTX_set_max_proto_version(context.get(), newestTls);
        if (oldestTls != 0 && oldestTls < TLS1_2_VERSION)
            SSL_CTX_set_security_level(context.get(), 0); // so that a refusal is the server's
        ssl.reset(SSL_new(context.get()));
        SSL_set_fd(ssl.get(), fd);
        if (SSL_connect(ssl.get()) != 1) {
            close();
            throw std::runtime_error("no TLS with " + host);
        }
    }

    void send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto count = ssl ? SSL_write(ssl.get(), bytes.data(), static_cast<int>(bytes.size()))
                                   : ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return; // the answer, or its lack, tells
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }

    /// False at the end of the connection; throws when nothing comes for too long.
    bool receive()
    {
        if (fd < 0)
            return false;
        if (!ssl || SSL_pending(ssl.get()) == 0) {
            pollfd one{fd, POLLIN, 0};
            const auto ready = ::poll(&one, 1, static_cast<int>(patience.count()));
            if (ready == 0)
                throw std::runtime_error("the server was silent for too long");
        }
        char buffer[16384];
        const auto count = ssl ? SSL_read(ssl.get(), buffer, sizeof buffer) : ::recv(fd, buffer, sizeof buffer, 0);
        if (count <= 0)
            return false;
        in.append(buffer, static_cast<std::size_t>(count));
        return true;
    }

    std::optional<std::string> line()
    {
        std::size_t end = 0;
        while ((end = in.find("\r\n")) == std::string::npos) {
            if (!receive())
                return std::nullopt;
        }
        auto result = in.substr(0, end);
        in.erase(0, end + 2);
        return result;
    }

    std::string bytes(std::size_t size)
    {
        while (in.size() < size && receive()) {}
        auto result = in.substr(0, size);
        in.erase(0, result.size());
        return result;
    }

    HttpReply readHead()
    {
        HttpReply reply;
        const auto first = line();
        if (!first || first->size() < 12)
            return reply;
        reply.status = std::stoi(first->substr(9, 3));
        while (const auto text = line()) {
            if (text->empty())
                break;
            const auto colon = text->find(": ");
            if (colon != std::string::npos)
                reply.fields.emplace_back(text->substr(0, colon), text->substr(colon + 2));
        }
        return reply;
    }

    std::optional<std::string> chunk()
    {
        hadLastChunk = false;
        const auto size = line();
        if (!size || size->empty())
            return std::nullopt;
        const auto count = std::stoul(*size, nullptr, 16);
        auto data = bytes(count);
        line();
        hadLastChunk = count == 0;
        if (count == 0)
            return std::nullopt;
        return data;
    }

    void readBody(HttpReply& reply, bool headRequest)
    {
        if (headRequest || reply.status == 204 || reply.status == 304 || reply.status < 200)
            return;
        if (reply.field("Transfer-Encoding") == "chunked") {
            while (const auto piece = chunk())
                reply.body += *piece;
        } else if (const auto length = reply.field("Content-Length"); !length.empty()) {
            reply.body = bytes(std::stoul(length));
        } else {
            while (receive()) {}
            reply.body = std::exchange(in, {});
        }
    }
};

HttpClient::HttpClient(std::string_view base) : m_impl(std::make_unique<Impl>())
{
    auto address = parseBase(base);
    m_impl->host = std::move(address.host);
    m_impl->port = address.port;
    m_impl->tls = address.tls;
}

HttpClient::HttpClient(std::string host, std::uint16_t port, bool tls) : m_impl(std::make_unique<Impl>())
{
    m_impl->host = std::move(host);
    m_impl->port = port;
    m_impl->tls = tls;
}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

std::string HttpClient::authority() const
{
    return m_impl->host + ":" + std::to_string(m_impl->port);
}

std::uint16_t HttpClient::port() const
{
    return m_impl->port;
}

void HttpClient::setPatience(std::chrono::milliseconds patience)
{
    m_impl->patience = patience;
}

void HttpClient::setTlsRange(std::string_view oldest, std::string_view newest)
{
    const auto version = [](std::string_view name) {
        if (name == "TLSv1")
            return TLS1_VERSION;
        if (name == "TLSv1.1")
            return TLS1_1_VERSION;
        return name == "TLSv1.2" ? TLS1_2_VERSION : TLS1_3_VERSION;
    };
    m_impl->oldestTls = version(oldest);
    m_impl->newestTls = version(newest);
}

void HttpClient::setSourceAddress(std::string address)
{
    m_impl->source = std::move(address);
}

void HttpClient::close()
{
    m_impl->close();
}

void HttpClient::connect()
{
    m_impl->connect();
}

HttpReply HttpClient::request(std::string_view method, std::string_view target, const HeaderList& fields,
                              std::string_view body)
{
    std::string text(method);
    text += ' ';
    text += target;
    text += " HTTP/1.1\r\n";
    bool hasHost = false;
    bool hasLength = false;
    for (const auto& [name, value] : fields) {
        hasHost = hasHost || sameName(name, "Host");
        hasLength = hasLength || sameName(name, "Content-Length") || sameName(name, "Transfer-Encoding");
        text += name + ": " + value + "\r\n";
    }
    if (!hasHost)
        text += "Host: " + authority() + "\r\n";
    if (!hasLength && (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH"))
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n";
    text += body;

    const auto reused = m_impl->fd >= 0;
    if (!reused)
        m_impl->connect();
    m_impl->send(text);
    auto reply = readReply(method == "HEAD");
    if (reply.status == 0 && reused) { // a connection that was kept may have ended meanwhile
        m_impl->connect();
        m_impl->send(text);
        reply = readReply(method == "HEAD");
    }
    if (reply.field("Connection") == "close" || reply.status == 0)
        m_impl->close();
    return reply;
}

void HttpClient::sendRaw(std::string_view bytes, bool keep)
{
    if (!keep || m_impl->fd < 0)
        m_impl->connect();
    m_impl->send(bytes);
}

HttpReply HttpClient::readReply(bool headRequest)
{
    auto reply = m_impl->readHead();
    while (reply.status == 100)
        reply = m_impl->readHead();
    m_impl->readBody(reply, headRequest);
    return reply;
}

bool HttpClient::endedByServer()
{
    return m_impl->in.empty() && !m_impl->receive();
}

bool HttpClient::hadLastChunk() const
{
    return m_impl->hadLastChunk;
}

HttpReply HttpClient::openStream(std::string_view target, const HeaderList& fields, std::string_view method,
                                 std::string_view body)
{
    std::string text = std::string(method) + ' ' + std::string(target) + " HTTP/1.1\r\nHost: " + authority() + "\r\n";
    if (!body.empty())
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : fields)
        text += name + ": " + value + "\r\n";
    sendRaw(text + "\r\n" + std::string(body));
    m_impl->streamEnded = false;
    auto reply = m_impl->readHead();
    m_impl->streamChunked = reply.field("Transfer-Encoding") == "chunked";
    if (reply.status != 200 || !m_impl->streamChunked)
        m_impl->readBody(reply, false);
    return reply;
}

std::optional<std::string> HttpClient::readStream()
{
    if (m_impl->streamEnded)
        return std::nullopt;
    auto piece = m_impl->chunk();
    m_impl->streamEnded = !piece;
    return piece;
}

std::optional<HeaderList> HttpClient::readEvent()
{
    auto& text = m_impl->eventText;
    std::size_t end = 0;
    while ((end = text.find("\n\n")) == std::string::npos) {
        const auto piece = readStream();
        if (!piece)
            return std::nullopt;
        text += *piece;
    }
    HeaderList event;
    std::string_view rest(text.data(), end);
    while (true) {
        const auto line = rest.substr(0, rest.find('\n'));
        const auto colon = line.find(':');
        auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
        if (value.starts_with(' '))
            value.remove_prefix(1);
        event.emplace_back(line.substr(0, colon), value);
        if (line.size() == rest.size())
            break;
        rest.remove_prefix(line.size() + 1);
    }
    text.erase(0, end + 2);
    return event;
}

std::string HttpClient::fingerprint() const
{
    if (!m_impl->ssl)
        return {};
    std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(m_impl->ssl.get()), X509_free);
    unsigned char digest[32];
    unsigned int size = sizeof digest;
    if (!certificate || X509_digest(certificate.get(), EVP_sha256(), digest, &size) != 1)
        return {};
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const auto byte : digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace tokenhouse::tests

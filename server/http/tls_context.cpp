#include "server/http/tls_context.h"

#include <stdexcept>
#include <string>

#include <boost/asio/buffer.hpp>

namespace tokenhouse::http {

namespace ssl = boost::asio::ssl;

namespace {

constexpr const char* suites = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                               "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                               "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
                               "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305";

bool isPem(const std::string& text)
{
    return text.starts_with("-----BEGIN");
}

int selectProtocol(SSL*, const unsigned char** out, unsigned char* outSize, const unsigned char* in,
                   unsigned int inSize, void*)
{
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, outSize, ours, sizeof ours - 1, in, inSize) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

} // namespace

std::shared_ptr<ssl::context> makeTlsContext(const TlsFiles& files)
{
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    auto* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cipher_list(native, suites);
    SSL_CTX_set1_groups_list(native, "X25519:P-256:P-384");
    SSL_CTX_set_dh_auto(native, 1);
    SSL_CTX_set_alpn_select_cb(native, selectProtocol, nullptr);

    boost::system::error_code error;
    if (isPem(files.certificate))
        context->use_certificate_chain(boost::asio::buffer(files.certificate), error);
    else
        context->use_certificate_chain_file(files.certificate, error);
    const auto name = [](const std::string& file) { return isPem(file) ? std::string("given") : file; };
    if (error)
        throw std::runtime_error("The certificate " + name(files.certificate) + " could not be used: " + error.message()
                                 + ".");
    if (isPem(files.key))
        context->use_private_key(boost::asio::buffer(files.key), ssl::context::pem, error);
    else
        context->use_private_key_file(files.key, ssl::context::pem, error);
    if (error)
        throw std::runtime_error("The certificate's key " + name(files.key) + " could not be used: " + error.message()
                                 + ".");
    if (SSL_CTX_check_private_key(native) != 1)
        throw std::runtime_error("The key " + name(files.key) + " does not belong to the certificate "
                                 + name(files.certificate) + ".");
    return context;
}

} // namespace tokenhouse::http

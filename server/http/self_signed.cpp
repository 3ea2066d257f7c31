#include "server/http/self_signed.h"

#include <cctype>
#include <memory>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/secret.h"

namespace tokenhouse::http {

namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIO* bio) const { BIO_free_all(bio); }
    void operator()(BIGNUM* number) const { BN_free(number); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void require(bool good)
{
    if (!good)
        throw std::runtime_error("OpenSSL could not make a certificate for this run.");
}

void addExtension(X509* certificate, int kind, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string textOf(BIO* bio)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

bool isAddress(const std::string& name)
{
    return name.find(':') != std::string::npos || std::isdigit(static_cast<unsigned char>(name.back())) != 0;
}

} // namespace

SelfSigned makeSelfSigned(const std::vector<std::string>& names)
{
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const Owned<X509> certificate(X509_new());
    const Owned<BIGNUM> serial(BN_new());
    require(key && certificate && serial && BN_rand(serial.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1);
    require(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
    require(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate.get())) != nullptr);
    // A clock that is a little off on the other side of the pipe must not make the certificate too young.
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -24 * 3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365L * 24 * 3600);
    require(X509_set_pubkey(certificate.get(), key.get()) == 1);
    auto* name = X509_get_subject_name(certificate.get());
    require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                       reinterpret_cast<const unsigned char*>("Tokenhouse on this computer"), -1, -1, 0)
            == 1);
    require(X509_set_issuer_name(certificate.get(), name) == 1);
    std::string alternatives;
    for (const auto& one : names) {
        if (one.empty())
            continue;
        alternatives += alternatives.empty() ? "" : ",";
        alternatives += (isAddress(one) ? "IP:" : "DNS:") + one;
    }
    addExtension(certificate.get(), NID_subject_alt_name, alternatives);
    addExtension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    addExtension(certificate.get(), NID_key_usage, "critical,digitalSignature");
    addExtension(certificate.get(), NID_ext_key_usage, "serverAuth");
    require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);

    SelfSigned result;
    const Owned<BIO> certificateText(BIO_new(BIO_s_mem()));
    const Owned<BIO> keyText(BIO_new(BIO_s_secmem()));
    require(PEM_write_bio_X509(certificateText.get(), certificate.get()) == 1
            && PEM_write_bio_PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    result.files = {textOf(certificateText.get()), textOf(keyText.get())};
    Digest digest{};
    unsigned int size = 0;
    require(X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) == 1);
    result.fingerprint = hexText(digest);
    return result;
}

} // namespace tokenhouse::http

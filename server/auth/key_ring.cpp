#include "server/auth/key_ring.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

namespace tokenhouse::server {

namespace {

constexpr std::string_view header = "tokenhouse-key 1\n";
constexpr std::size_t keySize = 32;
using KeyBytes = std::array<unsigned char, keySize>;

struct FileHandle {
    int fd = -1;
    ~FileHandle()
    {
        if (fd >= 0)
            ::close(fd);
    }
};

std::string systemText(int code)
{
    return std::generic_category().message(code);
}

struct MacDeleter {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
};
struct ContextDeleter {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
struct KdfDeleter {
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
};
struct KdfContextDeleter {
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

/// One key for one purpose out of the file's key, so that a value made for one can never serve another.
KeyBytes derive(const KeyBytes& root, std::string_view purpose)
{
    const std::unique_ptr<EVP_KDF, KdfDeleter> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const std::unique_ptr<EVP_KDF_CTX, KdfContextDeleter> context(EVP_KDF_CTX_new(kdf.get()));
    KeyBytes result{};
    auto secret = root;
    std::string info(purpose);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret.data(), secret.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
        OSSL_PARAM_construct_end(),
    };
    const auto derived = EVP_KDF_derive(context.get(), result.data(), result.size(), parameters);
    wipe(secret.data(), secret.size());
    if (derived != 1)
        throw std::runtime_error("OpenSSL could not derive a key");
    return result;
}

/// A keyed context of one thread; copying a context per call would cost more than the digest itself.
class ThreadMac {
public:
    Digest run(std::uint64_t ring, EVP_MAC* mac, const KeyBytes& key, std::string_view text)
    {
        if (m_ring != ring) {
            m_context.reset(EVP_MAC_CTX_new(mac));
            char digest[] = "SHA256";
            const OSSL_PARAM parameters[] = {
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                OSSL_PARAM_construct_end(),
            };
            if (m_context == nullptr || EVP_MAC_init(m_context.get(), key.data(), key.size(), parameters) != 1)
                throw std::runtime_error("OpenSSL could not start an HMAC");
            m_ring = ring;
        } else if (EVP_MAC_init(m_context.get(), nullptr, 0, nullptr) != 1) {
            throw std::runtime_error("OpenSSL could not restart an HMAC");
        }
        Digest result{};
        std::size_t size = result.size();
        if (EVP_MAC_update(m_context.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1
            || EVP_MAC_final(m_context.get(), result.data(), &size, result.size()) != 1)
            throw std::runtime_error("OpenSSL could not compute an HMAC");
        return result;
    }

private:
    std::unique_ptr<EVP_MAC_CTX, ContextDeleter> m_context;
    std::uint64_t m_ring = 0;
};

Result<void> writeAll(int fd, std::string_view text, const std::string& path)
{
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail(Fault::Internal, "The key file " + path + " could not be written: " + systemText(errno) + ".");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(fd) != 0)
        return fail(Fault::Internal, "The key file " + path + " could not be kept: " + systemText(errno) + ".");
    return {};
}

/// A file that was synced can still be nameless after a crash.
Result<void> keepName(const std::string& path)
{
    const auto directory = std::filesystem::absolute(path).parent_path().string();
    const FileHandle opened{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (opened.fd < 0 || ::fsync(opened.fd) != 0)
        return fail(Fault::Internal, "The key file " + path + " could not be kept: " + systemText(errno) + ".");
    return {};
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

} // namespace

struct KeyRing::Keys {
    std::uint32_t id = 1;
    std::uint64_t serial = 0; ///< tells a thread's context that it belongs to another ring
    KeyBytes secrets{};
    KeyBytes signatures{};
    std::string check;
    std::unique_ptr<EVP_MAC, MacDeleter> mac;

    ~Keys()
    {
        wipe(secrets.data(), secrets.size());
        wipe(signatures.data(), signatures.size());
    }
};

KeyRing::KeyRing() : m_keys(std::make_unique<Keys>()) {}
KeyRing::~KeyRing() = default;

Result<void> KeyRing::create(const std::string& path)
{
    KeyBytes key{};
    if (RAND_priv_bytes(key.data(), static_cast<int>(key.size())) != 1)
        return fail(Fault::Internal, "The system gave no random numbers for a new key.");
    std::string text(header);
    text += "1 ";
    auto hex = hexText(std::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
    text += hex;
    text += '\n';
    wipe(key.data(), key.size());
    wipe(hex);

    FileHandle file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (file.fd < 0) {
        const auto code = errno;
        wipe(text);
        if (code == EEXIST)
            return fail(Fault::Conflict, "There is a key file at " + path + " already; it was left as it is.");
        return fail(Fault::Internal, "The key file " + path + " could not be made: " + systemText(code) + ".");
    }
    auto written = writeAll(file.fd, text, path);
    wipe(text);
    if (written)
        written = keepName(path);
    if (!written)
        ::unlink(path.c_str());
    return written;
}

Result<std::unique_ptr<KeyRing>> KeyRing::load(const std::string& path)
{
    const FileHandle file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (file.fd < 0 && errno == ELOOP)
        return fail(Fault::Forbidden, "The key file " + path + " is a symbolic link. Put the file itself there.");
    if (file.fd < 0) {
        return fail(Fault::Internal, "The key file " + path + " could not be opened: " + systemText(errno)
                                         + ". Without the key that belongs to the store every secret is void.");
    }
    struct stat info {};
    if (::fstat(file.fd, &info) != 0 || !S_ISREG(info.st_mode))
        return fail(Fault::Internal, "The key file " + path + " is not a regular file.");
    if ((info.st_mode & 077) != 0)
        return fail(Fault::Forbidden,
                    "The key file " + path + " can be used by others than its owner. Run: chmod 600 " + path);
    if (info.st_uid != ::geteuid())
        return fail(Fault::Forbidden, "The key file " + path
                                          + " belongs to another user. Run the server as its owner, "
                                            "or give the file to the server's user with chown.");

    std::array<char, 256> buffer{};
    std::size_t size = 0;
    while (size < buffer.size()) {
        const auto count = ::read(file.fd, buffer.data() + size, buffer.size() - size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(Fault::Internal, "The key file " + path + " could not be read: " + systemText(errno) + ".");
        if (count == 0)
            break;
        size += static_cast<std::size_t>(count);
    }
    const auto broken = [&] {
        wipe(buffer.data(), buffer.size());
        return fail(Fault::Malformed, "The file " + path + " is not a key file of this server, or it is damaged.");
    };
    std::string_view text(buffer.data(), size);
    if (!text.starts_with(header))
        return broken();
    text.remove_prefix(header.size());
    std::uint32_t id = 0;
    std::size_t digits = 0;
    while (digits < text.size() && digits < 9 && text[digits] >= '0' && text[digits] <= '9') {
        id = id * 10 + static_cast<std::uint32_t>(text[digits] - '0');
        ++digits;
    }
    if (id == 0 || text.size() != digits + 1 + 2 * keySize + 1 || text[digits] != ' ' || text.back() != '\n')
        return broken();
    text = text.substr(digits + 1, 2 * keySize);
    KeyBytes root{};
    for (std::size_t i = 0; i < keySize; ++i) {
        const auto high = hexDigit(text[2 * i]);
        const auto low = hexDigit(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            wipe(root.data(), root.size());
            return broken();
        }
        root[i] = static_cast<unsigned char>(high * 16 + low);
    }
    wipe(buffer.data(), buffer.size());

    static std::atomic<std::uint64_t> nextSerial{1};
    std::unique_ptr<KeyRing> ring(new KeyRing);
    auto& keys = *ring->m_keys;
    keys.id = id;
    keys.serial = nextSerial++;
    keys.secrets = derive(root, "tokenhouse 1 secret digest");
    keys.signatures = derive(root, "tokenhouse 1 signature");
    const auto check = derive(root, "tokenhouse 1 key check");
    wipe(root.data(), root.size());
    keys.check =
        std::to_string(id) + ':' + hexText(std::string_view(reinterpret_cast<const char*>(check.data()), check.size()));
    keys.mac.reset(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    if (keys.mac == nullptr)
        return fail(Fault::Internal, "OpenSSL offers no HMAC.");
    return ring;
}

std::uint32_t KeyRing::currentKeyId() const
{
    return m_keys->id;
}

Digest KeyRing::digest(std::string_view secret) const
{
    thread_local ThreadMac mac;
    return mac.run(m_keys->serial, m_keys->mac.get(), m_keys->secrets, secret);
}

Digest KeyRing::sign(std::string_view text) const
{
    thread_local ThreadMac mac;
    return mac.run(m_keys->serial, m_keys->mac.get(), m_keys->signatures, text);
}

std::string KeyRing::checkValue() const
{
    return m_keys->check;
}

} // namespace tokenhouse::server

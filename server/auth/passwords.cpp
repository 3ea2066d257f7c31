#include "server/auth/passwords.h"

#include <array>
#include <stdexcept>

#include <sodium.h>

namespace tokenhouse::server {

namespace {

constexpr auto operations = crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE;
constexpr std::size_t memory = crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE;

std::string compute(std::string_view password)
{
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), operations, memory,
                              crypto_pwhash_ALG_ARGON2ID13)
        != 0)
        return {};
    return text.data();
}

std::string randomText(std::size_t bytes)
{
    std::array<unsigned char, 32> random{};
    randombytes_buf(random.data(), bytes);
    std::array<char, 64> text{};
    sodium_bin2base64(text.data(), text.size(), random.data(), bytes, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    return text.data();
}

/// Kept by nobody's password, yet checked as long as any other. Drawn, not computed: that would cost every start of
/// the server as much as a sign-in.
std::string hashOfNobody()
{
    return "$argon2id$v=19$m=" + std::to_string(memory / 1024) + ",t=" + std::to_string(operations) + ",p=1$"
           + randomText(crypto_pwhash_SALTBYTES) + '$' + randomText(32);
}

} // namespace

class Passwords::Turn {
public:
    explicit Turn(Passwords& owner) : m_owner(owner) {}
    ~Turn() { m_owner.end(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    Passwords& m_owner;
};

Passwords::Passwords()
{
    if (sodium_init() < 0)
        throw std::runtime_error("libsodium could not be started.");
    m_nobody = hashOfNobody();
}

Result<void> Passwords::begin()
{
    std::unique_lock lock(m_mutex);
    if (m_running >= parallel) {
        if (m_waiting >= queue)
            return fail(Fault::Unavailable, "Too many sign-ins at once. Try again in a moment.", {{"retryAfter", 2}});
        ++m_waiting;
        m_free.wait(lock, [this] { return m_running < parallel; });
        --m_waiting;
    }
    ++m_running;
    return {};
}

void Passwords::end()
{
    const std::lock_guard lock(m_mutex);
    --m_running;
    m_free.notify_one();
}

Result<std::string> Passwords::hash(std::string_view password)
{
    if (auto begun = begin(); !begun)
        return tl::unexpected(std::move(begun.error()));
    const Turn turn(*this);
    auto text = compute(password);
    if (text.empty())
        return fail(Fault::Unavailable, "There is not enough memory to keep a password safely.", {{"retryAfter", 10}});
    return text;
}

Result<bool> Passwords::verify(const std::string& stored, std::string_view password)
{
    if (auto begun = begin(); !begun)
        return tl::unexpected(std::move(begun.error()));
    const Turn turn(*this);
    const auto& against = stored.empty() ? m_nobody : stored;
    const auto same = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return same && !stored.empty();
}

} // namespace tokenhouse::server

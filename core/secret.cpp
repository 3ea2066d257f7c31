#include "core/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "core/text.h"
#include "core/uuid.h"

namespace tokenhouse {

void wipe(void* data, std::size_t size)
{
    if (data && size > 0)
        OPENSSL_cleanse(data, size);
}

void wipe(std::string& text)
{
    wipe(text.data(), text.size());
    text.clear();
}

SecretBytes::SecretBytes(std::string_view text)
{
    insert(0, text);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : m_data(std::move(other.m_data)),
      m_size(std::exchange(other.m_size, 0)),
      m_capacity(std::exchange(other.m_capacity, 0))
{}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept
{
    if (this != &other) {
        clear();
        m_data = std::move(other.m_data);
        m_size = std::exchange(other.m_size, 0);
        m_capacity = std::exchange(other.m_capacity, 0);
    }
    return *this;
}

SecretBytes::~SecretBytes()
{
    clear();
}

void SecretBytes::clear()
{
    wipe(m_data.get(), m_capacity);
    m_data.reset();
    m_size = 0;
    m_capacity = 0;
}

void SecretBytes::insert(std::size_t position, std::string_view text)
{
    if (text.empty())
        return;
    position = std::min(position, m_size);
    const std::size_t size = m_size + text.size();
    const std::size_t capacity = size <= m_capacity ? m_capacity : std::max<std::size_t>(64, size * 2);
    auto data = std::make_unique<char[]>(capacity);
    if (m_data) {
        std::memcpy(data.get(), m_data.get(), position);
        std::memcpy(data.get() + position + text.size(), m_data.get() + position, m_size - position);
    }
    std::memcpy(data.get() + position, text.data(), text.size());
    wipe(m_data.get(), m_capacity);
    m_data = std::move(data);
    m_size = size;
    m_capacity = capacity;
}

void SecretBytes::erase(std::size_t position, std::size_t count)
{
    if (position >= m_size)
        return;
    count = std::min(count, m_size - position);
    std::memmove(m_data.get() + position, m_data.get() + position + count, m_size - position - count);
    wipe(m_data.get() + m_size - count, count);
    m_size -= count;
}

namespace {

bool isSecretCharacter(char c)
{
    return secretAlphabet.find(c) != std::string_view::npos;
}

Trace secretTrace(std::string_view id, std::string_view requirement, std::string message)
{
    return Trace{Reason::InvalidSecret, std::string(id), std::move(message), {{"requirement", requirement}}};
}

bool isSecretLikeWord(std::string_view word)
{
    if (word.size() < secretMinimum || word.size() > secretMaximum || Uuid::parse(word))
        return false;
    const auto holds = [word](char from, char to) {
        return std::ranges::any_of(word, [=](char c) { return c >= from && c <= to; });
    };
    return holds('a', 'z') && holds('A', 'Z') && holds('0', '9');
}

} // namespace

SecretCheck checkSecret(std::string_view text)
{
    SecretCheck check;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t bytes = 1;
        while (i + bytes < text.size() && (static_cast<unsigned char>(text[i + bytes]) & 0xC0) == 0x80)
            ++bytes;
        if (bytes > 1 || !isSecretCharacter(text[i]))
            check.foreign.push_back(check.length);
        i += bytes;
        ++check.length;
    }
    return check;
}

Result<Secret> Secret::make(std::string_view text, std::string_view id)
{
    const auto check = checkSecret(text);
    std::vector<Trace> traces;
    if (!check.longEnough())
        traces.push_back(secretTrace(id, "length", "The secret needs at least 32 characters."));
    if (!check.shortEnough())
        traces.push_back(secretTrace(id, "length", "The secret has more than 512 characters."));
    if (!check.foreign.empty())
        traces.push_back(secretTrace(id, "alphabet", "The secret may only hold a-z A-Z 0-9 _ - . = + /"));
    if (!traces.empty())
        return refuse(std::move(traces));
    return Secret(SecretBytes(text));
}

Result<Secret> Secret::generate(std::size_t length, std::string_view prefix)
{
    std::vector<Trace> traces;
    if (length > secretMaximum || length < prefix.size() + secretMinimum)
        traces.push_back(
            secretTrace({}, "length", "A generated secret has 32 to 512 characters, at least 32 of them random."));
    if (!checkSecret(prefix).foreign.empty())
        traces.push_back(secretTrace({}, "alphabet", "The prefix may only hold a-z A-Z 0-9 _ - . = + /"));
    if (!traces.empty())
        return refuse(std::move(traces));

    SecretBytes bytes(prefix);
    // Bytes above the largest multiple of the alphabet are thrown away, so that each character is equally likely.
    constexpr unsigned usable = 256 / secretAlphabet.size() * secretAlphabet.size();
    std::array<unsigned char, 64> random{};
    std::array<char, 64> drawn{};
    while (bytes.size() < length) {
        if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
            throw std::runtime_error("the random generator failed");
        std::size_t count = 0;
        for (const auto byte : random) {
            if (byte < usable && bytes.size() + count < length)
                drawn[count++] = secretAlphabet[byte % secretAlphabet.size()];
        }
        bytes.insert(bytes.size(), {drawn.data(), count});
    }
    wipe(random.data(), random.size());
    wipe(drawn.data(), drawn.size());
    return Secret(std::move(bytes));
}

Digest sha256(std::string_view data)
{
    Digest digest{};
    unsigned size = 0;
    if (EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 failed");
    return digest;
}

std::string hexText(std::string_view bytes)
{
    constexpr char hex[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += hex[byte >> 4];
        text += hex[byte & 15];
    }
    return text;
}

std::string hexText(const Digest& digest)
{
    return hexText(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

bool looksLikeSecret(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && isSecretCharacter(text[end]))
            ++end;
        const auto word = text.substr(at, end - at);
        const bool isAddress = at > 0 && text[at - 1] == ':' && word.starts_with("//");
        if (!isAddress && isSecretLikeWord(word))
            return true;
        at = end + 1;
    }
    return false;
}

} // namespace tokenhouse

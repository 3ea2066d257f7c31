#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace tokenhouse {

/// Bytes that are wiped when freed, moved from or cleared. Movable, not copyable, never printed, never in a QString.
class SecretBytes {
public:
    SecretBytes() = default;
    explicit SecretBytes(std::string_view text);
    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes();

    std::string_view view() const { return {m_data.get(), m_size}; }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    void clear();
    void insert(std::size_t position, std::string_view text); ///< grows into new memory, wipes the old
    void erase(std::size_t position, std::size_t count);
    SecretBytes duplicate() const { return SecretBytes(view()); }

private:
    std::unique_ptr<char[]> m_data;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

void wipe(void* data, std::size_t size);
void wipe(std::string& text);

inline constexpr std::size_t secretMinimum = 32;
inline constexpr std::size_t secretMaximum = 512;
inline constexpr std::string_view secretAlphabet =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.=+/";

/// How a text stands against the requirements that can be checked without the server (seed: ApiToken, Secret).
struct SecretCheck {
    std::size_t length = 0;           ///< in code points (bytes of invalid UTF-8 count one each)
    std::vector<std::size_t> foreign; ///< positions of characters outside the alphabet, code points from 0
    bool longEnough() const { return length >= secretMinimum; }
    bool shortEnough() const { return length <= secretMaximum; }
    bool good() const { return longEnough() && shortEnough() && foreign.empty(); }
};
SecretCheck checkSecret(std::string_view text);

/// A text that meets the requirements; holding one is the proof.
class Secret {
public:
    /// InvalidSecret with one trace for each requirement not met (extra `requirement`: length, alphabet); wipes nothing
    /// of the caller's.
    static Result<Secret> make(std::string_view text, std::string_view id = {});
    /// `length` random characters, uniform over the alphabet, after `prefix`. Length 32..512 is the whole; the random
    /// part is never under 32 (InvalidSecret otherwise).
    static Result<Secret> generate(std::size_t length = secretMinimum, std::string_view prefix = {});
    std::string_view view() const { return m_bytes.view(); }
    SecretBytes take() && { return std::move(m_bytes); }
    Secret duplicate() const { return Secret(m_bytes.duplicate()); }

private:
    explicit Secret(SecretBytes bytes) : m_bytes(std::move(bytes)) {}
    SecretBytes m_bytes;
};

/// HMAC-SHA-256 of a secret under the key for secrets; what is stored and looked up.
using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view data);
std::string hexText(std::string_view bytes);
std::string hexText(const Digest& digest);
/// Text with a secret in it (so that it is never sent as a filter, a name or a reason): a run of at least 32 characters
/// of the alphabet with upper case, lower case and digits mixed that is no UUID, no route and not the start of a URL.
bool looksLikeSecret(std::string_view text);

} // namespace tokenhouse

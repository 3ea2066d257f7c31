#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/secret.h"

namespace tokenhouse::server {

/// The key file (0600, outside the store): one key, one derived key per purpose (HKDF-SHA-256). Thread-safe after load.
class KeyRing {
public:
    /// Makes `path` with a new random key; fails when it is there.
    static Result<void> create(const std::string& path);
    /// Refuses a file that others can read, or that is not ours, with a sentence that says what to do.
    static Result<std::unique_ptr<KeyRing>> load(const std::string& path);
    ~KeyRing();

    std::uint32_t currentKeyId() const;
    /// HMAC-SHA-256 under the key for secrets. Keeps a keyed context per thread; never the one-shot HMAC().
    Digest digest(std::string_view secret) const;
    /// HMAC under the key for page tokens and other texts that we hand out and take back.
    Digest sign(std::string_view text) const;
    /// Kept in the store's settings under "keyCheck"; a key that gives another value does not belong to the store.
    std::string checkValue() const;

private:
    KeyRing();
    struct Keys;
    std::unique_ptr<Keys> m_keys;
};

} // namespace tokenhouse::server

#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "server/auth/passwords.h"
#include "server/auth/sessions.h"
#include "server/auth/throttle.h"

namespace tokenhouse::server {

struct SignInAttempt {
    std::string user;
    std::string client;
    std::string address;
    std::string correlationId;
};

/// From a name and a password to a session. One answer for a wrong name and a wrong password, at one cost; guessing is
/// throttled, and each refusal is an event, repeats summed by the minute. Thread-safe, blocks.
class SignIn {
public:
    SignIn(Store& store, Sessions& sessions, Passwords& passwords);
    Result<Sessions::Started> attempt(const SignInAttempt& attempt, std::string_view password);
    /// One's own password, by the present one, which is judged and throttled like a sign-in. Ends all other sessions of
    /// the user. Refused (Rule, InvalidPassword, extra `member`) with what is wrong of which.
    Result<void> changePassword(const SessionView& session, const SignInAttempt& attempt, std::string_view present,
                                std::string_view next);
    /// Writes the sums whose minute is over, or all of them at the end. Called every few seconds.
    void flush(bool all = false);

private:
    struct Repeats {
        std::chrono::steady_clock::time_point since;
        std::int64_t count = 0;
        SignInAttempt last;
        std::string userId;
    };
    /// Whether it is the user's: throttled, and a wrong one is noted.
    Result<bool> judge(const SignInAttempt& attempt, const std::optional<StoredUser>& user, std::string_view password);
    void forgive(const SignInAttempt& attempt);
    enum class Refusal { Judged, Throttled };
    void refused(const SignInAttempt& attempt, const std::optional<StoredUser>& user, Refusal refusal);
    void write(const Repeats& repeats, std::int64_t attempts);

    Store& m_store;
    Sessions& m_sessions;
    Passwords& m_passwords;
    Throttle m_throttle;
    std::mutex m_mutex;
    std::map<std::pair<std::string, std::string>, Repeats> m_repeats; ///< by name (its key) and address
};

} // namespace tokenhouse::server

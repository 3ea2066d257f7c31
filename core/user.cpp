#include "core/user.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "core/token.h"

namespace tokenhouse {

namespace {

constexpr std::size_t passwordMinimum = 12;
constexpr std::size_t passwordMaximumBytes = 1024;

/// What people type when a rule asks for twelve characters; compared by key, without trailing digits and signs.
constexpr auto commonStems = std::to_array<std::string_view>({
    "password",
    "passwordpassword",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "administrator",
    "adminadmin",
    "adminadminadmin",
    "letmeinletmein",
    "welcomewelcome",
    "welcome",
    "changeme",
    "changemeplease",
    "qwertyuiop",
    "qwertyqwerty",
    "qwertyuiopasdf",
    "qwertyuiop[]",
    "asdfghjkl",
    "zxcvbnm",
    "iloveyou",
    "iloveyouiloveyou",
    "abcdefghijkl",
    "abcdefghijklmnop",
    "abcabcabcabc",
    "superman",
    "princess",
    "sunshine",
    "football",
    "baseball",
    "monkeymonkey",
    "tokenhouse",
    "tokenhousetokenhouse",
    "correcthorsebatterystaple",
    "secretsecret",
    "letmein",
    "qazwsxedcrfv",
});

bool isCommon(const std::string& key)
{
    // One character over and over, or a run such as 123456789012.
    const bool same = std::all_of(key.begin(), key.end(), [&](char c) { return c == key.front(); });
    bool run = true;
    for (std::size_t i = 1; i < key.size(); ++i) {
        const bool next =
            key[i] == key[i - 1] + 1 || (key[i - 1] == '9' && key[i] == '0') || (key[i - 1] == '0' && key[i] == '1');
        run = run && next;
    }
    auto stem = key;
    while (!stem.empty() && (stem.back() < 'a' || stem.back() > 'z') && static_cast<unsigned char>(stem.back()) < 0x80)
        stem.pop_back();
    const bool known = std::find(commonStems.begin(), commonStems.end(), stem) != commonStems.end()
                       || std::find(commonStems.begin(), commonStems.end(), key) != commonStems.end();
    return same || run || known;
}

} // namespace

Permissions User::permissions() const
{
    Permissions result;
    if (isDisabled)
        return result;
    for (const auto& groupName : groups) {
        if (const auto* group = builtInGroup(groupName))
            result.add(group->permissions);
    }
    return result;
}

std::vector<Trace> checkPassword(std::string_view password, std::string_view userName)
{
    std::vector<Trace> traces;
    const auto add = [&](std::string message) {
        traces.push_back({Reason::InvalidPassword, {}, std::move(message), {}});
    };
    if (!isValidUtf8(password) || password.size() > passwordMaximumBytes) {
        add("A password is valid UTF-8 of at most 1024 bytes.");
        return traces;
    }
    if (codePoints(password) < passwordMinimum)
        add("A password has at least 12 characters.");
    auto key = textKey(password);
    if (!key.empty() && isCommon(key))
        add("This password is among the common ones.");
    const auto user = textKey(userName);
    if (user.size() >= 4 && key.find(user) != std::string::npos && key.size() < user.size() + 8)
        add("A password must not be little more than the user's name.");
    if (!key.empty())
        std::fill(key.begin(), key.end(), '\0');
    return traces;
}

std::vector<Trace> checkUser(std::string_view name, const std::vector<std::string>& groups, std::string_view id)
{
    std::vector<Trace> traces;
    if (!isValidUtf8(name) || isBlank(name) || codePoints(name) > nameMaximum || displaySafe(name) != name)
        traces.push_back({Reason::InvalidName,
                          std::string(id),
                          "A user's name has 1 to 200 visible characters and no control or direction marks.",
                          {}});
    if (const auto key = textKey(name); key == "system" || key == "unknown")
        traces.push_back({Reason::InvalidName,
                          std::string(id),
                          "Events call the server itself \"system\" and nobody \"unknown\": a user has another name.",
                          {}});
    for (const auto& group : groups) {
        if (!builtInGroup(group))
            traces.push_back({Reason::InvalidGroup,
                              std::string(id),
                              "There is no group \"" + displaySafe(elided(group, 60))
                                  + "\"; there are Administrators, Operators, Auditors and Viewers.",
                              {}});
    }
    return traces;
}

} // namespace tokenhouse

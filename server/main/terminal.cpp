#include "server/main/terminal.h"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace tokenhouse::server {

namespace {

constexpr std::size_t lineMaximum = 4096;

/// Reads bytewise, so that nothing behind the line is taken, and no buffer keeps a copy.
Result<SecretBytes> readLine()
{
    SecretBytes line;
    while (line.size() < lineMaximum) {
        char c = 0;
        const auto count = ::read(STDIN_FILENO, &c, 1);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0 || c == '\n') {
            if (line.empty() && count <= 0)
                return fail(Fault::Malformed, "No password came on standard input.");
            if (line.view().ends_with('\r'))
                line.erase(line.size() - 1, 1);
            return line;
        }
        line.insert(line.size(), {&c, 1});
    }
    return fail(Fault::Malformed, "The password is too long.");
}

class NoEcho {
public:
    NoEcho() : m_changed(::tcgetattr(STDIN_FILENO, &m_before) == 0)
    {
        auto quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~NoEcho()
    {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;

private:
    termios m_before{};
    bool m_changed;
};

Result<SecretBytes> ask(const std::string& question)
{
    std::fputs(question.c_str(), stderr);
    const NoEcho quiet;
    auto line = readLine();
    std::fputs("\n", stderr);
    return line;
}

} // namespace

Result<SecretBytes> readPassword(const std::string& userName)
{
    if (::isatty(STDIN_FILENO) == 0)
        return readLine();
    auto first = ask("Password for " + userName + ": ");
    if (!first)
        return first;
    const auto second = ask("The same again: ");
    if (!second)
        return tl::unexpected(second.error());
    if (first->view() != second->view())
        return fail(Fault::Malformed, "The two passwords differ. Nothing was changed.");
    return first;
}

} // namespace tokenhouse::server

#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

namespace tokenhouse::tests {

struct CommandResult {
    int code = -1; ///< the exit code; 128 + signal when one ended it
    std::string out;
    std::string err;
};

/// Runs a program to its end with `input` on its standard input.
CommandResult runProgram(const std::string& program, const std::vector<std::string>& arguments,
                         const std::string& input = {});
/// The same of tokenhoused.
CommandResult runServerCommand(const std::vector<std::string>& arguments, const std::string& input = {});

/// A real tokenhoused that is ended with this object. Throws std::runtime_error with its standard error when it does
/// not become ready.
class ServerProcess {
public:
    /// `serve` on the directory, on free ports of 127.0.0.1 unless `more` names others.
    static ServerProcess serve(const std::string& directory, const std::vector<std::string>& more = {});
    /// `local` on the directory; the session token is 64 hex digits.
    static ServerProcess local(const std::string& directory, const std::string& sessionToken);
    ~ServerProcess(); ///< kill -9 if it still runs
    ServerProcess(ServerProcess&&) noexcept;
    ServerProcess& operator=(ServerProcess&&) noexcept;

    const std::string& api() const; ///< "http://127.0.0.1:40123"
    const std::string& endpoint() const;
    const std::string& fingerprint() const; ///< lower-case hex; local only
    pid_t pid() const;

    void signal(int number);
    void closeInput();    ///< the end of its standard input
    CommandResult wait(); ///< until it ended by itself
    CommandResult stop(); ///< SIGTERM and wait
    void kill();          ///< kill -9 and wait

private:
    friend CommandResult runProgram(const std::string&, const std::vector<std::string>&, const std::string&);
    struct Impl;
    static CommandResult run(const std::string& program, const std::vector<std::string>& arguments,
                             const std::string& input);
    explicit ServerProcess(std::unique_ptr<Impl> impl);
    static ServerProcess start(const std::vector<std::string>& arguments, const std::string& input);
    std::unique_ptr<Impl> m_impl;
};

} // namespace tokenhouse::tests

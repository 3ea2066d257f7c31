#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "core/json.h"
#include "core/result.h"

namespace tokenhouse::server {

/// DIR/control.sock: commands of this machine's owner reach the server that holds the directory. Mode 0600, and the
/// peer's user must be ours or root. One JSON object in a line, one in a line back; a password is a member of it and
/// goes nowhere else.
class ControlSocket {
public:
    /// Answers one command; runs on the socket's thread, one after the other.
    using Handler = std::function<json::object(const json::object& command)>;

    /// Fails with a sentence when the path is too long or cannot be bound. A socket left by a killed server is
    /// replaced. `patience`: for a peer to send its command, and again to take the answer.
    static Result<std::unique_ptr<ControlSocket>> open(const std::string& directory, Handler handler,
                                                       std::chrono::milliseconds patience = std::chrono::seconds(10));
    ~ControlSocket(); ///< waits for a command at work and for no peer; removes the socket

private:
    ControlSocket(int socket, std::string path, Handler handler, std::chrono::milliseconds patience);
    void serve();
    void answer(int peer) const;

    int m_socket;
    int m_wake[2] = {-1, -1};
    std::string m_path;
    Handler m_handler;
    std::chrono::milliseconds m_patience;
    std::thread m_thread;
};

/// Sends a command to the server that holds `directory`. Unavailable when there is none.
Result<json::object> sendControl(const std::string& directory, const json::object& command);

} // namespace tokenhouse::server

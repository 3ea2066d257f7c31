#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace tokenhouse::server {

/// A HOST:PORT to listen on; IPv6 hosts in brackets. Port 0 takes a free one.
struct ListenAddress {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    static Result<ListenAddress> parse(const std::string& text);
    bool isLoopback() const;
};

/// What a listener of either kind can be told; `[api]` and `[endpoint]` of the file.
struct ListenerConfiguration {
    ListenAddress listen;
    bool orAnyPort = false;  ///< when that port is in use; for the local workspace
    std::string certificate; ///< path of a PEM chain; empty = plain HTTP
    std::string key;
    bool allowPlainHttp = false;
    std::vector<std::string> trustedProxies; ///< CIDR
    std::vector<std::string> hosts;          ///< names beside the listening address that a Host header may have
    std::size_t maxConnections = 1000;
    std::size_t maxConnectionsPerAddress = 0; ///< 0 = no cap of its own
    std::chrono::seconds headerTimeout{10};
    std::chrono::seconds bodyTimeout{30};
    std::chrono::seconds idleTimeout{60};
};

/// The whole configuration, with its defaults; contract.md, tokenhoused.
struct Configuration {
    ListenerConfiguration api;
    ListenerConfiguration endpoint;
    std::string endpointPublicUrl; ///< what Copy URL and curl use; empty = the listening address
    std::string storeUrl = "sqlite:";
    std::string scriptsDirectory;    ///< empty = DIR/scripts
    std::size_t scriptsParallel = 0; ///< 0 = max(4, processors)
    std::size_t scriptsQueue = 1000;
    std::chrono::seconds scriptTimeout{90};
    std::size_t scriptMemoryMb = 256;
    std::string logDirectory;      ///< empty = DIR/logs
    std::string logLevel = "info"; ///< debug info warning error
    std::size_t logMegabytes = 5;
    std::size_t logFiles = 3;
    std::chrono::seconds sessionIdle{30 * 60};
    std::chrono::seconds sessionLongest{12 * 3600};
    bool ownerRequired = false;

    Configuration();
};

/// Reads a TOML file over the defaults. Malformed with the line of a fault; an unknown key names the nearest known one.
Result<Configuration> readConfiguration(const std::string& path);
/// The same of a text; for tests and for readConfiguration.
Result<Configuration> parseConfiguration(const std::string& text, const std::string& name);
/// What does not fit together: plain HTTP beyond loopback without permission, a certificate without its key.
Result<void> checkConfiguration(const Configuration& configuration);

} // namespace tokenhouse::server

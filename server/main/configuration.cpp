#include "server/main/configuration.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <sstream>

#include <toml++/toml.h>

#include "core/cidr.h"
#include "core/text.h"

namespace tokenhouse::server {

namespace {

using Taker = std::function<std::string(const toml::node&)>; ///< what was expected, empty when it was taken

Taker text(std::string& target)
{
    return [&target](const toml::node& node) -> std::string {
        const auto value = node.value_exact<std::string>();
        if (!value)
            return "a text";
        target = *value;
        return {};
    };
}

Taker boolean(bool& target)
{
    return [&target](const toml::node& node) -> std::string {
        const auto value = node.value_exact<bool>();
        if (!value)
            return "true or false";
        target = *value;
        return {};
    };
}

template <class Number>
Taker number(Number& target, std::int64_t least, std::int64_t most)
{
    return [&target, least, most](const toml::node& node) -> std::string {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < least || *value > most)
            return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
        target = Number{static_cast<Number>(*value)};
        return {};
    };
}

Taker seconds(std::chrono::seconds& target, std::int64_t most)
{
    return [&target, most](const toml::node& node) -> std::string {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < 1 || *value > most)
            return "seconds from 1 to " + std::to_string(most);
        target = std::chrono::seconds{*value};
        return {};
    };
}

Taker texts(std::vector<std::string>& target, bool addresses)
{
    return [&target, addresses](const toml::node& node) -> std::string {
        const auto* array = node.as_array();
        std::string expected = addresses ? "an array of addresses or blocks" : "an array of texts";
        if (!array)
            return expected;
        target.clear();
        for (const auto& item : *array) {
            const auto value = item.value_exact<std::string>();
            if (!value || (addresses && !Cidr::parse(*value)))
                return expected;
            target.push_back(*value);
        }
        return {};
    };
}

Taker listen(ListenAddress& target)
{
    return [&target](const toml::node& node) -> std::string {
        const auto value = node.value_exact<std::string>();
        auto address = value ? ListenAddress::parse(*value) : fail(Fault::Malformed, {});
        if (!address)
            return "HOST:PORT";
        target = *address;
        return {};
    };
}

/// What people copy and call: a scheme, a host, perhaps a port and a path, and nothing that would change its meaning.
Taker webAddress(std::string& target)
{
    return [&target](const toml::node& node) -> std::string {
        auto value = node.value_exact<std::string>().value_or("");
        while (value.ends_with('/'))
            value.pop_back();
        const auto scheme = value.starts_with("https://") ? 8u : value.starts_with("http://") ? 7u : 0u;
        const auto isPlain = std::ranges::all_of(value, [](char c) {
            return c > 0x20 && c < 0x7F && std::string_view("\"'<>?#@\\^`{|}").find(c) == std::string_view::npos;
        });
        if (scheme == 0 || value.size() == scheme || value[scheme] == '/' || value[scheme] == ':' || !isPlain)
            return "an address such as https://tokens.example:5002, without user, query and fragment";
        target = std::move(value);
        return {};
    };
}

Taker oneOf(std::string& target, std::vector<std::string> words)
{
    return [&target, words = std::move(words)](const toml::node& node) -> std::string {
        const auto value = node.value_exact<std::string>();
        if (value && std::find(words.begin(), words.end(), *value) != words.end()) {
            target = *value;
            return {};
        }
        std::string expected = "one of";
        for (const auto& word : words)
            expected += " " + word;
        return expected;
    };
}

using Section = std::map<std::string, Taker, std::less<>>;
using Sections = std::map<std::string, Section, std::less<>>;

Section listenerSection(ListenerConfiguration& target)
{
    return {
        {"listen", listen(target.listen)},
        {"certificate", text(target.certificate)},
        {"key", text(target.key)},
        {"allow_plain_http", boolean(target.allowPlainHttp)},
        {"trusted_proxies", texts(target.trustedProxies, true)},
        {"hosts", texts(target.hosts, false)},
        {"max_connections", number(target.maxConnections, 1, 1'000'000)},
        {"max_connections_per_address", number(target.maxConnectionsPerAddress, 0, 1'000'000)},
        {"header_timeout", seconds(target.headerTimeout, 3600)},
        {"body_timeout", seconds(target.bodyTimeout, 3600)},
        {"idle_timeout", seconds(target.idleTimeout, 86'400)},
    };
}

Sections sectionsOf(Configuration& target)
{
    Sections sections;
    sections["api"] = listenerSection(target.api);
    sections["endpoint"] = listenerSection(target.endpoint);
    sections["endpoint"]["public_url"] = webAddress(target.endpointPublicUrl);
    sections["store"] = {{"url", text(target.storeUrl)}};
    sections["actions"] = {
        {"directory", text(target.scriptsDirectory)},
        {"parallel", number(target.scriptsParallel, 0, 10'000)},
        {"queue", number(target.scriptsQueue, 0, 1'000'000)},
        {"timeout", seconds(target.scriptTimeout, 86'400)},
        {"memory_mb", number(target.scriptMemoryMb, 64, 65'536)},
    };
    sections["log"] = {
        {"directory", text(target.logDirectory)},
        {"level", oneOf(target.logLevel, {"debug", "info", "warning", "error"})},
        {"megabytes", number(target.logMegabytes, 1, 10'000)},
        {"files", number(target.logFiles, 1, 1000)},
    };
    sections["security"] = {
        {"session_idle", seconds(target.sessionIdle, 86'400)},
        {"session_longest", seconds(target.sessionLongest, 30 * 86'400)},
        {"owner_required", boolean(target.ownerRequired)},
    };
    return sections;
}

template <class Map>
std::string nearest(const Map& known, std::string_view name)
{
    std::string best;
    std::size_t distance = std::numeric_limits<std::size_t>::max();
    for (const auto& [key, value] : known) {
        if (const auto d = editDistance(key, name); d < distance) {
            distance = d;
            best = key;
        }
    }
    return best;
}

tl::unexpected<Failure> fault(const std::string& name, const toml::node& node, const std::string& what)
{
    return fail(Fault::Malformed, name + ", line " + std::to_string(node.source().begin.line) + ": " + what);
}

} // namespace

Configuration::Configuration()
{
    api.listen.port = 5003;
    endpoint.listen.port = 5002;
    endpoint.maxConnections = 100;
}

Result<ListenAddress> ListenAddress::parse(const std::string& text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0)
        return fail(Fault::Malformed, "An address to listen on is HOST:PORT.");
    ListenAddress address;
    address.host = text.substr(0, colon);
    if (address.host.front() == '[' && address.host.back() == ']')
        address.host = address.host.substr(1, address.host.size() - 2);
    else if (address.host.find(':') != std::string::npos)
        return fail(Fault::Malformed, "An IPv6 address to listen on stands in brackets: [::1]:5003.");
    const auto digits = std::string_view(text).substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (error != std::errc() || end != digits.data() + digits.size() || address.host.empty())
        return fail(Fault::Malformed, "An address to listen on is HOST:PORT with a port from 0 to 65535.");
    return address;
}

bool ListenAddress::isLoopback() const
{
    if (host == "localhost")
        return true;
    const auto bytes = parseAddress(host);
    if (!bytes)
        return false;
    static const auto v4 = *Cidr::parse("127.0.0.0/8");
    static const auto v6 = *Cidr::parse("::1");
    return v4.contains(*bytes) || v6.contains(*bytes);
}

Result<Configuration> parseConfiguration(const std::string& source, const std::string& name)
{
    Configuration configuration;
    const auto sections = sectionsOf(configuration);
    toml::table table;
    try {
        table = toml::parse(source, name);
    } catch (const toml::parse_error& error) {
        return fail(Fault::Malformed, name + ", line " + std::to_string(error.source().begin.line) + ": "
                                          + std::string(error.description()));
    }
    for (const auto& [key, node] : table) {
        const auto section = sections.find(key.str());
        if (section == sections.end())
            return fault(name, node,
                         "there is no section [" + displaySafe(key.str()) + "]. Did you mean ["
                             + nearest(sections, key.str()) + "]?");
        const auto* inner = node.as_table();
        if (!inner)
            return fault(name, node, "[" + section->first + "] is a section.");
        for (const auto& [member, value] : *inner) {
            const auto taker = section->second.find(member.str());
            if (taker == section->second.end())
                return fault(name, value,
                             "[" + section->first + "] has no \"" + displaySafe(member.str()) + "\". Did you mean \""
                                 + nearest(section->second, member.str()) + "\"?");
            if (const auto expected = taker->second(value); !expected.empty())
                return fault(name, value, section->first + "." + taker->first + " is " + expected + ".");
        }
    }
    return configuration;
}

Result<Configuration> readConfiguration(const std::string& path)
{
    const std::ifstream file(path, std::ios::binary);
    if (!file)
        return fail(Fault::Malformed, "The configuration " + path + " cannot be read.");
    std::ostringstream content;
    content << file.rdbuf();
    return parseConfiguration(content.str(), path);
}

Result<void> checkConfiguration(const Configuration& configuration)
{
    for (const auto& [section, listener] :
         {std::pair<std::string, const ListenerConfiguration&>("api", configuration.api),
          std::pair<std::string, const ListenerConfiguration&>("endpoint", configuration.endpoint)}) {
        if (listener.certificate.empty() != listener.key.empty())
            return fail(Fault::Malformed, "[" + section + "] needs certificate and key together.");
        if (listener.certificate.empty() && !listener.listen.isLoopback() && !listener.allowPlainHttp)
            return fail(
                Fault::Malformed,
                "[" + section + "] would serve plain HTTP on " + listener.listen.host
                    + ", where others can listen in. Give it certificate and key, or set allow_plain_http = true.");
    }
    return {};
}

} // namespace tokenhouse::server

#include "server/main/command_support.h"

#include <cstdio>

namespace tokenhouse::server {

Result<Configuration> configurationOf(const CommandOptions& options)
{
    Configuration configuration;
    if (!options.config.empty()) {
        auto read = readConfiguration(options.config);
        if (!read)
            return read;
        configuration = std::move(*read);
        for (const auto* listener : {&configuration.api, &configuration.endpoint}) {
            if (!listener->trustedProxies.empty())
                return fail(Fault::Malformed, options.config
                                                  + ": this version does not take addresses from proxies. "
                                                    "Leave trusted_proxies empty.");
        }
    }
    if (!options.store.empty())
        configuration.storeUrl = options.store;
    return configuration;
}

int refused(const Failure& failure)
{
    if (failure.traces.empty())
        std::fprintf(stderr, "%s\n", failure.detail.c_str());
    for (const auto& trace : failure.traces)
        std::fprintf(stderr, "%s\n", trace.message.c_str());
    return 1;
}

int wrongUsage(const Failure& failure)
{
    refused(failure);
    return 2;
}

} // namespace tokenhouse::server

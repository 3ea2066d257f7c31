#pragma once

#include <functional>
#include <optional>

#include "core/secret.h"

namespace tokenhouse {

/// The system's clipboard as far as a secret needs it. The window implements it over QClipboard with each platform's
/// do-not-keep hints (X11: x-kde-passwordManagerHint = secret); never the primary selection. GUI thread.
class ClipboardPort {
public:
    enum class Holding {
        Ours,    ///< exactly this text
        Foreign, ///< something else
        Unknown, ///< it cannot be read now (an unfocused Wayland window)
    };

    virtual ~ClipboardPort() = default;
    /// Puts the secret there. False when the platform refused.
    virtual bool put(const SecretBytes& secret) = 0;
    /// Reads back and compares, wiping what it read.
    virtual Holding holds(const SecretBytes& secret) const = 0;
    /// Empties the clipboard. False when the platform refused.
    virtual bool clear() = 0;
    /// Called whenever the clipboard's content changes, by anyone.
    virtual void onChanged(std::function<void()> callback) = 0;
};

} // namespace tokenhouse

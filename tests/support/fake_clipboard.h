#pragma once

#include <functional>
#include <string>

#include "models/clipboard_port.h"

namespace tokenhouse {

/// A clipboard that does what the test says.
class FakeClipboard : public ClipboardPort {
public:
    bool put(const SecretBytes& secret) override
    {
        if (!takes) {
            return false;
        }
        content = std::string(secret.view());
        changed();
        return true;
    }
    Holding holds(const SecretBytes& secret) const override
    {
        return !readable ? Holding::Unknown : content == secret.view() ? Holding::Ours : Holding::Foreign;
    }
    bool clear() override
    {
        if (!clearable) {
            return false;
        }
        content.clear();
        changed();
        return true;
    }
    void onChanged(std::function<void()> callback) override { m_changed = std::move(callback); }
    void changed() const
    {
        if (m_changed) {
            m_changed();
        }
    }

    std::string content;
    bool takes = true;
    bool readable = true;
    bool clearable = true;

private:
    std::function<void()> m_changed;
};

} // namespace tokenhouse

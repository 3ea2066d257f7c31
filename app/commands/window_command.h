#pragma once

#include <functional>

#include "app/command.h"

namespace tokenhouse {

/// A verb of the window itself ("Details", "Refresh"): what it does is handed in.
class WindowCommand : public Command {
    Q_OBJECT

public:
    WindowCommand(Needs needs, const Face& face, std::function<void()> act, QObject* parent)
        : Command(std::move(needs), face, parent), m_act(std::move(act))
    {}

protected:
    void run() override { m_act(); }

private:
    std::function<void()> m_act;
};

} // namespace tokenhouse

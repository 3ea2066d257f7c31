#pragma once

#include "app/command.h"
#include "app/commands/command_context.h"

namespace tokenhouse {

/// *Copy URL* of one API: where it is called.
class CopyApiUrl : public Command {
    Q_OBJECT

public:
    CopyApiUrl(CommandContext& context, QObject* parent);

protected:
    void run() override;

private:
    CommandContext& m_context;
};

} // namespace tokenhouse

#pragma once

#include "app/command.h"
#include "app/commands/command_context.h"

namespace tokenhouse {

/// *Disable* of APIs: asks for the reason.
class DisableApis : public Command {
    Q_OBJECT

public:
    DisableApis(CommandContext& context, QObject* parent);

protected:
    void run() override;

private:
    CommandContext& m_context;
};

/// *Enable* of APIs.
class EnableApis : public Command {
    Q_OBJECT

public:
    EnableApis(CommandContext& context, QObject* parent);

protected:
    void run() override;

private:
    CommandContext& m_context;
};

/// *Delete* of APIs: asks once.
class DeleteApis : public Command {
    Q_OBJECT

public:
    DeleteApis(CommandContext& context, QObject* parent);

protected:
    void run() override;

private:
    CommandContext& m_context;
};

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

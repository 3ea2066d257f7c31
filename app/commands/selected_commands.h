#pragma once

#include "app/commands/batch_command.h"

namespace tokenhouse {

/// *Disable*: asks for the reason.
class DisableSelected : public BatchCommand {
    Q_OBJECT

public:
    DisableSelected(CommandContext& context, ObjectKind kind, QObject* parent);

protected:
    void ask(const Chosen& chosen) override;
};

/// *Enable*: what was seen needs no words, for whoever undoes it disables again; more than that is asked for.
class EnableSelected : public BatchCommand {
    Q_OBJECT

public:
    EnableSelected(CommandContext& context, ObjectKind kind, QObject* parent);

protected:
    void ask(const Chosen& chosen) override;
};

/// *Delete*: asks once.
class DeleteSelected : public BatchCommand {
    Q_OBJECT

public:
    DeleteSelected(CommandContext& context, ObjectKind kind, QObject* parent);

protected:
    void ask(const Chosen& chosen) override;
    /// It was confirmed.
    virtual void remove(const Chosen& chosen) { send(chosen); }
};

} // namespace tokenhouse

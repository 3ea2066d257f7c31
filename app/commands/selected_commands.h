#pragma once

#include <memory>

#include "app/commands/batch_command.h"
#include "models/allowed_picker.h"

namespace tokenhouse {

/// *Disable*: asks for the reason.
class DisableSelected : public BatchCommand {
    Q_OBJECT

public:
    DisableSelected(CommandContext& context, ObjectKind kind, QObject* parent);

protected:
    BulkDialog* makeDialog(const Chosen& chosen) override;
    std::optional<BatchOrder> order() const override;
};

/// *Enable*: what was seen needs no words, for whoever undoes it disables again; more than that is asked for.
class EnableSelected : public BatchCommand {
    Q_OBJECT

public:
    EnableSelected(CommandContext& context, ObjectKind kind, QObject* parent);

protected:
    BulkDialog* makeDialog(const Chosen& chosen) override;
};

/// *Delete*: asks once.
class DeleteSelected : public BatchCommand {
    Q_OBJECT

public:
    DeleteSelected(CommandContext& context, ObjectKind kind, QObject* parent);

protected:
    BulkDialog* makeDialog(const Chosen& chosen) override;
};

/// *Add to APIs* and *Remove from APIs* of tokens.
class AllowSelected : public BatchCommand {
    Q_OBJECT

public:
    /// `action`: Allow or Disallow.
    AllowSelected(CommandContext& context, BatchAction action, QObject* parent);

protected:
    BulkDialog* makeDialog(const Chosen& chosen) override;
    std::optional<BatchOrder> order() const override;

private:
    std::unique_ptr<AllowedPicker> m_apis;
};

/// *Set expiry* of tokens.
class SetExpiryOfSelected : public BatchCommand {
    Q_OBJECT

public:
    SetExpiryOfSelected(CommandContext& context, QObject* parent);

protected:
    BulkDialog* makeDialog(const Chosen& chosen) override;
    std::optional<BatchOrder> order() const override;
};

/// *Set rate limit* of tokens.
class SetLimitOfSelected : public BatchCommand {
    Q_OBJECT

public:
    SetLimitOfSelected(CommandContext& context, QObject* parent);

protected:
    BulkDialog* makeDialog(const Chosen& chosen) override;
    std::optional<BatchOrder> order() const override;
};

} // namespace tokenhouse

#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <QPointer>

#include "app/command.h"
#include "app/commands/command_context.h"
#include "models/allowed_picker.h"

namespace tokenhouse {

class MergeDialog;
class TokenDialog;
class RotateDialog;

/// *Edit* of one token: what differs is sent under the revision it was read at; what someone else changed meanwhile
/// stays, and is told.
class EditToken : public Command {
    Q_OBJECT

public:
    EditToken(CommandContext& context, QObject* parent);

protected:
    void run() override;

private:
    void edit(const Token& token, const std::optional<std::vector<Definition>>& apis);
    void submit();
    void save(const TokenDraft& draft, const TokenDraft& typed);
    void mergeWith(const Token& current, const TokenDraft& typed);
    void offerUndo(const Token& before, const Token& after);
    void link();

    CommandContext& m_context;
    QPointer<TokenDialog> m_dialog;
    Token m_before;
    TokenDraft m_read;     ///< as it was read
    TokenDraft m_original; ///< the same as the dialog shows it
    QPointer<MergeDialog> m_merge;
    Token m_theirs; ///< what somebody else saved meanwhile
    std::unique_ptr<AllowedPicker> m_apis;
    std::set<Uuid> m_allowed; ///< the APIs that list it, as far as known: read first, then what was changed
};

/// *Rotate secret* of one token, and the hand-over of the new one.
class RotateSecret : public Command {
    Q_OBJECT

public:
    RotateSecret(CommandContext& context, QObject* parent);

protected:
    void run() override;

private:
    struct Rotation;
    void submit();

    CommandContext& m_context;
    QPointer<RotateDialog> m_dialog;
    std::shared_ptr<Rotation> m_unanswered;
    Token m_token;
};

} // namespace tokenhouse

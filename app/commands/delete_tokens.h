#pragma once

#include "app/commands/selected_commands.h"

namespace tokenhouse {

/// *Delete* of tokens: one that APIs list is not deleted but shown with them and two ways on.
class DeleteTokens : public DeleteSelected {
    Q_OBJECT

public:
    DeleteTokens(CommandContext& context, QObject* parent);

protected:
    void remove(const Chosen& chosen) override;

private:
    void deleteOne(const Token& token);
    void showInUse(const Token& token, const std::vector<Uuid>& definitions);
};

/// Takes a token out of every API that lists it, one after the other, then deletes it. Safe to stop after any step;
/// reports the first refusal and what was done until then. Deletes itself.
class RemoveAndDelete : public QObject {
    Q_OBJECT

public:
    RemoveAndDelete(Session& session, Token token, std::vector<Uuid> definitions, QObject* parent);
    void begin() { next(); }

Q_SIGNALS:
    void done();
    void failed(const tokenhouse::Failure& failure);

private:
    void next();
    void stop(const Failure& failure);

    Session& m_session;
    Token m_token;
    std::vector<Uuid> m_definitions;
};

} // namespace tokenhouse

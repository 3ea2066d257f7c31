#pragma once

#include "app/commands/selected_commands.h"

namespace tokenhouse {

/// *Delete* of tokens: one that APIs list is not deleted but shown with them and two ways on.
class DeleteTokens : public DeleteSelected {
    Q_OBJECT

public:
    DeleteTokens(CommandContext& context, QObject* parent);

protected:
    void run() override;

private:
    void look(const Uuid& id);
    void showInUse(const Token& token, const std::vector<Uuid>& definitions);

    QPointer<QObject> m_looking; ///< whether it can be deleted
};

} // namespace tokenhouse

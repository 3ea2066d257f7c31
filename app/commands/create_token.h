#pragma once

#include <memory>

#include <QPointer>
#include <QTimer>

#include "app/command.h"
#include "app/commands/command_context.h"
#include "models/allowed_picker.h"

namespace tokenhouse {

class TokenDialog;

/// *New token*: the dialog, the creation with a secret made on this side, and its hand-over.
class CreateToken : public Command {
    Q_OBJECT

public:
    CreateToken(CommandContext& context, QObject* parent);
    /// Over another dialog, whose list the new token is for.
    void open(QWidget* parent);

Q_SIGNALS:
    void created(const tokenhouse::Token& token);

protected:
    void run() override;

private:
    struct Creation;
    void submit();
    std::shared_ptr<Creation> creation();
    void lookUpName();

    CommandContext& m_context;
    std::unique_ptr<AllowedPicker> m_apis;
    QPointer<TokenDialog> m_dialog;
    std::shared_ptr<Creation> m_unanswered; ///< sent, but no answer came: the same is sent again
    QTimer m_namePause;
    QString m_name;
};

} // namespace tokenhouse

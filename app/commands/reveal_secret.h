#pragma once

#include <QObject>
#include <QPointer>

#include "app/commands/command_context.h"
#include "core/secret.h"

namespace tokenhouse {

class SecretDialog;

/// The hand-over of one new secret: shows it once, and tells the server that it was stored or is to be discarded.
/// Deletes itself when the dialog is through. Source: experience.md, The one-time secret.
class RevealSecret : public QObject {
    Q_OBJECT

public:
    enum class Origin { Creation, Rotation, RotationAtOnce };

    RevealSecret(CommandContext& context, Token token, SecretBytes secret, Origin origin, const QString& allowedApis);

private:
    void save();
    void confirm(bool stored);
    template <class Job>
    void tell();
    void finished(const Result<Token>& answer, bool stored);

    CommandContext& m_context;
    Token m_token;
    QPointer<SecretDialog> m_dialog;
    bool m_retried = false;
};

/// Writes a secret to a new file that only its owner can read (0600); an existing file is replaced as a whole.
Result<void> writeSecretFile(const QString& path, const SecretBytes& secret);

} // namespace tokenhouse

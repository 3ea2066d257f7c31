#pragma once

#include <chrono>

#include <QObject>
#include <QPointer>

#include "app/commands/command_context.h"
#include "core/secret.h"

namespace tokenhouse {

class SecretDialog;

/// How long a secret that was made here can be confirmed; then it lapses.
inline constexpr std::chrono::minutes claimTime{15};

/// The hand-over of one new secret: shows it once, and tells the server that it was stored or is to be discarded.
/// Deletes itself when the dialog is through. Source: experience.md, The one-time secret.
class RevealSecret : public QObject {
    Q_OBJECT

public:
    /// RotationOfUnconfirmed: the secret before it was not confirmed either, and has ended.
    enum class Origin { Creation, Rotation, RotationOfUnconfirmed, RotationAtOnce };

    /// `over` is the window or the dialog that the token was made for.
    RevealSecret(CommandContext& context, Token token, SecretBytes secret, Origin origin, const QString& allowedApis,
                 QWidget* over);

private:
    bool canFallBack() const;
    void save();
    void saved(const QString& path, const Result<void>& written);
    void confirm(bool stored);
    template <class Job>
    void tell(bool stored);
    void finished(const Result<Token>& answer, bool stored);
    void follow(const LiveEvent& event);
    void look(bool rotated);
    bool wasConfirmed() const;
    void end(const QString& why);
    void sayWhatDiscardingDoes();

    CommandContext& m_context;
    Token m_token; ///< as it was last heard of
    Origin m_origin;
    QPointer<SecretDialog> m_dialog;
    QString m_lastKind;     ///< of the last event that began or ended a hand-over, where one was heard
    bool m_isAsked = false; ///< confirmed or discarded, and the answer is on its way
    bool m_isOver = false;  ///< nothing is left to confirm or to discard
};

/// Writes a secret to a new file that only its owner can read (0600), down to the disk; an existing file is replaced as
/// a whole, or left as it was.
Result<void> writeSecretFile(const QString& path, const SecretBytes& secret);

} // namespace tokenhouse

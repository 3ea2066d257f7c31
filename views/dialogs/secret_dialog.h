#pragma once

#include "core/secret.h"
#include "views/dialogs/house_dialog.h"

class QGridLayout;

namespace tokenhouse {

class SecretClipboardState;
class SecretField;

/// *New secret*: the only time that a secret can be seen, in a window of its own. It cannot be closed by Esc, the
/// window's X or a click beside; only who asked for it closes it, with finish(), after "I have stored it" (possible
/// once the secret was copied, shown or saved) or "Discard and revoke" was done. Source: experience.md,
/// The one-time secret.
class SecretDialog : public HouseDialog {
    Q_OBJECT

public:
    /// The clipboard's state must outlive the dialog.
    SecretDialog(const QString& tokenName, SecretBytes secret, SecretClipboardState& clipboard,
                 QWidget* parent = nullptr);

    /// What stands under the field; an empty value leaves its line out.
    void setFacts(const QString& allowedApis, const QString& previousSecret, const QString& ifYouLeave);
    /// What discarding does to the token, as one sentence.
    void setDiscarding(const QString& consequence);
    const SecretBytes& secret() const;
    SecretField* field() const { return m_field; }

    void setSaved(const QString& path);
    void setSaveFailed(const QString& why);
    /// The token is there no more unclaimed: it lapsed, or someone discarded it. Only closing is left.
    void setLapsed(const QString& why);
    void showFailure(const Failure& failure) override;
    /// The server cannot be told now, perhaps never: one may go without.
    void allowLeaving();
    /// Wipes the secret and closes.
    void finish();

Q_SIGNALS:
    void secretCopyWanted(); ///< put secret() on the clipboard by the state handed in
    void clearWanted();      ///< clear the clipboard now
    void saveWanted();       ///< ask for a file, write secret() there with mode 0600, then setSaved()
    void storedConfirmed();  ///< tell the server, then finish(); at once when it has lapsed
    void discardWanted();    ///< tell the server, then finish()
    void leaveWanted();      ///< finish() without telling

public Q_SLOTS:
    void reject() override; ///< Esc and the window's X: says what closes it

private:
    void followClipboard();
    void followShown();
    void noteSafe();
    void addFact(const QString& label, const QString& value);

    SecretClipboardState& m_clipboard;
    SecretField* m_field;
    Button* m_show;
    Button* m_copy;
    Button* m_discard;
    Button* m_leave;
    Button* m_save;
    Button* m_stored;
    Banner* m_copied;
    Banner* m_savedLine;
    QLabel* m_hint;
    QGridLayout* m_facts;
    bool m_wasSeen = false;
    bool m_focusWentOn = false;
    bool m_isLapsed = false;
};

} // namespace tokenhouse

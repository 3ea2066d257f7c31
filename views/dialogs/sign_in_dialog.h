#pragma once

#include "core/secret.h"
#include "views/dialogs/house_dialog.h"

class QCheckBox;
class QLineEdit;

namespace tokenhouse {

class SecretEdit;

/// *Sign in*: who, with which password. The password never is a QString, and is kept only when asked to.
class SignInDialog : public HouseDialog {
    Q_OBJECT

public:
    explicit SignInDialog(const QString& server, QWidget* parent = nullptr);
    void setUser(const QString& user);
    QString user() const;
    const SecretBytes& password() const;
    /// From the keychain, where it was put on the user's wish; ticks "keep".
    void setPassword(SecretBytes password);
    bool keepsPassword() const;
    /// No keychain here: the box is off and says why.
    void setKeychainMissing(const QString& why);
    /// A refused sign-in: says what to do, and waits for another password.
    void showFailure(const Failure& failure) override;
    /// The server could not be asked; what was typed stays.
    void explain(const Failure& failure);

Q_SIGNALS:
    void submitted();

private:
    void judge();
    QLineEdit* m_user;
    SecretEdit* m_password;
    QCheckBox* m_keep;
};

} // namespace tokenhouse

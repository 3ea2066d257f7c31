#include "views/dialogs/sign_in_dialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>

#include "models/failure_text.h"
#include "models/text.h"
#include "views/widgets/secret_edit.h"

namespace tokenhouse {

SignInDialog::SignInDialog(const QString& server, QWidget* parent) : HouseDialog(tr("Sign in"), 440, parent)
{
    setSentence(tr("To %1").arg(server));
    m_user = new QLineEdit(this);
    m_user->setAccessibleName(tr("User"));
    addField(tr("User"), m_user);
    m_password = new SecretEdit(tr("Password"), this);
    m_password->setCounts(false);
    addField(tr("Password"), m_password);
    m_keep = new QCheckBox(tr("Keep the password in the system's keychain"), this);
    body()->addWidget(m_keep);
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Sign in")));
    connect(mainButton(), &Button::chosen, this, &SignInDialog::submitted);
    connect(m_user, &QLineEdit::textChanged, this, &SignInDialog::judge);
    connect(m_password, &SecretEdit::edited, this, &SignInDialog::judge);
    m_user->setFocus();
    judge();
}

void SignInDialog::setUser(const QString& user)
{
    m_user->setText(user);
    if (!user.isEmpty())
        m_password->field()->setFocus(Qt::OtherFocusReason);
}

QString SignInDialog::user() const
{
    return m_user->text().trimmed();
}
const SecretBytes& SignInDialog::password() const
{
    return m_password->field()->secret();
}

void SignInDialog::setPassword(SecretBytes password)
{
    m_password->field()->setSecret(std::move(password));
    m_keep->setChecked(true);
    judge();
}
bool SignInDialog::keepsPassword() const
{
    return m_keep->isChecked();
}

void SignInDialog::setKeychainMissing(const QString& why)
{
    m_keep->setChecked(false);
    m_keep->setEnabled(false);
    m_keep->setToolTip(tipText(why));
    m_keep->setAccessibleDescription(why);
}

void SignInDialog::judge()
{
    setMainReason(user().isEmpty()                        ? tr("the user is still missing")
                  : m_password->field()->secret().empty() ? tr("the password is still missing")
                                                          : QString());
}

void SignInDialog::showFailure(const Failure& failure)
{
    HouseDialog::showFailure(failure);
    explain(failure);
    m_password->field()->clear();
    m_password->field()->setFocus(Qt::OtherFocusReason);
}

void SignInDialog::explain(const Failure& failure)
{
    QString next;
    const auto* after = failure.extra.if_contains("retryAfter");
    if (after && after->is_int64())
        next = tr("Try again in %1 s.").arg(QLocale().toString(static_cast<qlonglong>(after->get_int64())));
    else if (failure.fault == Fault::NoSession)
        next = tr("Type it again.");
    else if (failure.fault == Fault::Unreachable)
        next = tr("Check the address and your network, then sign in again, or ask the person who runs the server.");
    else
        next = failureText(failure).next;
    setNotice(Banner::Kind::Refused, failureText(failure).what, next);
}

} // namespace tokenhouse

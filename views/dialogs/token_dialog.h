#pragma once

#include <vector>

#include "core/token.h"
#include "models/time_text.h"
#include "views/dialogs/house_dialog.h"

class QLineEdit;
class QPlainTextEdit;

namespace tokenhouse {

class AllowedPicker;
class ExpiryField;
class MultiPicker;
class RateLimitField;
class SecretChoice;

/// *New token*, or the same for one that exists (without its secret). Emits submitted() when the main button may be
/// pressed and is; the caller reads the draft, and closes the dialog or calls showFailure().
class TokenDialog : public HouseDialog {
    Q_OBJECT

public:
    /// `apis` picks the APIs that the token may call; null leaves that part out. It must outlive the dialog.
    TokenDialog(const TimeText& times, AllowedPicker* apis, QWidget* parent = nullptr);
    /// Editing: names the dialog *Edit token*, fills it, leaves the secret out.
    void setToken(const Token& token);
    bool isEditing() const { return m_isEditing; }

    TokenDraft draft() const;
    bool generatesSecret() const;
    SecretBytes secret() const; ///< the user's own; empty when one is to be generated
    std::vector<Uuid> definitions() const;
    MultiPicker* apiPicker() const { return m_apis; }
    SecretChoice* secretChoice() const { return m_secret; }

    /// "There is another one of this name, made by p.okafor on 4 Mar 2025. That is allowed."; empty = none.
    void setNameHint(const QString& hint);
    void showFailure(const Failure& failure) override;
    /// Not while a new one is made: the answer brings the only sight of its secret.
    void reject() override;

protected:
    QStringList typed() const override;

Q_SIGNALS:
    void nameEdited(const QString& name);
    void submitted();

private:
    void judge();
    void toggleMore(bool shown);

    bool m_isEditing = false;
    bool m_wasDisabled = false;
    AllowedPicker* m_picker;
    QLineEdit* m_name;
    QLabel* m_nameHint;
    QString m_nameRemark;
    ExpiryField* m_expires;
    RateLimitField* m_limit;
    MultiPicker* m_apis = nullptr;
    QWidget* m_secretPart;
    SecretChoice* m_secret;
    Button* m_moreLink;
    QWidget* m_more;
    QLineEdit* m_owner;
    QPlainTextEdit* m_description;
    QLineEdit* m_labels;
    QLineEdit* m_addresses;
};

} // namespace tokenhouse

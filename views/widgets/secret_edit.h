#pragma once

#include "views/widgets/field_frame.h"
#include "views/widgets/secret_field.h"

class QLabel;

namespace tokenhouse {

class Button;

/// A field to type a secret or a password into: the content, how many characters, and the eye.
class SecretEdit : public FieldFrame {
    Q_OBJECT

public:
    explicit SecretEdit(const QString& spokenName, QWidget* parent = nullptr);
    SecretField* field() const { return m_field; }
    void setCounts(bool counts);

Q_SIGNALS:
    void edited();

private:
    void count();
    SecretField* m_field;
    QLabel* m_count;
    Button* m_eye;
};

} // namespace tokenhouse

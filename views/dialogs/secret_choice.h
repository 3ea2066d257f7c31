#pragma once

#include <QWidget>

#include "core/secret.h"
#include "models/secret_check_state.h"

namespace tokenhouse {

class RequirementList;
class SecretEdit;
class SegmentedControl;

/// Generate a secret, or type one's own against the requirements. Part of the dialogs that set a secret.
class SecretChoice : public QWidget {
    Q_OBJECT

public:
    explicit SecretChoice(QWidget* parent = nullptr);
    bool generates() const;
    /// The typed one; empty when one is to be generated. Stays here too, so that a refused try loses nothing.
    SecretBytes secret() const;
    /// Why it will not do yet; empty = it will.
    QString reason() const;
    SecretEdit* edit() const { return m_edit; }
    SegmentedControl* choice() const { return m_choice; }
    /// The server's InvalidSecret on this one.
    void setRefused(const Failure& failure) { m_check.setRefused(failure); }

Q_SIGNALS:
    void changed();

private:
    enum Way { Generate, Own };
    void follow();
    SecretCheckState m_check;
    SegmentedControl* m_choice;
    SecretEdit* m_edit;
    RequirementList* m_lines;
};

} // namespace tokenhouse

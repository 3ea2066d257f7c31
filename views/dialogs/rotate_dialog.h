#pragma once

#include <chrono>
#include <optional>

#include "views/dialogs/house_dialog.h"

class QSpinBox;

namespace tokenhouse {

class SecretChoice;
class SegmentedControl;

/// *Rotate secret*: a new secret, and what becomes of the present one until the new one is confirmed.
class RotateDialog : public HouseDialog {
    Q_OBJECT

public:
    explicit RotateDialog(const QString& tokenName, QWidget* parent = nullptr);
    /// The present secret was disabled as leaked: there is no choice of keeping it.
    void setLeaked();
    bool generatesSecret() const;
    SecretBytes secret() const;
    /// "End it now, it leaked": the present secret stops with the rotation.
    bool endsNow() const;
    /// How long the present secret goes on working beside the new one; absent: until that is confirmed.
    std::optional<std::chrono::seconds> overlap() const;
    SecretChoice* secretChoice() const { return m_secret; }
    void showFailure(const Failure& failure) override;
    /// Not while the server is asked: its answer brings the only sight of the new secret.
    void reject() override;

Q_SIGNALS:
    void submitted();

private:
    enum Previous { Keep, Quarter, Hour, Day, Other, EndNow };
    void judge();
    SecretChoice* m_secret;
    SegmentedControl* m_previous;
    QLabel* m_meaning;
    QSpinBox* m_hours;
    bool m_isLeaked = false;
};

} // namespace tokenhouse

#pragma once

#include <optional>

#include <QWidget>

#include "core/time.h"
#include "models/time_text.h"

class QComboBox;
class QDateTimeEdit;
class QLabel;

namespace tokenhouse {

/// When a token ends: never, after a usual time, or at a date.
class ExpiryField : public QWidget {
    Q_OBJECT

public:
    explicit ExpiryField(const TimeText& times, QWidget* parent = nullptr);
    void setExpiry(std::optional<Time> expiry);
    std::optional<Time> expiry() const;
    /// In the future, or never, or as it was set.
    bool isGood() const;

Q_SIGNALS:
    void changed();

private:
    void follow();
    const TimeText& m_times;
    std::optional<Time> m_given;
    QComboBox* m_choice;
    QDateTimeEdit* m_date;
    QLabel* m_hint;
};

} // namespace tokenhouse

#pragma once

#include <optional>

#include <QWidget>

#include "core/rate_limit.h"

class QComboBox;
class QLabel;
class QSpinBox;
class QStackedWidget;

namespace tokenhouse {

class Button;
class FieldFrame;

/// "60 requests in 1 minute", or no limit. What the domain does not allow (1..100 in 1 s..1 day) stays as typed and is
/// marked.
class RateLimitField : public QWidget {
    Q_OBJECT

public:
    explicit RateLimitField(QWidget* parent = nullptr);
    void setLimit(const std::optional<RateLimit>& limit);
    std::optional<RateLimit> limit() const; ///< none without a limit, and while it is not good
    bool isGood() const;

Q_SIGNALS:
    void changed();

private:
    void toggle(bool limited);
    void follow();
    /// "minute" or "minutes", as the number before it asks for.
    void nameUnits();
    bool m_limited = true;
    QStackedWidget* m_face;
    FieldFrame* m_frame = nullptr;
    QSpinBox* m_requests;
    QSpinBox* m_count;
    QComboBox* m_unit;
    QLabel* m_hint;
    Button* m_switch;
};

} // namespace tokenhouse

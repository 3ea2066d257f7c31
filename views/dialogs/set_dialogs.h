#pragma once

#include <optional>

#include "core/rate_limit.h"
#include "models/time_text.h"
#include "views/dialogs/bulk_dialog.h"

namespace tokenhouse {

class ExpiryField;
class RateLimitField;

/// *Set expiry*: the same end for all chosen tokens.
class SetExpiryDialog final : public BulkDialog {
    Q_OBJECT

public:
    SetExpiryDialog(const TimeText& times, const QStringList& names, int count, QWidget* parent = nullptr);
    std::optional<Time> expiry() const;
    void setCount(int count) override;

private:
    ExpiryField* m_expiry;
};

/// *Set rate limit*: the same limit for each of the chosen tokens.
class SetLimitDialog final : public BulkDialog {
    Q_OBJECT

public:
    SetLimitDialog(const QStringList& names, int count, QWidget* parent = nullptr);
    std::optional<RateLimit> limit() const;
    void setCount(int count) override;

private:
    RateLimitField* m_limit;
};

} // namespace tokenhouse

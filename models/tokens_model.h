#pragma once

#include "core/token.h"
#include "models/paged_rows.h"

namespace tokenhouse {

/// The Tokens table. Columns: name, state, id, rateLimit, usedBy, createdBy, createdAt, lastModifiedBy, lastModified,
/// expiresAt, lastUsedAt.
class TokensModel final : public PagedRows<Token> {
    Q_OBJECT

public:
    enum Column { Name, State, Id, RateLimit, UsedBy, CreatedBy, CreatedAt, ModifiedBy, Modified, Expires, LastUsed };

    explicit TokensModel(TimeText& times, QObject* parent = nullptr);

    /// "60 in 1 minute", "No limit".
    static QString limitText(const std::optional<tokenhouse::RateLimit>& limit);

protected:
    QString idOf(const Token& token) const override;
    bool same(const Token& a, const Token& b) const override;
    QVariant cell(int row, int column, int role) const override;
};

} // namespace tokenhouse

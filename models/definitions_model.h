#pragma once

#include "core/definition.h"
#include "models/paged_rows.h"

namespace tokenhouse {

/// The APIs table. Columns: route, name, description, action, tokens, state, createdBy, createdAt, lastModifiedBy,
/// lastModified.
class DefinitionsModel final : public PagedRows<Definition> {
    Q_OBJECT

public:
    enum Column { RouteText, Name, Description, ActionType, Tokens, State, CreatedBy, CreatedAt, ModifiedBy, Modified };

    explicit DefinitionsModel(TimeText& times, QObject* parent = nullptr);

    /// "Script echo.js", "Fixed response 200".
    static QString actionText(const Action& action);

protected:
    QString idOf(const Definition& definition) const override;
    bool same(const Definition& a, const Definition& b) const override;
    QVariant cell(int row, int column, int role) const override;
};

} // namespace tokenhouse

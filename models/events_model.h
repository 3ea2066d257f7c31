#pragma once

#include "core/event.h"
#include "models/paged_rows.h"

namespace tokenhouse {

/// The Events table, newest first. Columns: time, user, kind (what), object, changed.
class EventsModel final : public PagedRows<Event> {
    Q_OBJECT

public:
    enum Column { When, User, What, Object, Changed };

    explicit EventsModel(TimeText& times, QObject* parent = nullptr);
    QStringList widestTexts(int column) const override;

protected:
    QString idOf(const Event& event) const override;
    bool same(const Event& a, const Event& b) const override;
    QVariant cell(int row, int column, int role) const override;
};

} // namespace tokenhouse

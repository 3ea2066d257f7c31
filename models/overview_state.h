#pragma once

#include <optional>

#include <QObject>

#include "core/overview.h"
#include "core/result.h"

namespace tokenhouse {

/// What the Overview page shows: the figures as they were last read, and how it stands with reading them. GUI thread.
class OverviewState : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    const std::optional<Overview>& overview() const { return m_overview; }
    const std::optional<Failure>& failure() const { return m_failure; } ///< of the last reading
    bool isReading() const { return m_isReading; }
    bool isAway() const { return m_isAway; } ///< the server is gone: the figures are of their time

    void setReading();
    void setOverview(Overview overview);
    void setFailure(Failure failure);
    void setAway(bool away);
    void clear();

Q_SIGNALS:
    void changed();

private:
    std::optional<Overview> m_overview;
    std::optional<Failure> m_failure;
    bool m_isReading = false;
    bool m_isAway = false;
};

} // namespace tokenhouse

#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "core/result.h"
#include "core/route.h"
#include "core/uuid.h"

namespace tokenhouse {

/// A route while it is typed: the criteria that are not met, what it matches, and which API is in the way.
/// It asks the server through serverCheckWanted (pause after the last key) and takes setConflict as the answer.
class RouteCheckState : public QObject {
    Q_OBJECT

public:
    enum class State { Empty, Invalid, Checking, Free, Taken, Unchecked };
    Q_ENUM(State)
    static constexpr std::chrono::milliseconds typingPause{250};

    /// The API whose route has the same shape.
    struct Conflict {
        Uuid id;
        QString name;
        QString route;
    };

    explicit RouteCheckState(QObject* parent = nullptr);

    /// The API that is edited (its own route is no conflict); nil for a new one.
    void setOwnId(const Uuid& id) { m_own = id; }
    void setRoute(const QString& text);
    QString route() const { return m_text; }
    /// The answer for the route that was asked about; ignored when the text is another by now.
    void setConflict(const QString& route, const std::optional<Conflict>& conflict);
    /// The server could not be asked: saving will tell.
    void setUnchecked(const QString& route);
    /// A refused save: RouteInUse and InvalidRoute are taken from the traces.
    void setRefused(const Failure& failure);

    State state() const { return m_state; }
    bool isGood() const { return m_state == State::Free || m_state == State::Checking || m_state == State::Unchecked; }
    const QStringList& faults() const { return m_faults; } ///< one sentence per criterion
    const std::optional<Conflict>& conflict() const { return m_conflict; }
    QString summary() const;                               ///< one sentence for the line under the field
    QString exampleUrlPath() const { return m_example; }   ///< "/api/custom/ticket/42"
    QStringList exampleValues() const { return m_values; } ///< "id = 42"

Q_SIGNALS:
    void changed();
    /// A valid route to look up, e.g. `filter` over definitions; `shape` is the core's.
    void serverCheckWanted(const QString& route, const QString& shape);

private:
    void setState(State state);

    QTimer m_pause;
    Uuid m_own;
    QString m_text;
    QString m_shape;
    State m_state = State::Empty;
    QStringList m_faults;
    std::optional<Conflict> m_conflict;
    bool m_isOwn = false; ///< free, for it is the route of the API that is edited
    QString m_example;
    QStringList m_values;
};

} // namespace tokenhouse

#include "models/route_check_state.h"

#include "models/text.h"

namespace tokenhouse {

RouteCheckState::RouteCheckState(QObject* parent) : QObject(parent)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (m_state == State::Checking) {
            Q_EMIT serverCheckWanted(m_text, m_shape);
        }
    });
}

void RouteCheckState::setRoute(const QString& text)
{
    if (text == m_text && m_state != State::Unchecked) {
        return;
    }
    m_text = text;
    m_faults.clear();
    m_conflict.reset();
    m_example.clear();
    m_values.clear();
    m_shape.clear();
    m_pause.stop();
    if (text.isEmpty()) {
        setState(State::Empty);
        return;
    }
    const auto route = Route::make(utf8(text));
    if (!route) {
        for (const auto& trace : route.error().traces) {
            m_faults << safeText(trace.message);
        }
        if (m_faults.isEmpty()) {
            m_faults << safeText(route.error().detail);
        }
        setState(State::Invalid);
        return;
    }
    m_shape = exactText(route->shape());
    const auto example = exampleOf(*route);
    m_example = QStringLiteral("/api/custom/") + safeText(example.path);
    for (const auto& [name, value] : example.values) {
        m_values << QStringLiteral("%1 = %2").arg(safeText(name), safeText(value));
    }
    setState(State::Checking);
    m_pause.start();
}

void RouteCheckState::setConflict(const QString& route, const std::optional<Conflict>& conflict)
{
    if (route != m_text || m_state == State::Invalid || m_state == State::Empty) {
        return;
    }
    m_isOwn = conflict && !m_own.isNil() && conflict->id == m_own;
    m_conflict = m_isOwn ? std::nullopt : conflict;
    setState(m_conflict ? State::Taken : State::Free);
}

void RouteCheckState::setUnchecked(const QString& route)
{
    if (route == m_text && m_state == State::Checking) {
        setState(State::Unchecked);
    }
}

void RouteCheckState::setRefused(const Failure& failure)
{
    for (const auto& trace : failure.traces) {
        if (trace.reason == Reason::InvalidRoute) {
            m_faults << safeText(trace.message);
            setState(State::Invalid);
        } else if (trace.reason == Reason::RouteInUse) {
            Conflict conflict;
            const auto* id = trace.extra.if_contains("conflictingDefinitionId");
            if (id != nullptr && id->is_string()) {
                conflict.id = Uuid::parse(std::string_view(id->get_string())).value_or(Uuid());
            }
            conflict.route = m_text;
            m_conflict = conflict;
            setState(State::Taken);
        }
    }
}

QString RouteCheckState::summary() const
{
    switch (m_state) {
    case State::Empty: return tr("The part after /api/custom/, such as ticket/{id}.");
    case State::Invalid: return m_faults.join(u' ');
    case State::Checking: return tr("Looking whether it is free…");
    case State::Free: return m_isOwn ? tr("This is its own route.") : tr("This route is free.");
    case State::Taken: {
        const auto who =
            m_conflict->name.isEmpty() ? safeText(utf8(m_conflict->route)) : safeText(utf8(m_conflict->name));
        return tr("%1 has a route of the same form already.").arg(who);
    }
    case State::Unchecked: return tr("The server could not be asked whether it is free; saving will tell.");
    }
    return {};
}

void RouteCheckState::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

} // namespace tokenhouse

#include "app/commands/allowances.h"

#include "network/definition_jobs.h"

namespace tokenhouse {

bool mayLink(const Session& session)
{
    return session.facts().permissions.hasAll({Permission::DefinitionsWrite, Permission::AutomationExecute});
}

Allowances::Allowances(Session& session, const Uuid& token, std::vector<Uuid> allow, std::vector<Uuid> disallow,
                       QObject* parent)
    : QObject(parent), m_session(session), m_token(token), m_allow(std::move(allow)), m_disallow(std::move(disallow))
{}

void Allowances::next()
{
    if (m_allow.empty() && m_disallow.empty()) {
        Q_EMIT done();
        deleteLater();
        return;
    }
    const auto id = m_allow.empty() ? m_disallow.back() : m_allow.back();
    start<GetDefinitionJob>(m_session.connection(), id).then(this, [this, id](Result<Definition> definition) {
        if (definition)
            change(id, definition->revision);
        else if (definition.error().fault == Fault::NotFound && m_allow.empty())
            step(id);
        else
            stop(definition.error());
    });
}

void Allowances::change(const Uuid& definition, std::int64_t revision)
{
    const std::vector<Uuid> tokens{m_token};
    const auto answered = [this, definition](const Result<Definition>& answer) { take(definition, answer); };
    if (m_allow.empty())
        start<DisallowTokensJob>(m_session.connection(), definition, revision, tokens).then(this, answered);
    else
        start<AllowTokensJob>(m_session.connection(), definition, revision, tokens).then(this, answered);
}

void Allowances::take(const Uuid& definition, const Result<Definition>& answer)
{
    if (answer)
        step(definition);
    else if (const auto current = currentDefinition(answer.error()))
        change(definition, current->revision); // another one was quicker; one token on or off disturbs nobody's change
    else
        stop(answer.error());
}

void Allowances::step(const Uuid& definition)
{
    if (m_allow.empty()) {
        m_disallow.pop_back();
        Q_EMIT disallowed(definition);
    } else {
        m_allow.pop_back();
        Q_EMIT allowed(definition);
    }
    next();
}

void Allowances::stop(const Failure& failure)
{
    Q_EMIT failed(failure);
    deleteLater();
}

} // namespace tokenhouse

#pragma once

#include <vector>

#include "app/session.h"

namespace tokenhouse {

/// Whether who is signed in may put tokens onto APIs and take them off.
bool mayLink(const Session& session);

/// Puts a token onto APIs and takes it off others, one after the other; each is a change of that API with an event of
/// its own, so it is safe to stop after any. What others change of an API meanwhile stays. Begun once with begin();
/// deletes itself after done() or failed().
class Allowances : public QObject {
    Q_OBJECT

public:
    Allowances(Session& session, const Uuid& token, std::vector<Uuid> allow, std::vector<Uuid> disallow,
               QObject* parent);
    void begin() { next(); }

Q_SIGNALS:
    void allowed(const tokenhouse::Uuid& definition);
    void disallowed(const tokenhouse::Uuid& definition); ///< also when the API is gone
    void done();
    void failed(const tokenhouse::Failure& failure); ///< the first refusal; what was done before it stays

private:
    void next();
    void change(const Uuid& definition, std::int64_t revision);
    void take(const Uuid& definition, const Result<Definition>& answer);
    void step(const Uuid& definition);
    void stop(const Failure& failure);

    Session& m_session;
    Uuid m_token;
    std::vector<Uuid> m_allow;
    std::vector<Uuid> m_disallow;
};

} // namespace tokenhouse

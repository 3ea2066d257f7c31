#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <QObject>
#include <QPointer>

#include "core/result.h"
#include "network/call.h"
#include "network/connection.h"

namespace tokenhouse {

/// One call under way. Construction is the request; the connection owns the job; it deletes itself after it delivered.
/// When the connection goes first, it delivers Unreachable all the same.
/// Deleting it before (cancel()), or deleting the context given to then(), ends the call: nothing is delivered. The
/// server may have acted all the same.
class Job : public QObject {
    Q_OBJECT

public:
    ~Job() override;
    void cancel();
    /// Of the answer, for "Details"; empty until it came, and when there was none.
    const QByteArray& correlationId() const { return m_correlationId; }

protected:
    Job(Connection& connection, Call call, Decoder decode);
    virtual void deliver(const std::shared_ptr<void>& result) = 0;
    void setContext(QObject* context);

private:
    friend class Connection;
    void finish(const CallOutcome& outcome);
    /// finish() from the event loop, without the connection; gone at once where nobody listens.
    void outlive(CallOutcome outcome);

    QPointer<Connection> m_connection;
    QPointer<QObject> m_context;
    quint64 m_id = 0;
    QByteArray m_correlationId;
};

/// A job with a typed result. then() must be called before control returns to the event loop.
template <class T>
class JobOf : public Job {
public:
    using Value = T;
    using Callback = std::function<void(Result<T>)>;

    /// `callback` is called once, from the event loop, on the GUI thread, unless the job was cancelled or `context`
    /// went before.
    void then(QObject* context, Callback callback)
    {
        m_callback = std::move(callback);
        setContext(context);
    }

protected:
    /// `decode` gets an answer with a status under 400; it runs on the network's thread and must touch nothing else.
    template <class Decode>
    JobOf(Connection& connection, Call call, Decode decode)
        : Job(connection, std::move(call),
              [decode = std::move(decode)](Result<Answer>& answer) -> std::shared_ptr<void> {
                  if (!answer) {
                      return std::make_shared<Result<T>>(tl::unexpected<Failure>(std::move(answer.error())));
                  }
                  return std::make_shared<Result<T>>(decode(*answer));
              })
    {}

private:
    void deliver(const std::shared_ptr<void>& result) override
    {
        if (m_callback) {
            const auto callback = std::move(m_callback);
            callback(std::move(*std::static_pointer_cast<Result<T>>(result)));
        }
    }
    Callback m_callback;
};

/// start<GetTokenJob>(connection, id).then(this, [this](Result<Token> token) { … });
template <class J, class... Arguments>
J& start(Connection& connection, Arguments&&... arguments)
{
    return *new J(connection, std::forward<Arguments>(arguments)...); // a child of the connection
}

} // namespace tokenhouse

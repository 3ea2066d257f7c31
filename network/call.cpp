#include "network/call.h"

namespace tokenhouse {

Call Call::get(QByteArray path, QByteArray query)
{
    Call call;
    call.path = std::move(path);
    call.query = std::move(query);
    call.repeatable = true;
    return call;
}

Call Call::post(QByteArray path, SecretBytes body)
{
    Call call;
    call.verb = "POST";
    call.path = std::move(path);
    call.body = std::move(body);
    return call;
}

Call Call::change(QByteArray verb, QByteArray path, std::int64_t revision, SecretBytes body)
{
    Call call;
    call.verb = std::move(verb);
    call.path = std::move(path);
    call.body = std::move(body);
    call.ifMatch = '"' + QByteArray::number(qint64{revision}) + '"';
    if (call.verb == "PATCH") {
        call.contentType = "application/merge-patch+json";
    }
    return call;
}

QByteArray queryText(const QList<std::pair<QByteArray, std::string>>& members)
{
    QByteArray query;
    for (const auto& [name, value] : members) {
        if (!value.empty()) {
            query += (query.isEmpty() ? "" : "&") + name + '=' + QByteArray::fromStdString(value).toPercentEncoding();
        }
    }
    return query;
}

} // namespace tokenhouse

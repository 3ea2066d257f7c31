#include "server/store/sqlite/rows.h"

#include <algorithm>
#include <array>
#include <exception>
#include <unordered_map>

#include "core/json.h"
#include "core/text.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

/// The names of the changed fields as one text, "\n"-separated and -framed, so that one is found by its frame.
std::string fieldsText(const Event& event)
{
    std::string text;
    for (const auto& change : event.changes)
        text += '\n' + change.field;
    if (!text.empty())
        text += '\n';
    return text;
}

/// Words as events name them, each read once, and only those by whose keys they are also found.
class FiledWords {
public:
    explicit FiledWords(Database& database) : m_query(database.query("SELECT text, key FROM word WHERE ref=?")) {}

    bool is(std::int64_t ref, const std::string& text)
    {
        if (ref == 0)
            return text.empty();
        const auto [entry, isNew] = m_read.try_emplace(ref);
        if (isNew) {
            m_query.restart();
            m_query.bind(ref);
            if (m_query.next() && m_query.text(1) == textKey(m_query.text(0)))
                entry->second = m_query.string(0);
        }
        return entry->second == text;
    }

private:
    Query m_query;
    std::unordered_map<std::int64_t, std::optional<std::string>> m_read;
};

/// The columns of an event in the order in which they are written and compared.
constexpr auto filedColumns = "sequence, time, user, client, address, kind, object_type, object_name, reason, "
                              "user_id, session_id, correlation_id, operation_id, object_id, fields";

bool isFiled(const Event& event, const Query& row, FiledWords& words)
{
    const std::array texts{&event.user,       &event.client,     &event.address, &event.kind,
                           &event.objectType, &event.objectName, &event.reason};
    const std::array ids{&event.userId, &event.sessionId, &event.correlationId, &event.operationId, &event.objectId};
    int column = 2;
    const auto isWord = [&](const std::string* text) { return words.is(row.integer(column++), *text); };
    const auto isKey = [&](const std::string* id) { return row.text(column++) == textKey(*id); };
    return row.integer(0) == event.sequence && row.integer(1) == toMillis(event.time)
           && std::ranges::all_of(texts, isWord) && std::ranges::all_of(ids, isKey)
           && row.text(column) == fieldsText(event);
}

Failure brokenEvent(std::int64_t sequence)
{
    Failure failure;
    failure.fault = Fault::Internal;
    failure.detail = "The kept text of event " + std::to_string(sequence) + " is not an event's form.";
    failure.extra["sequence"] = sequence;
    return failure;
}

std::optional<std::string> keptText(Database& database, std::int64_t sequence)
{
    auto query = database.query("SELECT json FROM event_text WHERE sequence=?");
    query.bind(sequence);
    return query.next() ? std::optional(query.string(0)) : std::nullopt;
}

} // namespace

void writeEvent(Database& database, Words& words, const Event& event)
{
    const auto fields = fieldsText(event);
    const auto text = canonicalJson(eventJson(event));
    const auto userId = textKey(event.userId);
    const auto sessionId = textKey(event.sessionId);
    const auto correlationId = textKey(event.correlationId);
    const auto operationId = textKey(event.operationId);
    const auto objectId = textKey(event.objectId);
    static const auto insert =
        std::string("INSERT INTO event(") + filedColumns + ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    database.query(insert)
        .bind(event.sequence)
        .bind(toMillis(event.time))
        .bind(words.ref(event.user))
        .bind(words.ref(event.client))
        .bind(words.ref(event.address))
        .bind(words.ref(event.kind))
        .bind(words.ref(event.objectType))
        .bind(words.ref(event.objectName))
        .bind(words.ref(event.reason))
        .bind(std::string_view(userId))
        .bind(std::string_view(sessionId))
        .bind(std::string_view(correlationId))
        .bind(std::string_view(operationId))
        .bind(std::string_view(objectId))
        .bind(std::string_view(fields))
        .run();
    database.query("INSERT INTO event_text(sequence, json) VALUES(?, ?)")
        .bind(event.sequence)
        .bind(std::string_view(text))
        .run();
    for (const auto& id : event.related) {
        database.query("INSERT OR IGNORE INTO event_related(id, sequence) VALUES(?, ?)")
            .bind(std::string_view(id))
            .bind(event.sequence)
            .run();
    }
}

Result<Event> readEvent(std::int64_t sequence, std::string_view text)
{
    const auto value = parseJson(text);
    if (!value)
        return tl::unexpected(brokenEvent(sequence));
    auto event = eventFromJson(*value);
    // What is kept must be exactly what is shown: otherwise a byte that no reader looks at could be changed unseen.
    if (!event || event->sequence != sequence || canonicalJson(eventJson(*event)) != text)
        return tl::unexpected(brokenEvent(sequence));
    return event;
}

Event readListedEvent(Database& database, std::int64_t sequence)
{
    const auto text = keptText(database, sequence);
    if (auto event = readEvent(sequence, text.value_or("")))
        return std::move(*event);
    Event event;
    event.sequence = sequence;
    event.reason = "This event is damaged: only what it was filed under is known. See: tokenhoused audit verify";
    auto row = database.query(std::string("SELECT ") + filedColumns + " FROM event WHERE sequence=?");
    row.bind(sequence);
    if (!row.next())
        return event;
    auto words = database.query("SELECT text FROM word WHERE ref=?");
    event.time = fromMillis(row.integer(1));
    int column = 2;
    for (auto* word : {&event.user, &event.client, &event.address, &event.kind, &event.objectType, &event.objectName}) {
        words.restart();
        words.bind(row.integer(column++));
        if (words.next())
            *word = words.string(0);
    }
    ++column; // the reason, in whose place the warning stands
    for (auto* id : {&event.userId, &event.sessionId, &event.correlationId, &event.operationId, &event.objectId})
        *id = row.string(column++);
    return event;
}

std::optional<std::int64_t> readMisfiled(Database& database, std::int64_t after, const std::vector<Event>& events)
{
    static const auto select =
        std::string("SELECT ") + filedColumns + " FROM event WHERE sequence>? ORDER BY sequence LIMIT ?";
    auto rows = database.query(select);
    rows.bind(after).bind(static_cast<std::int64_t>(std::max<std::size_t>(events.size(), 1)));
    if (events.empty())
        return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
    FiledWords words(database);
    auto related = database.query("SELECT 1 FROM event_related WHERE id=? AND sequence=?");
    const auto isRelated = [&](const Event& event) {
        return std::ranges::all_of(event.related, [&](const std::string& id) {
            related.restart();
            related.bind(std::string_view(id)).bind(event.sequence);
            return related.next();
        });
    };
    for (const auto& event : events) {
        if (!rows.next() || !isFiled(event, rows, words) || !isRelated(event))
            return event.sequence;
    }
    return std::nullopt;
}

ChainHead readHead(Database& database)
{
    ChainHead head;
    auto query = database.query("SELECT sequence, json FROM event_text ORDER BY sequence DESC LIMIT 1");
    if (!query.next())
        return head;
    head.sequence = query.integer(0);
    const auto event = readEvent(head.sequence, query.text(1));
    if (event) {
        head.hash = event->hash;
        head.time = event->time;
    } else {
        // A damaged last event must not stop the server; the chain shows the break at this place.
        auto time = database.query("SELECT max(time) FROM event");
        if (time.next())
            head.time = fromMillis(time.integer(0));
    }
    return head;
}

} // namespace tokenhouse::server

#include "server/store/sqlite/schema.h"

#include <iterator>

namespace tokenhouse::server {

namespace {

// Every text that is filtered or sorted by is a word: kept once, with its key (textKey), immutable and never removed.
// Rows hold small integers, so that a million of them are read in a moment, and the trigram index has nothing to undo.
// Ids are 16 bytes; times are milliseconds; sets beyond words are rows of a table of their own.
constexpr auto tables = R"sql(
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE word(ref INTEGER PRIMARY KEY, text TEXT NOT NULL, key TEXT NOT NULL);
CREATE VIRTUAL TABLE word_trigram USING fts5(key, content='', columnsize=0, tokenize='trigram case_sensitive 1');

CREATE TABLE token(
  rid INTEGER PRIMARY KEY, id BLOB NOT NULL,
  name INTEGER NOT NULL, description INTEGER NOT NULL, owner INTEGER NOT NULL,
  created_by INTEGER NOT NULL, last_modified_by INTEGER NOT NULL,
  is_disabled INTEGER NOT NULL, is_held INTEGER NOT NULL,
  created_at INTEGER NOT NULL, last_modified INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL, claim_until INTEGER NOT NULL, previous_until INTEGER NOT NULL,
  use_count INTEGER NOT NULL, used_by INTEGER NOT NULL, revision INTEGER NOT NULL,
  rate_limit INTEGER NOT NULL, rate_window INTEGER NOT NULL,
  newest_is_rotation INTEGER NOT NULL, disable_code INTEGER NOT NULL,
  labels TEXT NOT NULL, addresses TEXT NOT NULL);
CREATE TABLE token_label(word INTEGER NOT NULL, token INTEGER NOT NULL, PRIMARY KEY(word, token)) WITHOUT ROWID;
CREATE TABLE secret(
  digest BLOB PRIMARY KEY, key_id INTEGER NOT NULL, token_id BLOB NOT NULL, role INTEGER NOT NULL,
  until INTEGER NOT NULL, leaked INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE used_id(id BLOB PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE definition(
  rid INTEGER PRIMARY KEY, id BLOB NOT NULL,
  name INTEGER NOT NULL, description INTEGER NOT NULL, route INTEGER NOT NULL, shape TEXT NOT NULL,
  methods INTEGER NOT NULL, action_type INTEGER NOT NULL, action_meta TEXT NOT NULL, is_disabled INTEGER NOT NULL,
  created_by INTEGER NOT NULL, created_at INTEGER NOT NULL,
  last_modified_by INTEGER NOT NULL, last_modified INTEGER NOT NULL, revision INTEGER NOT NULL);
CREATE TABLE definition_token(
  definition INTEGER NOT NULL, token INTEGER NOT NULL, PRIMARY KEY(definition, token)) WITHOUT ROWID;

CREATE TABLE user(
  id BLOB PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, groups TEXT NOT NULL,
  is_disabled INTEGER NOT NULL, created_at INTEGER NOT NULL, revision INTEGER NOT NULL,
  password_hash TEXT NOT NULL, is_removed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE session(
  id BLOB PRIMARY KEY, digest BLOB NOT NULL, user_id BLOB NOT NULL, user_name TEXT NOT NULL, client TEXT NOT NULL,
  address TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE answer(
  scoped_key BLOB PRIMARY KEY, body_digest BLOB NOT NULL, object_id BLOB NOT NULL, created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE event(
  sequence INTEGER PRIMARY KEY, time INTEGER NOT NULL, user INTEGER NOT NULL, client INTEGER NOT NULL,
  address INTEGER NOT NULL, kind INTEGER NOT NULL, object_type INTEGER NOT NULL, object_name INTEGER NOT NULL,
  reason INTEGER NOT NULL, user_id TEXT NOT NULL, session_id TEXT NOT NULL, correlation_id TEXT NOT NULL,
  operation_id TEXT NOT NULL, object_id TEXT NOT NULL, fields TEXT NOT NULL);
CREATE TABLE event_text(sequence INTEGER PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE event_related(id TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY(id, sequence)) WITHOUT ROWID;
CREATE TRIGGER event_is_kept BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_text_is_kept BEFORE DELETE ON event_text BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_is_fixed BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_text_is_fixed BEFORE UPDATE ON event_text BEGIN SELECT raise(ABORT, 'events are append-only'); END;

INSERT INTO counter VALUES('list', 0), ('trigram', 0);
)sql";

/// What each form adds to the one before: the first step makes form 2. A step that was shipped is never changed.
constexpr const char* steps[] = {
    "CREATE TABLE refusal(hour INTEGER NOT NULL, code INTEGER NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, "
    "PRIMARY KEY(hour, code)) WITHOUT ROWID;"
    "CREATE TABLE saved_filter(owner BLOB PRIMARY KEY, revision INTEGER NOT NULL, items TEXT NOT NULL) WITHOUT ROWID",
    "ALTER TABLE secret ADD COLUMN since INTEGER NOT NULL DEFAULT 9223372036854775807",
    // Calls are summed for each object and secret: they cost rows by what there is and not by what happens.
    R"sql(
CREATE TABLE call_sum(
  object BLOB NOT NULL, secret BLOB NOT NULL, calls INTEGER NOT NULL, refused INTEGER NOT NULL,
  last_call INTEGER NOT NULL, last_refused INTEGER NOT NULL, PRIMARY KEY(object, secret)) WITHOUT ROWID;
CREATE TABLE call_address(
  object BLOB NOT NULL, secret BLOB NOT NULL, address TEXT NOT NULL, calls INTEGER NOT NULL, refused INTEGER NOT NULL,
  last_call INTEGER NOT NULL, PRIMARY KEY(object, secret, address)) WITHOUT ROWID;
INSERT INTO setting VALUES('calls.since', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));
)sql",
};

constexpr auto indexes = R"sql(
CREATE UNIQUE INDEX word_text ON word(text);
CREATE INDEX word_key ON word(key);
CREATE UNIQUE INDEX token_id ON token(id);
CREATE INDEX token_claim ON token(claim_until) WHERE claim_until < 9223372036854775807;
CREATE INDEX token_label_token ON token_label(token, word);
CREATE INDEX secret_token ON secret(token_id, role);
CREATE UNIQUE INDEX definition_id ON definition(id);
CREATE UNIQUE INDEX definition_shape ON definition(shape);
CREATE INDEX definition_name ON definition(name);
CREATE INDEX definition_route ON definition(route);
CREATE INDEX definition_token_token ON definition_token(token, definition);
CREATE UNIQUE INDEX user_name ON user(name_key);
CREATE INDEX session_user ON session(user_id);
CREATE INDEX answer_time ON answer(created_at);
CREATE INDEX event_time ON event(time);
CREATE INDEX event_user ON event(user);
CREATE INDEX event_kind ON event(kind);
CREATE INDEX event_object ON event(object_id);
CREATE INDEX event_object_name ON event(object_name);
CREATE INDEX event_operation ON event(operation_id) WHERE operation_id <> '';
)sql";

std::int64_t number(Database& database, std::string_view sql)
{
    auto query = database.once(sql);
    return query.next() ? query.integer(0) : 0;
}

} // namespace

const int schemaVersion = 1 + static_cast<int>(std::size(steps));

bool hasTables(Database& database)
{
    return number(database, "SELECT count(*) FROM sqlite_schema") > 0;
}

void createTables(Database& database)
{
    database.execute(tables);
    database.execute("PRAGMA application_id=" + std::to_string(applicationId));
    database.execute("PRAGMA user_version=1");
    migrate(database);
}

void migrate(Database& database)
{
    for (auto version = number(database, "PRAGMA user_version"); version < schemaVersion; ++version) {
        database.execute(steps[static_cast<std::size_t>(version) - 1]);
        database.execute("PRAGMA user_version=" + std::to_string(version + 1));
    }
}

void createIndexes(Database& database)
{
    database.execute(indexes);
}

bool isOlder(Database& database)
{
    return number(database, "PRAGMA user_version") < schemaVersion;
}

Result<void> checkSchema(Database& database, const std::string& path)
{
    if (!hasTables(database))
        return {};
    if (number(database, "PRAGMA application_id") != applicationId)
        return fail(Fault::Unavailable, path + " is not a store of Tokenhouse. It was left alone.");
    const auto version = number(database, "PRAGMA user_version");
    if (version > schemaVersion) {
        return fail(Fault::Unavailable, path + " was written by a newer Tokenhouse (form " + std::to_string(version)
                                            + ", this program knows " + std::to_string(schemaVersion)
                                            + "). Install that version; the store was left alone.");
    }
    if (version < 1)
        return fail(Fault::Unavailable, path + " is an unfinished store. Remove it and begin again.");
    return {};
}

// SQLite 3.40.1 can lose a write when two connections commit and checkpoint: one connection does both.
void setUpWriter(Database& database)
{
    database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;"
                     "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
                     "PRAGMA foreign_keys=OFF; PRAGMA recursive_triggers=OFF");
}

void setUpReader(Database& database)
{
    database.execute("PRAGMA wal_autocheckpoint=0; PRAGMA query_only=ON; PRAGMA cache_size=-32768;"
                     "PRAGMA temp_store=MEMORY");
}

} // namespace tokenhouse::server

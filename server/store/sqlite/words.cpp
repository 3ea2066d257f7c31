#include "server/store/sqlite/words.h"

#include "core/text.h"

namespace tokenhouse::server {

namespace {

constexpr std::size_t knownMaximum = 20'000;
constexpr std::size_t knownTextMaximum = 200;
constexpr std::int64_t blockMinimum = 2'000;

} // namespace

std::int64_t Words::ref(std::string_view text)
{
    if (text.empty())
        return 0;
    std::string owned(text);
    if (const auto found = m_known.find(owned); found != m_known.end())
        return found->second;
    std::int64_t ref = 0;
    if (m_use == Use::Single) {
        auto query = m_database.query("SELECT ref FROM word WHERE text=?");
        query.bind(text);
        if (query.next())
            ref = query.integer(0);
    }
    if (ref == 0) {
        const auto key = textKey(text);
        m_database.query("INSERT INTO word(text, key) VALUES(?, ?)").bind(text).bind(std::string_view(key)).run();
        ref = m_database.lastRow();
        m_last = ref;
    }
    if (m_use == Use::Bulk || text.size() <= knownTextMaximum) {
        if (m_use == Use::Single && m_known.size() >= knownMaximum)
            m_known.clear();
        m_known.emplace(std::move(owned), ref);
    }
    return ref;
}

void Words::forget()
{
    m_known.clear();
    m_last = -1;
    m_indexed = -1;
}

void Words::index(bool all)
{
    if (m_indexed < 0) {
        auto query = m_database.query("SELECT value, (SELECT coalesce(max(ref), 0) FROM word) FROM counter "
                                      "WHERE name='trigram'");
        if (query.next()) {
            m_indexed = query.integer(0);
            m_last = query.integer(1);
        }
    }
    if (m_last <= m_indexed || (!all && m_last - m_indexed < blockMinimum))
        return;
    m_database.query("INSERT INTO word_trigram(rowid, key) SELECT ref, key FROM word WHERE ref > ? AND ref <= ?")
        .bind(m_indexed)
        .bind(m_last)
        .run();
    m_database.query("UPDATE counter SET value=? WHERE name='trigram'").bind(m_last).run();
    m_indexed = m_last;
}

} // namespace tokenhouse::server

#include "server/demo/demo.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/codec.h"
#include "core/secret.h"
#include "server/auth/key_ring.h"
#include "server/demo/people.h"
#include "server/demo/stock.h"
#include "server/store/sqlite/bulk_load.h"

namespace tokenhouse::server {

namespace {

using demo::Dice;
using demo::Stock;

constexpr auto keyCheck = "keyCheck";
constexpr auto demoMark = "demo";
constexpr std::string_view sampleScript = R"(// Answers with what it was called with.
function onApiTrigger(input) {
    return {
        responseCode: 200,
        responseBody: JSON.stringify({ method: input.requestMethod, route: input.route, body: input.rawBody })
    };
}
)";

/// A file of our own, mode 0600, written in large pieces.
class SecretsFile {
public:
    static Result<std::unique_ptr<SecretsFile>> make(const std::string& path)
    {
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file < 0 || ::fchmod(file, 0600) != 0) {
            const std::string why = std::strerror(errno);
            if (file >= 0)
                ::close(file);
            return fail(Fault::Unavailable, "Cannot write " + path + ": " + why + ".");
        }
        return std::unique_ptr<SecretsFile>(new SecretsFile(file));
    }
    ~SecretsFile()
    {
        wipe(m_text);
        ::close(m_file);
    }
    SecretsFile(const SecretsFile&) = delete;
    SecretsFile& operator=(const SecretsFile&) = delete;

    Result<void> add(const Uuid& id, std::string_view secret, std::string_view route)
    {
        m_text.append(id.text()).append(" ").append(secret).append(" ").append(route).append("\n");
        return m_text.size() < flushSize ? Result<void>() : flush();
    }
    Result<void> flush()
    {
        std::size_t written = 0;
        while (written < m_text.size()) {
            const auto count = ::write(m_file, m_text.data() + written, m_text.size() - written);
            if (count < 0)
                return fail(Fault::Unavailable, std::string("Cannot write the secrets: ") + std::strerror(errno) + ".");
            written += static_cast<std::size_t>(count);
        }
        m_text.clear();
        return {};
    }

private:
    static constexpr std::size_t flushSize = 1 << 20;
    explicit SecretsFile(int file) : m_file(file) { m_text.reserve(flushSize + 1000); }
    int m_file;
    std::string m_text;
};

/// What an event beyond the makings does: to which token, and when.
struct Extra {
    std::int64_t time = 0;
    std::uint32_t token = 0;
};

/// What extra events made of a token.
struct Life {
    std::int64_t lastModified = 0;
    std::uint32_t updates = 0;
    bool decided = false; ///< its fate came by an event
    bool willDecide = false;
};

class DemoWriter {
public:
    DemoWriter(const Stock& stock, BulkLoad& load, const KeyRing& keys, std::uint64_t seed, std::uint64_t extras)
        : m_stock(stock),
          m_load(load),
          m_keys(keys),
          m_seed(seed),
          m_ids(stock.tokenCount()),
          m_usedBy(stock.tokenCount()),
          m_lives(extras > 0 ? stock.tokenCount() : 0)
    {
        plan(extras);
    }

    Result<void> write(SecretsFile* secrets)
    {
        std::uint64_t made = 0;
        for (std::uint64_t definition = 0; definition < m_stock.definitionCount(); ++definition) {
            for (; made < m_stock.tokensBefore(definition); ++made)
                makeToken(made);
            makeDefinition(definition);
        }
        runExtras(m_stock.end() + std::chrono::milliseconds(1));
        return writeTokens(secrets);
    }

private:
    void plan(std::uint64_t extras);
    void makeToken(std::uint64_t number);
    void makeDefinition(std::uint64_t number);
    void runExtras(Time before);
    void runExtra(const Extra& extra);
    Token tokenNow(std::uint64_t number) const;
    Result<void> writeTokens(SecretsFile* secrets);
    Event event(std::string kind, Time time, const std::string& user);

    const Stock& m_stock;
    BulkLoad& m_load;
    const KeyRing& m_keys;
    std::uint64_t m_seed;
    std::vector<Uuid> m_ids;
    std::vector<std::uint32_t> m_usedBy;
    std::vector<Life> m_lives; ///< empty when there are no extra events
    std::vector<Extra> m_extras;
    std::size_t m_nextExtra = 0;
    std::uint64_t m_eventNumber = 0;
};

void DemoWriter::plan(std::uint64_t extras)
{
    if (extras == 0 || m_stock.tokenCount() == 0)
        return;
    const auto add = [&](std::uint64_t number) {
        Dice dice(m_seed, m_extras.size(), 100);
        const auto created = m_stock.tokenTime(number);
        const auto rest = static_cast<double>((m_stock.end() - created).count());
        const auto after = static_cast<std::int64_t>(dice.fraction() * rest);
        m_extras.push_back({toMillis(created) + after, static_cast<std::uint32_t>(number)});
    };
    // First those whose fate is an event; then whatever people do.
    for (std::uint64_t i = 0; i < m_stock.tokenCount() && m_extras.size() < extras; ++i) {
        const auto fate = m_stock.fate(i);
        if (fate == TokenState::Disabled || fate == TokenState::Held) {
            m_lives[i].willDecide = true;
            add(i);
        }
    }
    Dice dice(m_seed, 0, 101);
    while (m_extras.size() < extras)
        add(dice.below(m_stock.tokenCount()));
    std::stable_sort(m_extras.begin(), m_extras.end(), [](const Extra& a, const Extra& b) { return a.time < b.time; });
}

Event DemoWriter::event(std::string kind, Time time, const std::string& user)
{
    Dice dice(m_seed, m_eventNumber++, 102);
    Dice userDice(m_seed, std::hash<std::string_view>{}(user), 103);
    Event made;
    made.time = time;
    made.user = user;
    made.userId = demo::uuid(userDice, 1'600'000'000'000).text();
    made.client = "Tokenhouse desktop";
    made.address = demo::address(dice);
    made.correlationId = demo::uuid(dice, toMillis(time)).text();
    made.kind = std::move(kind);
    return made;
}

void DemoWriter::makeToken(std::uint64_t number)
{
    const auto time = m_stock.tokenTime(number);
    runExtras(time);
    const bool later = !m_lives.empty() && m_lives[number].willDecide;
    const auto token = m_stock.token(number, !later);
    m_ids[number] = token.id;
    auto made = event("token.created", time, token.createdBy);
    made.objectType = "token";
    made.objectId = token.id.text();
    made.objectName = token.name;
    made.changes = tokenChanges(nullptr, &token);
    if (token.isHeld)
        made.changes.push_back({"isHeld", nullptr, true});
    m_load.addEvent(std::move(made));
}

void DemoWriter::makeDefinition(std::uint64_t number)
{
    const auto time = m_stock.definitionTime(number);
    runExtras(time);
    auto definition = m_stock.definition(number);
    std::vector<std::int64_t> rows;
    for (const auto token : m_stock.listed(number)) {
        definition.allowedTokens.push_back(m_ids[token]);
        rows.push_back(static_cast<std::int64_t>(token) + 1);
        ++m_usedBy[token];
    }
    std::sort(definition.allowedTokens.begin(), definition.allowedTokens.end());
    auto made = event("definition.created", time, definition.createdBy);
    made.objectType = "definition";
    made.objectId = definition.id.text();
    made.objectName = definition.route;
    made.changes = definitionChanges(nullptr, &definition);
    for (const auto& id : definition.allowedTokens)
        made.related.push_back(id.text());
    m_load.addDefinition(definition, rows);
    m_load.addEvent(std::move(made));
}

Token DemoWriter::tokenNow(std::uint64_t number) const
{
    const Life life = m_lives.empty() ? Life{} : m_lives[number];
    auto token = m_stock.token(number, !life.willDecide || life.decided);
    if (life.updates > 0) {
        token.owner = demo::person(number + life.updates);
        token.lastModifiedBy = demo::operatorName(number + life.updates);
    }
    if (life.lastModified != 0) {
        token.lastModified = fromMillis(life.lastModified);
        token.revision = 1 + life.updates + (life.decided ? 1 : 0);
    }
    return token;
}

void DemoWriter::runExtras(Time before)
{
    while (m_nextExtra < m_extras.size() && m_extras[m_nextExtra].time < toMillis(before))
        runExtra(m_extras[m_nextExtra++]);
}

void DemoWriter::runExtra(const Extra& extra)
{
    auto& life = m_lives[extra.token];
    const auto before = tokenNow(extra.token);
    std::string kind = "token.updated";
    std::string reason;
    if (life.willDecide && !life.decided) {
        auto copy = before;
        kind = m_stock.decide(copy, extra.token);
        reason = demo::disableReason(extra.token);
        life.decided = true;
    } else {
        ++life.updates;
    }
    life.lastModified = extra.time;
    const auto after = tokenNow(extra.token);
    auto made = event(kind, fromMillis(extra.time), after.lastModifiedBy);
    made.objectType = "token";
    made.objectId = after.id.text();
    made.objectName = after.name;
    made.changes = tokenChanges(&before, &after);
    made.reason = std::move(reason);
    m_load.addEvent(std::move(made));
}

Result<void> DemoWriter::writeTokens(SecretsFile* secrets)
{
    for (std::uint64_t number = 0; number < m_stock.tokenCount(); ++number) {
        auto token = tokenNow(number);
        m_stock.use(token, number);
        token.usedBy = m_usedBy[number];
        StoredSecret stored;
        stored.tokenId = token.id;
        stored.keyId = m_keys.currentKeyId();
        if (secrets) {
            auto text = m_stock.secret(number);
            stored.digest = m_keys.digest(text);
            Result<void> added;
            if (m_stock.fate(number) == TokenState::Active)
                added = secrets->add(token.id, text, m_stock.route(m_stock.callableFor(number)));
            wipe(text);
            if (!added)
                return added;
        } else if (RAND_bytes(stored.digest.data(), static_cast<int>(stored.digest.size())) != 1) {
            // A digest of a secret that never was: nobody can know it.
            return fail(Fault::Internal, "The random generator failed.");
        }
        m_load.addToken(token, stored);
    }
    return secrets ? secrets->flush() : Result<void>();
}

Result<std::unique_ptr<KeyRing>> keyOf(const std::string& directory)
{
    const auto path = directory + "/key";
    if (::access(path.c_str(), F_OK) != 0) {
        if (auto made = KeyRing::create(path); !made)
            return tl::unexpected(std::move(made.error()));
    }
    return KeyRing::load(path);
}

Result<void> makeDirectory(const std::string& path)
{
    if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST)
        return {};
    return fail(Fault::Unavailable, "Cannot make " + path + ": " + std::strerror(errno) + ".");
}

/// The script that some of the definitions run; one that is there is left alone.
void writeSampleScript(const std::string& directory)
{
    if (!makeDirectory(directory + "/scripts"))
        return;
    const auto path = directory + "/scripts/echo.js";
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return;
    if (::write(file, sampleScript.data(), sampleScript.size()) < 0)
        ::unlink(path.c_str());
    ::close(file);
}

Result<void> checkOptions(const DemoOptions& options)
{
    if (options.tokens > options.definitions * allowedTokensMaximum)
        return fail(Fault::Malformed, "An API allows at most 10000 tokens: ask for more definitions, or fewer tokens.");
    if (options.tokens > 20'000'000 || options.definitions > 5'000'000)
        return fail(Fault::Malformed, "That is too large a stock.");
    if (options.events != 0 && options.events < options.tokens + options.definitions)
        return fail(Fault::Malformed, "Each token and definition has its event: --events is at least their sum.");
    return {};
}

} // namespace

Result<void> makeDemo(const std::string& directory, const DemoOptions& options)
{
    if (auto checked = checkOptions(options); !checked)
        return checked;
    if (auto made = makeDirectory(directory); !made)
        return made;
    try {
        auto load = BulkLoad::begin(directory);
        if (!load)
            return tl::unexpected(std::move(load.error()));
        const auto keys = keyOf(directory);
        if (!keys)
            return tl::unexpected(keys.error());
        const auto check = (*load)->oldSetting(keyCheck);
        if (check && *check != (*keys)->checkValue())
            return fail(Fault::Conflict,
                        "The key in " + directory + " does not belong to its store. Nothing was changed.");
        (*load)->setSetting(keyCheck, (*keys)->checkValue());
        std::unique_ptr<SecretsFile> secrets;
        if (!options.secretsFile.empty()) {
            auto made = SecretsFile::make(options.secretsFile);
            if (!made)
                return tl::unexpected(std::move(made.error()));
            secrets = std::move(*made);
            (*load)->setSetting(demoMark, "true");
        }
        const Stock stock(options, options.now == Time{} ? now() : options.now);
        const auto makings = options.tokens + options.definitions;
        const auto extras = options.tokens == 0 || options.events < makings ? 0 : options.events - makings;
        DemoWriter writer(stock, **load, **keys, options.seed, extras);
        if (auto written = writer.write(secrets.get()); !written)
            return written;
        writeSampleScript(directory);
        return (*load)->finish();
    } catch (const SqliteError& error) {
        return tl::unexpected(failureOf(error));
    }
}

} // namespace tokenhouse::server

#include <QtTest>

#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/api/api_fixture.h"
#include "tests/support/files.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

constexpr int stockSize = 30'000; ///< more than the kernel's buffers hold of it

using Row = std::vector<std::string>;

/// RFC 4180, strictly: rows of cells.
std::vector<Row> csvRows(std::string_view text)
{
    std::vector<Row> rows;
    while (!text.empty()) {
        Row row;
        for (bool rowEnds = false; !rowEnds;) {
            std::string cell;
            if (text.starts_with('"')) {
                text.remove_prefix(1);
                for (;;) {
                    const auto quote = text.find('"');
                    if (quote == std::string_view::npos)
                        throw std::runtime_error("a quote is not closed");
                    cell += text.substr(0, quote);
                    text.remove_prefix(quote + 1);
                    if (!text.starts_with('"'))
                        break;
                    cell += '"';
                    text.remove_prefix(1);
                }
            } else {
                const auto end = text.find_first_of(",\r\"");
                cell = text.substr(0, end);
                text.remove_prefix(end);
            }
            row.push_back(std::move(cell));
            rowEnds = text.starts_with("\r\n");
            if (!rowEnds && !text.starts_with(','))
                throw std::runtime_error("a cell ends oddly");
            text.remove_prefix(rowEnds ? 2 : 1);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

/// Whole lists as files: complete, of one moment, harmless in a spreadsheet, and known to be cut short when they are.
class ExportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture.init();
        m_fixture.addUser("vera", "Viewers");
        const auto made =
            runServerCommand({"demo", "--data", m_fixture.directory(), "--tokens", std::to_string(stockSize),
                              "--definitions", "3", "--seed", "1", "--secrets", m_fixture.file("secrets")});
        QVERIFY2(made.code == 0, made.err.c_str());
        start();
    }
    void defusesFormulas();
    void writesLinesAsListsDo();
    void writesEventsAndApis();
    void isAnEventBeforeIt();
    void keepsASecretOutOfTheEvent();
    void isOfOneMoment();
    void hasNoSecret();
    void refusesWhatIsNoExport();
    void runsTwoAtOnce();
    void endsShortAtAStop();
    void cutsOffWhoTakesNothing();

private:
    void start()
    {
        std::ofstream(m_fixture.file("config")) << "[api]\nbody_timeout = 1\n";
        m_fixture.start({"--config", m_fixture.file("config")});
        m_anna = std::make_unique<ApiUser>(m_fixture.anna());
    }
    static std::string asked(const std::string& filter, const std::string& format, const std::string& order = "id")
    {
        return json::serialize(json::object{{"filter", filter}, {"orderBy", order}, {"format", format}});
    }
    ApiReply exported(const std::string& kind, const std::string& filter, const std::string& format)
    {
        return m_anna->send("POST", kind + ":export", {{"Content-Type", "application/json"}},
                            asked(filter, format, kind == "events" ? "sequence" : "id"));
    }
    HttpClient begin(const std::string& format, HttpReply* head = nullptr)
    {
        HttpClient http(m_fixture.server->api());
        auto fields = m_anna->authorization();
        fields.emplace_back("Content-Type", "application/json");
        const auto reply = http.openStream("/api/v1/tokens:export", fields, "POST", asked("", format));
        if (head != nullptr)
            *head = reply;
        return http;
    }
    static std::string rest(HttpClient& http)
    {
        std::string text;
        while (const auto piece = http.readStream())
            text += *piece;
        return text;
    }
    std::string make(const std::string& name)
    {
        return m_anna->post("tokens", json::object{{"name", name}, {"generate", json::object{}}}).text("id");
    }
    ApiFixture m_fixture;
    std::unique_ptr<ApiUser> m_anna;
};

void ExportTest::defusesFormulas()
{
    const std::vector<std::string> names{
        "=HYPERLINK(\"http://x\",\"y\")",       "+1",  "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'quoted'", "\uFF1D1",
        "plain, with \"quotes\"\r\nand a line", "a=b", "'"};
    for (const auto& name : names)
        QCOMPARE(m_anna
                     ->post("tokens", json::object{{"name", name},
                                                   {"owner", "formulas"},
                                                   {"labels", json::array{"=1", "b"}},
                                                   {"generate", json::object{}}})
                     .status,
                 201);
    const auto reply = exported("tokens", "owner = formulas", "csv");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.field("X-Total-Count"), std::to_string(names.size()));
    QVERIFY(reply.field("Content-Type").starts_with("text/csv"));
    const auto rows = csvRows(reply.raw);
    QCOMPARE(rows.size(), names.size() + 1);
    QCOMPARE(rows[0].front(), std::string("id"));
    const auto list = m_anna->get("tokens?filter=owner%3Dformulas&orderBy=id");
    const json::value first = list.items()[0];
    QCOMPARE(rows[0].size(), first.as_object().size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        QCOMPARE(rows[i + 1].size(), rows[0].size());
        auto cell = rows[i + 1][1];
        QVERIFY2(cell.find_first_of("=+-@\t\r\n") != 0, cell.c_str());
        if (cell.starts_with('\''))
            cell.erase(0, 1);
        QCOMPARE(cell, names[i]);
        QCOMPARE(rows[i + 1][4], std::string("[\"=1\",\"b\"]"));
    }
    std::size_t column = 0;
    for (const auto& member : first.as_object())
        QCOMPARE(rows[0][column++], std::string(member.key()));
}

void ExportTest::writesLinesAsListsDo()
{
    const auto reply = exported("tokens", "isDisabled = true", "json");
    QCOMPARE(reply.field("Content-Type"), std::string("application/x-ndjson"));
    const auto list = m_anna->get("tokens?filter=isDisabled%3Dtrue&orderBy=id&pageSize=1000");
    std::istringstream lines(reply.raw);
    std::string line;
    std::size_t count = 0;
    while (std::getline(lines, line)) {
        if (count < list.items().size())
            QVERIFY(parseJson(line).value() == list.items()[count]);
        ++count;
    }
    QCOMPARE(static_cast<std::int64_t>(count), list.body.at("totalSize").as_int64());
    QVERIFY(count > list.items().size());
    QCOMPARE(reply.field("X-Total-Count"), std::to_string(count));
}

void ExportTest::writesEventsAndApis()
{
    const auto apis = csvRows(exported("definitions", "", "csv").raw);
    QCOMPARE(apis.size(), std::size_t{4});
    const auto allowed = parseJson(apis[1][5]).value();
    QVERIFY(allowed.as_array().size() > 1);
    const auto events = exported("events", "kind = token.created AND sequence < 50", "json");
    std::istringstream lines(events.raw);
    std::string line;
    while (std::getline(lines, line)) {
        const auto event = parseJson(line).value();
        const auto listed =
            m_anna->get("events?filter=sequence%3D" + std::to_string(event.at("sequence").as_int64())).items()[0];
        QVERIFY(event == listed);
    }
    const auto rows = csvRows(exported("events", "sequence < 50", "csv").raw);
    QCOMPARE(rows.size(), std::size_t{50});
    QCOMPARE(rows[0].size(), rows[1].size());
}

void ExportTest::isAnEventBeforeIt()
{
    const auto reply = exported("tokens", "name:\"no such name\"", "csv");
    QCOMPARE(csvRows(reply.raw).size(), std::size_t{1});
    const json::value event = m_anna->get("events?pageSize=1").items()[0];
    QCOMPARE(event.at("kind").as_string(), "data.exported");
    std::map<std::string, json::value> told;
    for (const auto& change : event.at("changes").as_array())
        told[std::string(change.at("field").as_string())] = change.at("new");
    QVERIFY(told.at("kind") == json::value("tokens") && told.at("format") == json::value("csv"));
    QVERIFY(told.at("filter") == json::value("name:\"no such name\"") && told.at("count") == json::value(0));
}

void ExportTest::keepsASecretOutOfTheEvent()
{
    QCOMPARE(exported("tokens", "name:\"" + secretOf('x') + "A1\"", "csv").status, 200);
    QVERIFY(m_anna->get("events?pageSize=1").raw.find(secretOf('x')) == std::string::npos);
}

void ExportTest::isOfOneMoment()
{
    HttpReply head;
    auto http = begin("csv", &head);
    const auto late = make("made meanwhile");
    const auto rows = csvRows(rest(http));
    QVERIFY(http.hadLastChunk());
    QCOMPARE(std::to_string(rows.size() - 1), head.field("X-Total-Count"));
    std::set<std::string> ids;
    for (const auto& row : rows)
        ids.insert(row.front());
    QCOMPARE(ids.size(), rows.size());
    QVERIFY(!ids.contains(late));
}

void ExportTest::hasNoSecret()
{
    const auto text = exported("tokens", "", "csv").raw + exported("definitions", "", "json").raw;
    std::ifstream file(m_fixture.file("secrets"));
    std::string id;
    std::string secret;
    std::string route;
    int looked = 0;
    while (looked < 200 && file >> id >> secret >> route) {
        QVERIFY(text.find(secret) == std::string::npos);
        ++looked;
    }
    QCOMPARE(looked, 200);
}

void ExportTest::refusesWhatIsNoExport()
{
    const auto send = [&](const std::string& body) {
        return m_anna->send("POST", "tokens:export", {{"Content-Type", "application/json"}}, body).status;
    };
    const std::string csv = "{\"format\":\"csv\"";
    for (const auto& body :
         {std::string("{}"), std::string("[]"), std::string("x"), std::string("{\"format\":\"xml\"}"),
          csv + ",\"filter\":\"name =\"}", csv + ",\"orderBy\":\"nothing\"}", csv + ",\"more\":1}"})
        QCOMPARE(send(body), 400);
    QCOMPARE(send(csv + "}"), 200);
    ApiUser vera(m_fixture.server->api(), "vera");
    QCOMPARE(vera.post("events:export", json::object{{"format", "csv"}}).status, 403);
    QCOMPARE(vera.post("tokens:export", json::object{{"format", "csv"}, {"filter", "name = \"no such name\""}}).status,
             200);
}

void ExportTest::runsTwoAtOnce()
{
    auto first = begin("json");
    auto second = begin("json");
    const auto third = exported("tokens", "", "csv");
    QCOMPARE(third.status, 503);
    QVERIFY(!third.field("Retry-After").empty());
    rest(first);
    rest(second);
    QVERIFY(first.hadLastChunk() && second.hadLastChunk());
    QTRY_COMPARE(exported("tokens", "name = \"no such name\"", "csv").status, 200);
}

void ExportTest::endsShortAtAStop()
{
    auto http = begin("json");
    m_fixture.server->signal(SIGTERM);
    QCOMPARE(m_fixture.server->wait().code, 0);
    rest(http);
    QVERIFY(!http.hadLastChunk());
    start();
}

void ExportTest::cutsOffWhoTakesNothing()
{
    auto first = begin("json");
    auto second = begin("json");
    // Their places come free although nobody reads.
    QTRY_COMPARE_WITH_TIMEOUT(exported("tokens", "name = \"no such name\"", "csv").status, 200, 30'000);
    rest(first);
    QVERIFY(!first.hadLastChunk());
}

QTEST_GUILESS_MAIN(ExportTest)
#include "export_test.moc"

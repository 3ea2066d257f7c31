#include "tests/views/sample.h"

#include <array>

namespace tokenhouse::sample {

Time moment()
{
    return *parseTime("2026-11-22T16:48:31Z");
}

Uuid id(int number)
{
    std::array<std::uint8_t, 16> bytes{0x8c, 0x1f, 0x02, 0x11, 0x4a, 0x11, 0x70, 0x00,
                                       0x80, 0x00, 0,    0,    0,    0,    0xb0, 0x7e};
    bytes[12] = static_cast<std::uint8_t>(number >> 8);
    bytes[13] = static_cast<std::uint8_t>(number);
    return Uuid::fromBytes(bytes.data());
}

std::vector<Token> tokens()
{
    struct Row {
        const char* name;
        char state; // a d h u x, e expiring
        unsigned usedBy;
        const char* createdBy;
        const char* created;
        const char* modifiedBy;
        const char* modified;
        const char* expires;
        const char* used;
    };
    constexpr std::array rows{
        Row{"billing-gateway", 'a', 4, "j.devries", "2025-03-04T10:00:00Z", "j.devries", "2026-11-22T14:40:00Z",
            "2027-01-31T00:00:00Z", "2026-11-22T16:48:30Z"},
        Row{"build-agent-14", 'a', 1, "maria.k", "2026-11-22T09:12:00Z", "maria.k", "2026-11-22T09:12:00Z", "",
            "2026-11-22T16:44:12Z"},
        Row{"encoder-status-wall", 'e', 7, "p.okafor", "2025-03-04T10:00:00Z", "p.okafor", "2026-11-21T16:41:00Z",
            "2026-11-28T18:00:00Z", "2026-11-22T16:48:19Z"},
        Row{"field-app android", 'a', 12, "maria.k", "2026-06-11T10:00:00Z", "s.lindqvist", "2026-11-19T10:00:00Z", "",
            "2026-11-22T16:47:20Z"},
        Row{"ingest-mirror (old)", 'd', 0, "a.tanaka", "2024-02-02T10:00:00Z", "maria.k", "2026-11-18T10:00:00Z", "",
            "2025-03-03T10:00:00Z"},
        Row{"internal-probe", 'a', 2, "svc-deploy", "2026-03-01T10:00:00Z", "svc-deploy", "2026-11-17T10:00:00Z",
            "2027-03-01T00:00:00Z", "2026-11-22T16:46:40Z"},
        Row{"jenkins-legacy", 'h', 3, "root", "2023-09-09T10:00:00Z", "security", "2026-11-16T10:00:00Z", "",
            "2026-11-16T10:00:00Z"},
        Row{"kiosk-lobby-2", 'u', 1, "maria.k", "2026-11-15T10:00:00Z", "maria.k", "2026-11-15T10:00:00Z", "", ""},
        Row{"metrics-push", 'a', 1, "p.okafor", "2025-06-30T10:00:00Z", "p.okafor", "2026-11-14T10:00:00Z",
            "2027-06-30T00:00:00Z", "2026-11-22T16:48:22Z"},
        Row{"mobile-beta", 'x', 2, "j.devries", "2026-08-12T10:00:00Z", "j.devries", "2026-11-12T10:00:00Z",
            "2026-11-12T00:00:00Z", "2026-11-12T10:00:00Z"},
        Row{"ops-bot", 'a', 9, "maria.k", "2024-05-01T10:00:00Z", "a.tanaka", "2026-11-11T10:00:00Z", "",
            "2026-11-22T16:48:05Z"},
        Row{"partner: Nordlys", 'a', 5, "s.lindqvist", "2026-05-09T10:00:00Z", "s.lindqvist", "2026-11-09T10:00:00Z",
            "2027-05-09T00:00:00Z", "2026-11-22T15:51:00Z"},
        Row{"playout-sync", 'a', 2, "a.tanaka", "2026-04-17T10:00:00Z", "a.tanaka", "2026-11-07T10:00:00Z", "",
            "2026-11-22T16:48:26Z"},
        Row{"qa-sandbox", 'd', 1, "p.okafor", "2025-01-03T10:00:00Z", "p.okafor", "2026-11-03T10:00:00Z", "",
            "2026-10-30T10:00:00Z"},
        Row{"reporting-nightly", 'a', 3, "svc-deploy", "2025-11-01T10:00:00Z", "svc-deploy", "2026-11-01T10:00:00Z",
            "2027-11-01T00:00:00Z", "2026-11-22T02:00:00Z"},
        Row{"site-uplink-oslo", 'a', 1, "s.lindqvist", "2026-10-28T10:00:00Z", "s.lindqvist", "2026-10-28T10:00:00Z",
            "", "2026-11-22T16:47:49Z"},
        Row{"ticketing", 'a', 6, "j.devries", "2024-06-06T10:00:00Z", "j.devries", "2026-10-27T10:00:00Z", "",
            "2026-11-22T16:48:29Z"},
        Row{"transcoder-7", 'a', 1, "a.tanaka", "2026-10-26T10:00:00Z", "maria.k", "2026-10-26T10:00:00Z", "",
            "2026-11-22T16:48:12Z"},
        Row{"weather-feed", 'a', 1, "p.okafor", "2026-10-22T10:00:00Z", "p.okafor", "2026-10-22T10:00:00Z", "",
            "2026-11-22T16:47:20Z"},
        Row{"zabbix-bridge", 'a', 2, "svc-deploy", "2026-10-20T10:00:00Z", "svc-deploy", "2026-10-20T10:00:00Z", "",
            "2026-11-22T16:48:24Z"}};
    std::vector<Token> result;
    int number = 0;
    for (const Row& row : rows) {
        Token token;
        token.id = id(++number);
        token.name = row.name;
        token.isDisabled = row.state == 'd';
        token.isHeld = row.state == 'h';
        if (row.state == 'u')
            token.claimUntil = moment() + std::chrono::minutes(9);
        token.rateLimit = *RateLimit::make(60, 60);
        token.usedBy = row.usedBy;
        token.createdBy = row.createdBy;
        token.createdAt = *parseTime(row.created);
        token.lastModifiedBy = row.modifiedBy;
        token.lastModified = *parseTime(row.modified);
        token.expiresAt = parseTime(row.expires);
        token.lastUsedAt = parseTime(row.used);
        token.useCount = token.lastUsedAt ? 48211 : 0;
        result.push_back(token);
    }
    return result;
}

std::vector<Definition> definitions()
{
    std::vector<Definition> result;
    int number = 100;
    for (const auto& [route, name, fixed] :
         {std::tuple{"encoders/{id}/status", "Encoder status", false}, std::tuple{"encoders/list", "Encoders", false},
          std::tuple{"wall/layout", "", true}, std::tuple{"reports/nightly", "Nightly report", false},
          std::tuple{"tickets/{ticketId}/comments", "Comments of a ticket", false},
          std::tuple{"health", "Is it up", true}}) {
        Definition definition;
        definition.id = id(++number);
        definition.route = route;
        definition.name = name;
        if (fixed)
            definition.action = FixedResponse{200, {{"Content-Type", "application/json"}}, "{\"status\":\"ok\"}"};
        else
            definition.action = AutomationScript{"encoder_status.js", InputType::RawBody};
        definition.methods = {Method::Get};
        definition.allowedTokens = {id(1), id(3), id(11)};
        definition.isDisabled = number == 104;
        definition.createdBy = definition.lastModifiedBy = "maria.k";
        definition.createdAt = *parseTime("2026-05-09T10:00:00Z");
        definition.lastModified = *parseTime("2026-11-20T10:00:00Z");
        result.push_back(definition);
    }
    return result;
}

std::vector<Event> events()
{
    struct Row {
        const char* time;
        const char* user;
        const char* kind;
        const char* type;
        const char* name;
    };
    constexpr std::array rows{Row{"16:41:07", "maria.k", "token.updated", "token", "encoder-status-wall"},
                              Row{"16:40:12", "maria.k", "definition.updated", "definition", "encoders/{id}/status"},
                              Row{"16:22:50", "security", "token.held", "token", "jenkins-legacy"},
                              Row{"16:02:33", "svc-deploy", "token.rotated", "token", "internal-probe"},
                              Row{"15:58:01", "j.devries", "token.created", "token", "billing-gateway"},
                              Row{"15:44:19", "unknown", "session.refused", "session", ""},
                              Row{"15:20:00", "a.tanaka", "token.deleted", "token", "ingest-mirror"},
                              Row{"14:51:48", "p.okafor", "definition.created", "definition", "wall/layout"},
                              Row{"14:03:11", "maria.k", "data.exported", "", "tokens"},
                              Row{"13:37:45", "s.lindqvist", "token.disabled", "token", "qa-sandbox"},
                              Row{"11:46:09", "maria.k", "token.enabled", "token", "ops-bot"},
                              Row{"11:05:17", "p.okafor", "token.claimed", "token", "weather-feed"},
                              Row{"08:59:30", "maria.k", "session.started", "session", ""}};
    std::vector<Event> result;
    std::int64_t sequence = 48211;
    for (const Row& row : rows) {
        Event event;
        event.time = *parseTime(std::string("2026-11-22T") + row.time + "Z");
        event.user = row.user;
        event.kind = row.kind;
        event.objectType = row.type;
        event.objectId = *row.type ? id(3).text() : std::string();
        event.objectName = row.name;
        event.address = "10.4.1.12";
        event.client = "desktop 0.1";
        if (event.kind == "token.updated")
            event.changes = {{"expiresAt", nullptr, "2026-11-28T18:00:00.000Z"}, {"owner", "", "Encoding team"}};
        seal(event, sequence--, noHash, event.time);
        result.push_back(event);
    }
    return result;
}

std::string worstName()
{
    const std::string marks = "a\u202Eb\u2066c\n"
                              "d<b>e</b>&f";
    return marks + std::string(nameMaximum - 17, 'W');
}

} // namespace tokenhouse::sample

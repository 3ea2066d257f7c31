#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <QString>

#include "core/permission.h"
#include "models/token_face.h"

namespace tokenhouse {

enum class ObjectKind : std::uint8_t { None, Token, Definition, Event, User };

/// A selection of more rows than were read, as the server is asked for it.
struct ChosenByFilter {
    std::string filter; ///< matches what is selected and nothing else
    std::string list;   ///< the list's own filter, which the user knows; empty = the whole list
    int without = 0;    ///< rows of that list that are not selected
    bool operator==(const ChosenByFilter&) const = default;
};

/// What is selected on the page in front, as facts: the ids, and how many of each state.
struct Selection {
    ObjectKind kind = ObjectKind::None;
    std::vector<std::string> ids;
    int active = 0; ///< can be used for calls (also expiring)
    int disabled = 0;
    int unclaimed = 0;
    int expired = 0;
    int held = 0;
    int unread = 0; ///< selected rows whose objects are not at hand: a change by ids would leave them out
    std::optional<ChosenByFilter> byFilter; ///< when some are unread, and where a filter can say what is selected
    int count() const { return static_cast<int>(ids.size()); }
    void count(Face face);
    bool operator==(const Selection&) const = default;
};

/// All that decides whether a command may run now.
struct Situation {
    bool connected = false;
    bool readOnly = false; ///< the profile is read-only until unlocked
    bool busy = false;     ///< a change of the selected objects is on its way
    bool undoable = false; ///< the last change can be taken back
    Permissions permissions;
    std::set<std::string> features; ///< of the server's status
    Selection selection;
    bool operator==(const Situation&) const = default;
};

/// What a command needs; declared once by each command, compared in one place: judge().
struct Needs {
    enum class Size : std::uint8_t { Any, One, AtLeastOne };
    enum SelectedState : std::uint8_t { // at least one of the selected objects is …
        Nothing = 0,
        Enabled = 1,  ///< … not disabled
        Disabled = 2, ///< … disabled
        Unclaimed = 4,
        Held = 8,
        NotHeld = 16,
    };

    bool connected = true;
    bool changes = false; ///< refused by a read-only profile
    bool undoable = false;
    Permissions permissions{};
    std::vector<std::string> features{};
    ObjectKind kind = ObjectKind::None; ///< of the selection; None = whatever
    Size size = Size::Any;
    std::uint8_t states = Nothing;
};

/// Whether, and in words why not: "Needs the permission tokens.delete. Your administrators grant it." Empty when
/// enabled.
struct Verdict {
    bool enabled = false;
    QString reason;
    bool operator==(const Verdict&) const = default;
};

/// The first thing that is missing decides, in the order: connection, read-only, permission, feature, selection, state.
Verdict judge(const Needs& needs, const Situation& situation);

} // namespace tokenhouse

#pragma once

#include <optional>
#include <vector>

#include <QHash>
#include <QString>

#include "core/event.h"
#include "core/uuid.h"
#include "models/time_text.h"

namespace tokenhouse {

/// One changed field, ready to be shown side by side.
struct FieldDifference {
    QString field;  ///< translated: "Expires", "Secret"
    QString before; ///< empty text stands for "none" (see hasBefore)
    QString after;
    bool hasBefore = false;
    bool hasAfter = false;
};

/// "Token created", "Secret rotated", "API disabled", "Signed in"; an unknown kind as it is.
QString eventKindText(const std::string& kind);
/// A refusal or a removal: told in red.
bool isRefusalOrRemoval(const std::string& kind);
/// Which fields, in one line: "Expires, Rate limit".
QString changedFieldsText(const Event& event);
/// A sentence for the history of the object of this id: "Expiry set to 28 Nov 2026", "Secret rotated"; what happened to
/// another one that it is related to is told with that one's name: "Allowed on wall/layout".
QString historyText(const Event& event, const QString& object, const TimeText& times);
/// Tokens that `names` knows by their ids are called by their names.
std::vector<FieldDifference> fieldDifferences(const Event& event, const TimeText& times,
                                              const QHash<QString, QString>& names = {});
/// The ids of tokens among an event's differences: at most 100 of them.
std::vector<Uuid> tokensNamedIn(const Event& event);
QString fieldTitle(const std::string& field);

} // namespace tokenhouse

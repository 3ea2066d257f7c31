#pragma once

#include <vector>

#include <QString>

#include "core/definition.h"
#include "core/token.h"
#include "models/time_text.h"
#include "models/token_face.h"

namespace tokenhouse {

/// One line of the details pane.
struct DetailFact {
    enum class Kind { Text, Id, When, Multiline };
    QString key;   ///< never translated
    QString label; ///< translated
    QString value;
    QString tip;   ///< the whole, or the exact time; may be empty
    QString exact; ///< what Copy takes
    Kind kind = Kind::Text;
    QString link = {}; ///< what can be done with it, as a link behind the value; empty = nothing
    bool operator==(const DetailFact&) const = default;
};

/// What the details pane tells of one object. Plain facts; the pane lays them out.
struct ObjectDetails {
    QString id;
    QString title;
    Face face = Face::Active;
    QString faceText;
    std::vector<DetailFact> facts;
};

ObjectDetails detailsOf(const Token& token, const TimeText& times);
ObjectDetails detailsOf(const Definition& definition, const TimeText& times);

} // namespace tokenhouse

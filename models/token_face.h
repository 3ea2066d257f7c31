#pragma once

#include <chrono>

#include <QString>

#include "core/token.h"

namespace tokenhouse {

/// How a token or an API stands, as it is shown: the five states of the domain and `Expiring`, an active token whose
/// expiry lies within expiringWithin. Delegates give each a shape, a word and a colour.
enum class Face { Active, Expiring, Unclaimed, Disabled, Expired, Held };

inline constexpr std::chrono::days expiringWithin{14};

Face faceOf(const Token& token, Time at);
/// Can it be used for calls? What cannot is greyed in its whole row.
bool isUsable(Face face);
/// "Active", "Unclaimed", "Security hold" …; for Expiring give the time left ("Expires in 6 d").
QString faceText(Face face);
QString faceText(const Token& token, Time at, const QString& timeLeft);

} // namespace tokenhouse

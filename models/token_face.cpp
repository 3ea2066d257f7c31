#include "models/token_face.h"

#include <QCoreApplication>

namespace tokenhouse {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Face", text);
}

} // namespace

Face faceOf(const Token& token, Time at)
{
    switch (token.state(at)) {
    case TokenState::Held: return Face::Held;
    case TokenState::Disabled: return Face::Disabled;
    case TokenState::Expired: return Face::Expired;
    case TokenState::Unclaimed: return Face::Unclaimed;
    case TokenState::Active: break;
    }
    return token.expiresAt && *token.expiresAt - at <= expiringWithin ? Face::Expiring : Face::Active;
}

bool isUsable(Face face)
{
    return face == Face::Active || face == Face::Expiring || face == Face::Unclaimed;
}

QString faceText(Face face)
{
    switch (face) {
    case Face::Active: return tr(QT_TRANSLATE_NOOP("Face", "Active"));
    case Face::Expiring: return tr(QT_TRANSLATE_NOOP("Face", "Expiring"));
    case Face::Unclaimed: return tr(QT_TRANSLATE_NOOP("Face", "Unclaimed"));
    case Face::Disabled: return tr(QT_TRANSLATE_NOOP("Face", "Disabled"));
    case Face::Expired: return tr(QT_TRANSLATE_NOOP("Face", "Expired"));
    case Face::Held: return tr(QT_TRANSLATE_NOOP("Face", "Security hold"));
    }
    return {};
}

QString faceText(const Token& token, Time at, const QString& timeLeft)
{
    const auto face = faceOf(token, at);
    return face == Face::Expiring ? tr(QT_TRANSLATE_NOOP("Face", "Expires in %1")).arg(timeLeft) : faceText(face);
}

} // namespace tokenhouse

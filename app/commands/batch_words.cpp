#include "app/commands/batch_words.h"

#include <algorithm>

#include <QCoreApplication>

namespace tokenhouse {

namespace {

struct BatchWords {
    Q_DECLARE_TR_FUNCTIONS(BatchWords)
};

} // namespace

QString doingText(BatchAction action, int count)
{
    switch (action) {
    case BatchAction::Enable: return BatchWords::tr("Enabling %Ln…", nullptr, count);
    case BatchAction::Disable: return BatchWords::tr("Disabling %Ln…", nullptr, count);
    case BatchAction::Delete: return BatchWords::tr("Deleting %Ln…", nullptr, count);
    default: return BatchWords::tr("Changing %Ln…", nullptr, count);
    }
}

QString doneText(BatchAction action)
{
    switch (action) {
    case BatchAction::Enable: return BatchWords::tr("Enabled %1 of %2");
    case BatchAction::Disable: return BatchWords::tr("Disabled %1 of %2");
    case BatchAction::Delete: return BatchWords::tr("Deleted %1 of %2");
    default: return BatchWords::tr("Changed %1 of %2");
    }
}

QString doneText(BatchAction action, const QString& name)
{
    switch (action) {
    case BatchAction::Enable: return BatchWords::tr("“%1” was enabled.").arg(name);
    case BatchAction::Disable: return BatchWords::tr("“%1” was disabled.").arg(name);
    case BatchAction::Delete: return BatchWords::tr("“%1” was deleted.").arg(name);
    default: return BatchWords::tr("“%1” was changed.").arg(name);
    }
}

QString nothingDoneText(BatchAction action)
{
    switch (action) {
    case BatchAction::Enable: return BatchWords::tr("Nothing was enabled");
    case BatchAction::Disable: return BatchWords::tr("Nothing was disabled");
    case BatchAction::Delete: return BatchWords::tr("Nothing was deleted");
    default: return BatchWords::tr("Nothing was changed");
    }
}

std::optional<BatchOrder> takingBack(const BatchOrder& order, const std::vector<const Token*>& before)
{
    BatchOrder back = order;
    back.reason.clear();
    back.code = DisableCode::None;
    const auto isAlike = [&](auto member) {
        return !before.empty() && std::ranges::all_of(before, [&](const Token* token) {
            return token && token->*member == before.front()->*member;
        });
    };
    switch (order.action) {
    case BatchAction::Enable: back.action = BatchAction::Disable; return back;
    case BatchAction::Disable:
        back.action = BatchAction::Enable;
        return order.code == DisableCode::Leaked ? std::nullopt : std::optional(back); // a leaked secret stays off
    case BatchAction::Allow: back.action = BatchAction::Disallow; return back;
    case BatchAction::Disallow:
        // Of a token that one of several APIs did not list nobody could tell which.
        back.action = BatchAction::Allow;
        return order.definitions.size() == 1 ? std::optional(back) : std::nullopt;
    case BatchAction::SetExpiry:
        if (!before.empty() && before.front() && isAlike(&Token::expiresAt)) {
            back.expiresAt = before.front()->expiresAt;
            return back;
        }
        return std::nullopt;
    case BatchAction::SetRateLimit:
        if (!before.empty() && before.front() && isAlike(&Token::rateLimit)) {
            back.rateLimit = before.front()->rateLimit;
            return back;
        }
        return std::nullopt;
    case BatchAction::Delete: return std::nullopt;
    }
    return std::nullopt;
}

} // namespace tokenhouse

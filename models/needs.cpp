#include "models/needs.h"

#include <QCoreApplication>
#include <QLocale>

#include "core/limits.h"
#include "models/text.h"

namespace tokenhouse {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Needs", text);
}

QString selectionReason(const Needs& needs)
{
    const bool one = needs.size == Needs::Size::One;
    switch (needs.kind) {
    case ObjectKind::Token:
        return one ? tr(QT_TRANSLATE_NOOP("Needs", "Select one token first."))
                   : tr(QT_TRANSLATE_NOOP("Needs", "Select a token first."));
    case ObjectKind::Definition:
        return one ? tr(QT_TRANSLATE_NOOP("Needs", "Select one API first."))
                   : tr(QT_TRANSLATE_NOOP("Needs", "Select an API first."));
    case ObjectKind::Event:
        return one ? tr(QT_TRANSLATE_NOOP("Needs", "Select one event first."))
                   : tr(QT_TRANSLATE_NOOP("Needs", "Select an event first."));
    case ObjectKind::User:
        return one ? tr(QT_TRANSLATE_NOOP("Needs", "Select one user first."))
                   : tr(QT_TRANSLATE_NOOP("Needs", "Select a user first."));
    case ObjectKind::None: break;
    }
    return tr(QT_TRANSLATE_NOOP("Needs", "Select something first."));
}

QString selectionMissing(const Needs& needs, const Selection& selection)
{
    if (needs.kind != ObjectKind::None && selection.kind != needs.kind) {
        return selectionReason(needs);
    }
    const int count = selection.count();
    if (needs.size == Needs::Size::Any) {
        return {};
    }
    const int rows = count + selection.unread;
    if (rows == 0 || (needs.size == Needs::Size::One && rows > 1)) {
        return selectionReason(needs);
    }
    const QLocale locale;
    if (rows > static_cast<int>(batchMaximum)) {
        return tr(QT_TRANSLATE_NOOP("Needs", "At most %1 can be changed at a time. Narrow the list by a filter."))
            .arg(locale.toString(static_cast<int>(batchMaximum)));
    }
    if (selection.unread > 0 && !selection.byFilter) {
        return tr(QT_TRANSLATE_NOOP("Needs",
                                    "Only %1 of the %2 selected were read so far. Select all, or fewer at a time."))
            .arg(locale.toString(count), locale.toString(rows));
    }
    return {};
}

QString stateMissing(const Needs& needs, const Selection& selection)
{
    if (needs.states == Needs::Nothing || selection.count() == 0) {
        return {};
    }
    const int enabled = selection.count() - selection.disabled;
    const bool met = ((needs.states & Needs::Enabled) != 0 && enabled > 0)
                     || ((needs.states & Needs::Disabled) != 0 && selection.disabled > 0)
                     || ((needs.states & Needs::Unclaimed) != 0 && selection.unclaimed > 0)
                     || ((needs.states & Needs::Held) != 0 && selection.held > 0)
                     || ((needs.states & Needs::NotHeld) != 0 && selection.count() > selection.held);
    if (met || selection.unread > 0) { // of what was not read only the server knows the state
        return {};
    }
    if ((needs.states & Needs::Enabled) != 0) {
        return tr(QT_TRANSLATE_NOOP("Needs", "What is selected is disabled already."));
    }
    if ((needs.states & Needs::Disabled) != 0) {
        return tr(QT_TRANSLATE_NOOP("Needs", "What is selected is not disabled."));
    }
    if ((needs.states & Needs::Held) != 0) {
        return tr(QT_TRANSLATE_NOOP("Needs", "What is selected is not on hold."));
    }
    if ((needs.states & Needs::NotHeld) != 0) {
        return tr(QT_TRANSLATE_NOOP("Needs", "What is selected is on hold already."));
    }
    return tr(QT_TRANSLATE_NOOP("Needs", "The secret of what is selected was confirmed already."));
}

} // namespace

void Selection::count(Face face)
{
    switch (face) {
    case Face::Active:
    case Face::Expiring: ++active; break;
    case Face::Unclaimed: ++unclaimed; break;
    case Face::Disabled: ++disabled; break;
    case Face::Expired: ++expired; break;
    case Face::Held: ++held; break;
    }
}

Verdict judge(const Needs& needs, const Situation& situation)
{
    if (needs.connected && !situation.connected) {
        return {false, tr(QT_TRANSLATE_NOOP("Needs", "The server cannot be reached now."))};
    }
    if (needs.changes && situation.readOnly) {
        return {false, tr(QT_TRANSLATE_NOOP("Needs", "This profile is read-only. Unlock it to make changes."))};
    }
    if (const auto missing = situation.permissions.firstMissing(needs.permissions)) {
        return {false, tr(QT_TRANSLATE_NOOP("Needs", "Needs the permission %1. Administrators can grant it."))
                           .arg(safeText(permissionName(*missing)))};
    }
    for (const auto& feature : needs.features) {
        if (!situation.features.contains(feature)) {
            return {false,
                    tr(QT_TRANSLATE_NOOP("Needs", "This server does not offer it (%1).")).arg(safeText(feature))};
        }
    }
    if (const auto reason = selectionMissing(needs, situation.selection); !reason.isEmpty()) {
        return {false, reason};
    }
    if (const auto reason = stateMissing(needs, situation.selection); !reason.isEmpty()) {
        return {false, reason};
    }
    if (needs.undoable && !situation.undoable) {
        return {false, tr(QT_TRANSLATE_NOOP("Needs", "There is no change that could be taken back."))};
    }
    if (needs.changes && situation.busy) {
        return {false, tr(QT_TRANSLATE_NOOP("Needs", "A change is on its way."))};
    }
    return {true, {}};
}

} // namespace tokenhouse

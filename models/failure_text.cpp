#include "models/failure_text.h"

#include <QCoreApplication>
#include <QStringList>

#include "models/text.h"

namespace tokenhouse {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Failure", text);
}

QString extraText(const boost::json::object& extra, std::string_view name)
{
    const auto* value = extra.if_contains(boost::json::string_view(name.data(), name.size()));
    return value != nullptr && value->is_string() ? safeText(std::string_view(value->get_string())) : QString();
}

QString nextStep(const Failure& failure)
{
    switch (failure.fault) {
    case Fault::Unreachable:
        return tr(QT_TRANSLATE_NOOP("Failure", "Nothing is known to have changed. Try again once the server answers."));
    case Fault::NoSession:
        return tr(QT_TRANSLATE_NOOP("Failure", "Nothing was changed. Sign in again; what you typed is kept."));
    case Fault::Forbidden: {
        const auto missing = extraText(failure.extra, "missingPermission");
        return missing.isEmpty()
                   ? tr(QT_TRANSLATE_NOOP("Failure",
                                          "Nothing was changed. Ask who manages users for the right to do this."))
                   : tr(QT_TRANSLATE_NOOP(
                            "Failure", "Nothing was changed. It needs the permission %1; administrators can grant it."))
                         .arg(missing);
    }
    case Fault::NotFound:
        return tr(QT_TRANSLATE_NOOP("Failure",
                                    "Nothing was changed. Someone may have deleted it; the list shows what is there."));
    case Fault::PreconditionFailed:
    case Fault::PreconditionRequired:
        return tr(QT_TRANSLATE_NOOP("Failure",
                                    "Nothing was changed. Someone else changed it meanwhile: compare both versions."));
    case Fault::Conflict:
    case Fault::Rule:
    case Fault::Malformed:
    case Fault::TooLarge:
    case Fault::HeadTooLarge:
    case Fault::UnsupportedMedia:
    case Fault::MethodNotAllowed:
        return tr(QT_TRANSLATE_NOOP("Failure", "Nothing was changed. Correct it and try again."));
    case Fault::Throttled:
    case Fault::Unavailable:
        return tr(QT_TRANSLATE_NOOP("Failure", "Nothing was changed. Wait a moment and try again."));
    case Fault::Internal: break;
    }
    return tr(QT_TRANSLATE_NOOP("Failure", "Try again. If it stays, give the details to who runs the server."));
}

} // namespace

QString traceText(const Trace& trace)
{
    return trace.message.empty() ? safeText(reasonName(trace.reason)) : safeText(trace.message);
}

FailureText failureText(const Failure& failure)
{
    QStringList sentences;
    for (const auto& trace : failure.traces) {
        const auto text = traceText(trace);
        if (!sentences.contains(text)) {
            sentences << text;
        }
    }
    auto what = sentences.isEmpty() ? safeText(failure.detail) : sentences.join(u' ');
    if (what.isEmpty()) {
        what = safeText(faultTitle(failure.fault));
    }
    return {what, nextStep(failure), extraText(failure.extra, "correlationId")};
}

FailureText readingFailureText(const Failure& failure)
{
    auto text = failureText(failure);
    if (failure.fault == Fault::Forbidden) {
        text.next = tr(QT_TRANSLATE_NOOP("Failure", "Administrators can grant it."));
    }
    return text;
}

bool isUnreachable(const Failure& failure)
{
    return failure.fault == Fault::Unreachable;
}

} // namespace tokenhouse

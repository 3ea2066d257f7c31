#pragma once

#include <string>
#include <string_view>

#include <QString>

namespace tokenhouse {

/// UTF-8 of the core as a QString, as it is: for editing and for comparing, never for showing.
QString exactText(std::string_view utf8);
/// UTF-8 of the core as it may be shown in a cell, a label, a tip: one line, controls and bidirectional marks
/// spelled out (core displaySafe). A right-to-left name stays readable, it only cannot reorder its neighbours.
QString safeText(std::string_view utf8);
std::string utf8(const QString& text);
/// `text` as HTML-free plain text: for widgets that guess the format (tool tips) it is escaped and wrapped.
QString tipText(const QString& plain);

} // namespace tokenhouse

#pragma once

#include <QFont>
#include <QRect>
#include <QString>

class QPainter;

namespace tokenhouse {

/// Text that breaks at words, and within one only when it is longer than the line (QPainter's flags cannot say that).
int wrappedHeight(const QFont& font, const QString& text, int width);
/// Draws it into `rect` with the painter's font and pen, from the top; the edge follows `direction`.
void drawWrapped(QPainter* painter, const QRect& rect, Qt::LayoutDirection direction, const QString& text);

} // namespace tokenhouse

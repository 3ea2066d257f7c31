#pragma once

#include <QIcon>
#include <QPixmap>
#include <QString>

#include "views/theme.h"

class QPainter;

namespace tokenhouse {

/// The product's own line drawings. A name is a file below resources/icons without its ending.
namespace icons {

/// Tinted by role when it is painted, so it follows the scheme; muted when disabled.
QIcon icon(const QString& name, Role role = Role::Text);
void paint(QPainter* painter, const QRectF& rect, const QString& name, const QColor& colour);
/// The application's own icon, in its own colours.
QIcon application();
bool exists(const QString& name);

} // namespace icons
} // namespace tokenhouse

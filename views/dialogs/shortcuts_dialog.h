#pragma once

#include <QList>

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

/// What a key does: a line of the shortcuts' page.
struct ShortcutLine {
    QString name;
    QStringList keys; ///< as the platform writes them; any of them
};

/// *Keyboard shortcuts*: every key and what it does, under headings.
class ShortcutsDialog : public HouseDialog {
    Q_OBJECT

public:
    explicit ShortcutsDialog(QWidget* parent = nullptr);
    void addSection(const QString& title, const QList<ShortcutLine>& lines);
};

} // namespace tokenhouse

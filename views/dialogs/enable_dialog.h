#pragma once

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

/// *Enable tokens* (or APIs): asks before more is enabled than was seen.
class EnableDialog : public HouseDialog {
    Q_OBJECT

public:
    enum class What { Tokens, Apis };

    EnableDialog(What what, const QStringList& names, int count, QWidget* parent = nullptr);

Q_SIGNALS:
    void submitted();
};

} // namespace tokenhouse

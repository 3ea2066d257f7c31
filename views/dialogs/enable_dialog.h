#pragma once

#include "views/dialogs/bulk_dialog.h"

namespace tokenhouse {

/// *Enable tokens* (or APIs): asks before more is enabled than was seen.
class EnableDialog final : public BulkDialog {
    Q_OBJECT

public:
    EnableDialog(What what, const QStringList& names, int count, QWidget* parent = nullptr);
    void setCount(int count) override;
};

} // namespace tokenhouse

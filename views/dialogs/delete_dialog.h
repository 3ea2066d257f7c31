#pragma once

#include "views/dialogs/bulk_dialog.h"

namespace tokenhouse {

/// *Delete tokens* (or APIs): asks once more; the safe way out is the default.
class DeleteDialog final : public BulkDialog {
    Q_OBJECT

public:
    DeleteDialog(What what, const QStringList& names, int count, QWidget* parent = nullptr);
    void setCount(int count) override;

protected:
    QString changingText(int count) const override;
};

} // namespace tokenhouse

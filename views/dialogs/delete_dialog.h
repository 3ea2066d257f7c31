#pragma once

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

/// *Delete tokens* (or APIs): asks once more; the safe way out is the default.
class DeleteDialog : public HouseDialog {
    Q_OBJECT

public:
    enum class What { Tokens, Apis };

    DeleteDialog(What what, const QStringList& names, int count, QWidget* parent = nullptr);
    void showFailure(const Failure& failure) override;

Q_SIGNALS:
    void submitted();

private:
    Button* m_delete;
};

} // namespace tokenhouse

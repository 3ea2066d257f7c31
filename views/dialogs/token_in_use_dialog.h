#pragma once

#include "views/dialogs/house_dialog.h"
#include "views/widgets/details_pane.h"

namespace tokenhouse {

/// *Token in use*: the deletion was refused; the APIs that list the token, each a link; disabling it instead is the
/// default, removing it from all of them and deleting it is one step that is confirmed.
class TokenInUseDialog : public HouseDialog {
    Q_OBJECT

public:
    TokenInUseDialog(const QString& tokenName, int apiCount, QWidget* parent = nullptr);
    /// The APIs by route; at most a handful, the rest behind "and N more".
    void setApis(const QList<LinkRow>& apis);
    /// "Disable instead" is no way out for a token that is disabled already, or without the right to.
    void setDisableForbidden(const QString& reason);
    void setRemoveForbidden(const QString& reason);

Q_SIGNALS:
    void apiChosen(const QString& id);
    void allApisChosen();
    void disableInstead();
    void removeAndDelete();

private:
    int m_count;
    LinkList* m_list;
    Button* m_remove;
};

} // namespace tokenhouse

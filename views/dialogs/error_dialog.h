#pragma once

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

/// What happened, what was not changed, what to do next; Details has the correlation id to copy.
class ErrorDialog : public HouseDialog {
    Q_OBJECT

public:
    ErrorDialog(const QString& heading, const Failure& failure, QWidget* parent = nullptr);
    /// For whoever answers tryAgainWanted().
    void offerTryAgain();

Q_SIGNALS:
    void tryAgainWanted();

private:
    QWidget* m_details;
    Button* m_again;
};

} // namespace tokenhouse

#pragma once

#include <QUrl>

#include "views/dialogs/house_dialog.h"

class QLineEdit;

namespace tokenhouse {

/// *Connect to a server*: its address, and the name it goes by here.
class ConnectDialog : public HouseDialog {
    Q_OBJECT

public:
    explicit ConnectDialog(QWidget* parent = nullptr);
    QUrl url() const;     ///< scheme and authority only; invalid while the address is not good
    QString name() const; ///< the address's host when none was given

Q_SIGNALS:
    void submitted();

private:
    void judge();
    QLineEdit* m_address;
    QLineEdit* m_name;
    QLabel* m_hint;
};

} // namespace tokenhouse

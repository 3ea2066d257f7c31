#pragma once

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

/// *Old and new secret*: both work for a while after a rotation; what is called with each, and the way to end the old
/// one before its time.
class RotationDialog : public HouseDialog {
    Q_OBJECT

public:
    /// One of the two secrets, in words.
    struct Side {
        QString since; ///< "since 14 Aug"; may be empty
        QString calls; ///< "312 calls"
        QString word;  ///< "last one 2 min ago, from 10.4.2.19 and 10.4.2.20"
    };

    explicit RotationDialog(const QString& tokenName, QWidget* parent = nullptr);
    /// "Both secrets work. The old one ends in 23 h 41 min."
    void setWhen(const QString& sentence);
    void setSides(const Side& old, const Side& present);
    /// Who would be cut off; empty = nobody uses the old one.
    void setWarning(const QString& warning);
    /// Why the old one cannot be ended here; empty = it can.
    void setEndForbidden(const QString& reason);

Q_SIGNALS:
    void endWanted();

private:
    class SideCard;
    SideCard* m_old;
    SideCard* m_new;
    Button* m_end;
};

} // namespace tokenhouse

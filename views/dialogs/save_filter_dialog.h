#pragma once

#include "views/dialogs/house_dialog.h"

class QCheckBox;
class QLineEdit;

namespace tokenhouse {

/// *Save filter*: gives the present filter a name.
class SaveFilterDialog : public HouseDialog {
    Q_OBJECT

public:
    /// `taken`: names on this page; saving under one of them replaces it. `sharedReason`: why one cannot share.
    SaveFilterDialog(const QString& filter, const QStringList& taken, const QString& sharedReason,
                     QWidget* parent = nullptr);
    QString name() const;
    bool isShared() const;

Q_SIGNALS:
    void submitted();

protected:
    QStringList typed() const override { return {name()}; }

private:
    void judge();
    QStringList m_taken;
    QLineEdit* m_name;
    QLabel* m_hint;
    QCheckBox* m_shared;
};

} // namespace tokenhouse
